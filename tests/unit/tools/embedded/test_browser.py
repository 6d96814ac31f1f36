"""Which Chromium is taken, on machines that have some, one or none."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools.common.errors import LocalError
from tools.embedded.browser import find_chromium


@dataclass
class Machine:
    """The browsers of a machine, and what was tried."""

    own: Path
    broken: set[str] = field(default_factory=set)
    on_path: dict[str, str] = field(default_factory=dict)
    downloads: bool = False
    tried: list[str] = field(default_factory=list)

    def run(self, command: list[str], **options: object) -> SimpleNamespace:
        """Answer as the machine would; a program that it lacks fails like a missing file."""
        assert options["timeout"]
        match command:
            case [_, "-c", _]:
                return SimpleNamespace(returncode=0, stdout=f"{self.own}\n")
            case [program, "--version"]:
                return SimpleNamespace(returncode=int(program in self.broken), stdout="Chromium 156")
            case [_, "install", "--no-shell", "chromium"]:
                return self.download()
        raise AssertionError(command)

    def download(self) -> SimpleNamespace:
        self.tried.append("download")
        if not self.downloads:
            return SimpleNamespace(returncode=1, stdout="no route to host")
        self.own.touch()
        return SimpleNamespace(returncode=0, stdout="")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine with nothing on it."""
    made = Machine(tmp_path / "own")
    monkeypatch.setattr(subprocess, "run", made.run)
    monkeypatch.setattr(shutil, "which", lambda name: made.on_path.get(name))  # noqa: PLW0108 - it may be replaced
    return made


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_find_takes_the_systems_and_fetches_nothing(machine: Machine, name: str) -> None:
    machine.own.touch()
    machine.on_path[name] = f"/usr/bin/{name}"
    assert find_chromium() == Path(f"/usr/bin/{name}")
    assert machine.tried == []


def test_find_takes_playwrights_own_that_was_fetched_before(machine: Machine) -> None:
    machine.own.touch()
    assert find_chromium() == machine.own
    assert machine.tried == []


def test_find_fetches_playwrights_own_where_there_is_none(machine: Machine) -> None:
    machine.downloads = True
    assert find_chromium() == machine.own
    assert machine.tried == ["download"]


def test_find_passes_over_what_does_not_start(machine: Machine) -> None:
    machine.own.touch()
    machine.broken = {"/snap/chromium"}
    machine.on_path = {"chromium": "/snap/chromium", "google-chrome": "/opt/chrome"}
    assert find_chromium() == Path("/opt/chrome")
    machine.broken.add("/opt/chrome")
    assert find_chromium() == machine.own


def test_find_says_what_was_tried_and_what_to_do_when_nothing_helps(machine: Machine) -> None:
    with pytest.raises(LocalError, match=r"sudo apt-get install chromium(?s:.*)Playwright said: no route to host"):
        find_chromium()
    assert machine.tried == ["download"]
