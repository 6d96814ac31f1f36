"""If a command that stays with its stack already runs in a folder, a second one says so and leaves it alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.embedded import emulator
from tools.embedded.demo import __main__ as demo
from tools.embedded.lab import __main__ as lab
from tools.embedded.session import alone, on_a_running_stack, refuse_beside_another


@pytest.mark.parametrize("command", ["make demo", "make lab"])
def test_second_command_is_told_which_one_runs(tmp_path: Path, command: str) -> None:
    told = rf"{command} \(process {os.getpid()}\) runs here already"
    with alone(tmp_path, command):
        with pytest.raises(LocalError, match=told), alone(tmp_path, "make lab"):
            pass
        with pytest.raises(LocalError, match=told):
            refuse_beside_another(tmp_path)
    refuse_beside_another(tmp_path)
    with alone(tmp_path, command):
        pass


KILLED = """
import os, sys, pathlib
from tools.embedded.session import alone
with alone(pathlib.Path(sys.argv[1]), "make demo"):
    os.kill(os.getpid(), 9)
"""


def test_command_that_was_killed_does_not_stop_the_next(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert ran.returncode == -9
    with alone(tmp_path, "make demo"):
        pass


def test_demo_and_lab_touch_nothing_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of them may end a stack or bring one up."""
    monkeypatch.setattr(demo, "DIRECTORY", tmp_path)
    monkeypatch.setattr(sys, "argv", ["demo"])
    for module in (demo, lab):
        for name in ("bring_up", "bring_down"):
            monkeypatch.setattr(module, name, lambda *_: pytest.fail("touched it"))
    with alone(tmp_path, "make demo"):
        with pytest.raises(LocalError, match="make demo"):
            demo.main()
        with pytest.raises(LocalError, match="make demo"):
            lab.run(tmp_path, {}, {"region": "US", "language": "en", "ending": ""})


def test_fault_of_a_stack_that_was_ended_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LocalError, match=r"ended by another command \(ConnectionError\)"), on_a_running_stack(tmp_path):
        raise ConnectionError
    monkeypatch.setattr(emulator, "pids", lambda _: [1])
    with pytest.raises(ConnectionError), on_a_running_stack(tmp_path):
        raise ConnectionError
