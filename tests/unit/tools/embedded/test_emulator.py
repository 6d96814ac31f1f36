"""An emulator is recognised by its folder and its token, never by a process id or a port alone."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.embedded import emulator
from tools.embedded.emulator import Emulator

LEADER = "/p/.venvs/emulator/bin/python -P -X deny-list={} /p/tools/common/guard.py"
DEPLOYMENT = "/p/.venvs/sam/bin/python /p/.venvs/sam/bin/sam deploy --parameter-overrides file://{}/parameters.yaml"
WORKER = "/p/.venvs/emulator/bin/python3.13 {}/tmp/ministack-lambda-add-x1/_worker.py"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / ".local"


def running(monkeypatch: pytest.MonkeyPatch, *command_lines: str) -> None:
    def listing() -> Iterator[tuple[int, str]]:
        return iter(enumerate(command_lines, start=100))

    monkeypatch.setattr(emulator, "command_lines", listing)


def test_whatever_was_started_is_found_by_its_folder(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    running(monkeypatch, LEADER.format(directory), WORKER.format(directory), DEPLOYMENT.format(directory))
    assert emulator.pids(directory) == [100, 101, 102]


@pytest.mark.parametrize(
    "stranger",
    [
        LEADER.format("{}/test"),
        WORKER.format("{}/test"),
        LEADER.format("/elsewhere{}"),
        "/usr/bin/tail -f {}/emulator.log",
        "/usr/bin/python3 -m ministack",
        "/usr/bin/python3 -P /p/tools/common/guard.py",
        "/usr/bin/python3 {}/tmp/mine.py",
        "/usr/bin/python3 -c print() -P -X deny-list={} /p/tools/common/guard.py --and-more",
    ],
)
def test_strangers_are_left_alone(monkeypatch: pytest.MonkeyPatch, directory: Path, stranger: str) -> None:
    running(monkeypatch, stranger.format(directory))
    assert emulator.pids(directory) == []


def test_folder_with_blanks_and_brackets_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    directory = tmp_path / "my (deny) list+"
    running(monkeypatch, LEADER.format(directory), WORKER.format(directory))
    assert len(emulator.pids(directory)) == 2


def record(directory: Path, *, settings: dict[str, str] | None = None) -> Emulator:
    recorded = Emulator(4566, "token", settings or {})
    directory.mkdir()
    (directory / "guarded-emulator.json").write_text(json.dumps(asdict(recorded)))
    return recorded


def test_find_gives_the_recorded_emulator_when_it_answers(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    recorded = record(directory)
    monkeypatch.setattr(Emulator, "answers", lambda _: True)
    assert emulator.find(directory, {}) == recorded


def test_find_refuses_what_does_not_answer(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    record(directory)
    monkeypatch.setattr(Emulator, "answers", lambda _: False)
    assert emulator.find(directory, {}) is None


def test_find_refuses_other_settings(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    record(directory, settings={"SFN_WAIT_SCALE": "0"})
    monkeypatch.setattr(Emulator, "answers", lambda _: True)
    assert emulator.find(directory, {}) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"port": 1}'])
def test_find_takes_a_damaged_record_for_none(directory: Path, content: str) -> None:
    directory.mkdir()
    (directory / "guarded-emulator.json").write_text(content)
    assert emulator.find(directory, {}) is None


def test_find_without_a_record(directory: Path) -> None:
    assert emulator.find(directory, {}) is None


def test_start_takes_another_port_when_a_stranger_answers(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    ports: list[int] = []

    def launch(_directory: Path, started: Emulator) -> None:
        directory.mkdir(exist_ok=True)
        ports.append(started.port)

    monkeypatch.setattr(emulator, "free_port", lambda: 4000 + len(ports))
    monkeypatch.setattr(emulator, "_spawn", launch)
    monkeypatch.setattr(Emulator, "answers", lambda self: self.port == 4002)
    running(monkeypatch)
    started = emulator.start(directory, {})
    assert ports == [4000, 4001, 4002]
    assert emulator.find(directory, {}) == started


def test_start_gives_up_with_the_log(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    def launch(_directory: Path, _started: Emulator) -> None:
        directory.mkdir(exist_ok=True)
        (directory / "emulator.log").write_text("the reason\n")

    monkeypatch.setattr(emulator, "free_port", lambda: 4000)
    monkeypatch.setattr(emulator, "_spawn", launch)
    monkeypatch.setattr(Emulator, "answers", lambda _: False)
    running(monkeypatch)
    with pytest.raises(LocalError, match="the reason"):
        emulator.start(directory, {})


def test_stop_kills_what_does_not_end_by_itself(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    sent: list[tuple[int, int]] = []

    def kill(pid: int, number: int) -> None:
        sent.append((pid, number))
        if number == signal.SIGKILL:
            running(monkeypatch)

    monkeypatch.setattr(os, "kill", kill)
    monkeypatch.setattr(emulator, "END_SECONDS", 0)
    running(monkeypatch, LEADER.format(directory))
    emulator.stop(directory)
    assert sent == [(100, signal.SIGTERM), (100, signal.SIGKILL)]


def test_stop_when_nothing_runs(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    running(monkeypatch)
    emulator.stop(directory)
    emulator.stop(directory)


def test_functions_inherit_nothing_of_the_user(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SECRET_OF_MINE", "x")
    told = emulator._environment(directory, Emulator(4566, "token", {"SFN_WAIT_SCALE": "0"}))  # noqa: SLF001
    assert not {"AWS_PROFILE", "SECRET_OF_MINE", "PYTHONPATH"} & set(told)
    assert told["BIND_HOST"] == "127.0.0.1"
    assert told["IOT_MTLS_ENABLED"] == told["SFTP_ENABLED"] == told["SFN_WAIT_SCALE"] == "0"
    assert {told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"]} == {"test"}
    assert told["HOME"].startswith(str(directory))
