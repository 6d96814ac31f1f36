"""The emulator is started, found again, replaced, and ended with all that belongs to it and nothing else."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.conftest import SETTINGS
from tools.common.paths import ROOT, TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.embedded import emulator
from tools.embedded.down import bring_down
from tools.embedded.stack import Stack, load
from tools.embedded.up import bring_up


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    bring_down(tmp_path)


def test_down_ends_what_was_started_and_is_harmless_again(directory: Path) -> None:
    started = emulator.start(directory, {})
    assert emulator.find(directory, {}) == started
    assert bring_down(directory)
    assert not started.answers()
    assert not emulator.pids(directory)
    assert not bring_down(directory)


def test_down_spares_a_stranger_that_got_the_process_id(directory: Path) -> None:
    """Even if our record names its id, a process that was not started for this folder is not ours."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, cwd=directory) as stranger:
        (directory / "guarded-emulator.json").write_text(
            f'{{"port": 1, "token": "x", "settings": {{}}, "pid": {stranger.pid}}}'
        )
        assert not bring_down(directory)
        assert stranger.poll() is None
        stranger.kill()


def test_a_killed_emulator_is_replaced(directory: Path) -> None:
    started = emulator.start(directory, {})
    for pid in emulator.pids(directory):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not emulator.pids(directory), 10, "its end")
    assert emulator.find(directory, {}) is None
    assert emulator.start(directory, {}).token != started.token


def test_down_finds_an_emulator_without_a_record(directory: Path) -> None:
    """`make up` may be killed before it writes one."""
    emulator.start(directory, {})
    (directory / "guarded-emulator.json").unlink()
    assert bring_down(directory)
    assert not emulator.pids(directory)


def test_up_that_is_terminated_leaves_nothing_behind(directory: Path) -> None:
    command = [sys.executable, "-m", "tools.embedded.up", "--dir", str(directory)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as up:
        wait_until(lambda: emulator.pids(directory) or up.poll() is not None, 120, "the emulator")
        up.terminate()
        up.wait(timeout=30)
    assert not emulator.pids(directory)
    assert not (directory / "stack.json").exists()


def test_workers_are_among_what_down_ends(stack: Stack) -> None:
    """Functions run in processes of their own, which the emulator starts."""
    stack.invoke(stack.outputs["CheckNumberArn"], {})
    assert len(emulator.pids(TEST_DIRECTORY)) > 1


def test_second_up_changes_the_parameters_of_the_running_stack_and_back(stack: Stack) -> None:
    assert default_region(bring_up(TEST_DIRECTORY, {"DefaultRegion": "KR"}, SETTINGS)) == "KR"
    assert default_region(bring_up(TEST_DIRECTORY, {}, SETTINGS)) == "KR"
    again = bring_up(TEST_DIRECTORY, {"DefaultRegion": None}, SETTINGS)
    assert default_region(again) == "US"
    assert again == stack


def default_region(deployed: Stack) -> str:
    name = deployed.outputs["CheckNumberArn"]
    configuration = deployed.client("lambda").get_function_configuration(FunctionName=name)
    return str(configuration["Environment"]["Variables"]["DEFAULT_REGION"])


def test_what_the_topic_gets_reaches_the_queue(stack: Stack) -> None:
    stack.client("sns").publish(TopicArn=stack.outputs["SupervisorTopicArn"], Subject="s", Message="hello")
    received = wait_until(lambda: [a for a in stack.take_alerts() if a["Message"] == "hello"], 30, "the message")
    assert [alert["Subject"] for alert in received] == ["s"]


def test_stack_json_describes_the_running_stack(stack: Stack) -> None:
    assert load(TEST_DIRECTORY) == stack
    assert stack.endpoint_url.startswith("http://127.0.0.1:")
