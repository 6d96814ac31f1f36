"""Which Chromium is taken, on machines that have some, one or none."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from local import browser
from local.browser import RETRY_AFTER, find_chromium
from local.errors import LocalError


@dataclass
class Machine:
    """What is there, and what was tried."""

    own: Path
    broken: set[str] = field(default_factory=set)
    on_path: dict[str, str] = field(default_factory=dict)
    downloads: bool = False
    installs: str = ""
    tried: list[str] = field(default_factory=list)

    def run(self, command: list[str], **options: object) -> SimpleNamespace:
        """Answers as the machine would; whatever is not on it fails as a missing file does."""
        assert options["timeout"]
        match command:
            case [_, "-c", _]:
                return SimpleNamespace(returncode=0, stdout=f"{self.own}\n")
            case [program, "--version"]:
                return SimpleNamespace(returncode=int(program in self.broken), stdout="Chromium 156")
            case [_, "install", "--no-shell", "chromium"]:
                return self.download()
            case ["apt-get", *arguments]:
                return self.install(arguments[0])
        raise AssertionError(command)

    def download(self) -> SimpleNamespace:
        self.tried.append("download")
        if not self.downloads:
            raise subprocess.TimeoutExpired("playwright", 1)
        self.own.touch()
        return SimpleNamespace(returncode=0, stdout="")

    def install(self, verb: str) -> SimpleNamespace:
        self.tried.append(verb)
        if self.installs and verb == "install":
            self.on_path["chromium"] = self.installs
        return SimpleNamespace(returncode=0 if self.installs else 100, stdout="")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine of an ordinary user, with nothing on it."""
    made = Machine(tmp_path / "own")
    monkeypatch.setattr(browser, "REFUSED", tmp_path / "tools" / "refused")
    monkeypatch.setattr(subprocess, "run", made.run)
    monkeypatch.setattr(shutil, "which", lambda name: made.on_path.get(name))  # noqa: PLW0108 - it may be replaced
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return made


@pytest.fixture
def as_root(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine.on_path["apt-get"] = "/usr/bin/apt-get"


def test_find_takes_playwrights_own_when_it_is_there(machine: Machine) -> None:
    machine.own.touch()
    machine.on_path["chromium"] = "/usr/bin/chromium"
    assert find_chromium() == machine.own
    assert machine.tried == []


def test_find_downloads_when_there_is_only_the_systems(machine: Machine) -> None:
    machine.downloads, machine.on_path["chromium"] = True, "/usr/bin/chromium"
    assert find_chromium() == machine.own


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_find_takes_the_systems_when_the_download_is_refused(machine: Machine, name: str) -> None:
    machine.on_path[name] = f"/usr/bin/{name}"
    assert find_chromium() == Path(f"/usr/bin/{name}")
    assert machine.tried == ["download"]


def test_find_does_not_download_again_when_it_was_refused_lately(machine: Machine) -> None:
    machine.on_path["chromium"] = "/usr/bin/chromium"
    assert find_chromium() == find_chromium()
    assert machine.tried == ["download"]


def test_find_downloads_again_when_the_refusal_is_a_day_old(machine: Machine) -> None:
    machine.on_path["chromium"] = "/usr/bin/chromium"
    find_chromium()
    long_ago = browser.REFUSED.stat().st_mtime - RETRY_AFTER - 1
    os.utime(browser.REFUSED, (long_ago, long_ago))
    machine.downloads = True
    assert find_chromium() == machine.own


def test_find_passes_over_what_does_not_start(machine: Machine) -> None:
    machine.own.touch()
    machine.broken = {str(machine.own), "/snap/chromium"}
    machine.on_path = {"chromium": "/snap/chromium", "google-chrome": "/opt/chrome"}
    assert find_chromium() == Path("/opt/chrome")


@pytest.mark.usefixtures("as_root")
def test_find_installs_when_there_is_none_and_root_asks(machine: Machine) -> None:
    machine.installs = "/usr/bin/chromium"
    assert find_chromium() == Path("/usr/bin/chromium")
    assert machine.tried == ["download", "update", "install"]


@pytest.mark.usefixtures("as_root")
def test_find_fails_when_the_package_brings_no_browser(machine: Machine) -> None:
    machine.installs, machine.broken = "/usr/bin/chromium", {"/usr/bin/chromium"}
    with pytest.raises(LocalError, match="apt-get install chromium"):
        find_chromium()


@pytest.mark.parametrize("there", [{}, {"apt-get": "/usr/bin/apt-get"}])
def test_find_says_what_to_do_when_nothing_helps(machine: Machine, there: dict[str, str]) -> None:
    machine.on_path = there
    with pytest.raises(LocalError, match="playwright install"):
        find_chromium()
    assert machine.tried == ["download"]
