"""Processes end in the middle: each acknowledged flag is completed once, and for any other the agent heard an error.

The functions' processes are killed without warning, as AWS ends sandboxes. The emulator itself is ended in good order
and started again. It saves tables, queues and executions then, but not the stream. So a record that no execution has
taken yet survives a restart on AWS only.
"""

import json
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.emulator.conftest import SETTINGS as ENFORCED
from tests.emulator.table import Table
from tests.emulator.test_pipeline import answered, check, flag, told
from tests.emulator.test_workflow_faults import failed_of, switched_off
from tools.common.errors import LocalError
from tools.common.paths import TEST_DIRECTORY
from tools.common.processes import command_lines
from tools.common.progress import wait_until
from tools.embedded import emulator
from tools.embedded.down import bring_down
from tools.embedded.own_stack import own_stack
from tools.embedded.stack import Stack
from tools.operate import redrive, target

type Alerts = Callable[..., list[dict[str, Any]]]

DIRECTORY = (TEST_DIRECTORY.parent / "restart").resolve()
STATE = DIRECTORY / "state"
SETTINGS = {**ENFORCED, "SFN_WAIT_SCALE": "1", "PERSIST_STATE": "1", "STATE_DIR": str(STATE)}


def kill_functions() -> int:
    """Kill every function's process, and return how many there were."""
    ours = set(emulator.pids(TEST_DIRECTORY))
    workers = [pid for pid, arguments in command_lines() if pid in ours and "/_worker.py" in arguments]
    for pid in workers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(workers)


def acknowledged(stack: Stack, number: str, contact: str) -> bool:
    """Whether the agent hears that the number was added. After any error, the flow says that it was not."""
    try:
        return flag(stack, number, contact, FlaggedBy="maria")["Success"] == "true"
    except LocalError:
        return False


def test_functions_that_are_killed_lose_no_flag_and_announce_none_twice(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    # The last seven digits are the test's own, and the area code tells the numbers apart.
    numbers = [f"+1{area}{number[-7:]}" for area in (201, 202, 203, 205, 206, 207)]
    contacts = {each: str(uuid4()) for each in numbers}

    def kill_twice() -> None:
        """Once while the agents flag, and once while the workflow runs."""
        wait_until(kill_functions, 30, "a function that runs")
        time.sleep(1)
        kill_functions()

    with ThreadPoolExecutor(4) as people:
        killing = people.submit(kill_twice)
        heard = list(people.map(lambda each: acknowledged(stack, each, contacts[each]), numbers))
        killing.result()
    for each, added in zip(numbers, heard, strict=True):
        assert not added or answered(partial(check, stack, each))["Decision"] == "deny"
        # The first call after a process was killed may fail. Connect's retry is the same flag.
        wait_until(partial(acknowledged, stack, each, contacts[each]), 30, "the retry of a flag")
    table.quiet(120)
    redrive.redrive(target.embedded(TEST_DIRECTORY))
    found = alerts(len(numbers))
    table.quiet()
    assert told(alerts(len(numbers))) == sorted(("flagged", each) for each in numbers), found
    for each in numbers:
        entry = table.entry(each)
        assert (entry["Status"]["S"], entry["FlagCount"]["N"], table.events(each)) == ("PENDING", "1", ["flagged"])


@pytest.fixture
def saved() -> Iterator[Stack]:
    """A stack that is saved when its emulator ends, and whose workflow waits between attempts."""
    bring_down(DIRECTORY)  # a stack that a crash left running saves its state as it ends
    shutil.rmtree(STATE, ignore_errors=True)
    with own_stack(DIRECTORY, {}, SETTINGS) as made:
        yield made


def restart() -> None:
    """End the emulator, whatever it is doing, and start it again with its saved state."""
    running = emulator.find(DIRECTORY, SETTINGS)
    assert running
    for pid in emulator.pids(DIRECTORY):
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not emulator.pids(DIRECTORY), 60, "the emulator's end")
    let_the_pipe_begin_anew()
    assert emulator.launch(DIRECTORY, running)


def let_the_pipe_begin_anew() -> None:
    """Make it read from the start. The place that it saved is in a stream that was not saved."""
    saved = STATE / "pipes.json"
    content = json.loads(saved.read_text())
    del content["payload"]["positions"]
    saved.write_text(json.dumps(content))


@pytest.mark.own_stack
def test_restart_in_the_middle_loses_no_flag_and_what_it_broke_is_run_again_once(saved: Stack, number: str) -> None:
    done, broken, last, later = (f"+1{area}{number[-7:]}" for area in (201, 202, 203, 205))
    table, received = Table(saved), list[dict[str, Any]]()

    def hear_of(each: str) -> None:
        def is_told() -> bool:
            received.extend(saved.take_alerts())
            return ("flagged", each) in told(received)

        wait_until(is_told, 60, f"the alert about {each}")

    flag(saved, done)
    hear_of(done)
    with switched_off(saved, "write_alert"):
        flag(saved, broken, FlaggedBy="maria")
        wait_until(lambda: table.events(broken), 60, "the flag in the history, before it is told")
        assert flag(saved, last)["Success"] == "true"
        restart()
    assert [check(saved, each)["Decision"] for each in (done, broken, last)] == ["deny"] * 3
    failed = failed_of(saved, broken)
    assert failed, "the execution that was under way"

    redrive.rerun(target.embedded(DIRECTORY), failed)
    hear_of(broken)
    table.quiet()
    assert (table.entry(broken)["Status"]["S"], table.events(broken)) == ("PENDING", ["flagged"])
    flag(saved, later)
    hear_of(later)
    table.quiet()
    alerts = Counter(told(received + saved.take_alerts()))
    assert alerts.pop(("flagged", last), 1) == 1, "told once, if an execution had its record"
    assert alerts == {("flagged", each): 1 for each in (done, broken, later)}, "none again, and the stream goes on"
