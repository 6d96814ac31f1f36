"""Every task of the workflow's file, failing once, twice and for ever, before and after it has done its work.

Each time the record stands between two others in its batch. They must complete. The record must complete too, or be
in the dead-letter queue and complete once when it is run again. No change may be told twice.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from denylist.instance import UNKNOWN
from tests.unit.workflow.machine import FUNCTIONS, ROOT, Execution, Machine, service_error
from tests.unit.workflow.test_life import NUMBER, flag

pytestmark = pytest.mark.slow
WORKFLOW = json.loads((ROOT / "statemachine" / "denylist.asl.json").read_text())
STATES: dict[str, dict[str, Any]] = WORKFLOW["States"]["For every record"]["ItemProcessor"]["States"]
# Keeping a change for a digest is another path through the states, which test_digest.py tests.
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task" and name != "Keep for the digest"}
FOR_EVER = 6
"""One attempt and five retries: statemachine/denylist.asl.json."""
NEIGHBOURS = ("+442079460018", "+12125550143")
FAULT = service_error("InternalError", "any")

type Change = Callable[[Machine], dict[str, Any]]


def flagged(machine: Machine) -> dict[str, Any]:
    """The record of a flag."""
    flag(FlaggedBy="maria", Reason="shouts")
    (record,) = machine.new_records()
    return record


def approved(machine: Machine) -> dict[str, Any]:
    """The record of a decision on an entry that was told before."""
    machine.put(ContactNumber=NUMBER, Status="PENDING", ExpiresAt=2_000_000_000, Source="import")
    machine.settle()
    machine.alerts()
    machine.set(NUMBER, Status="APPROVED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z")
    (record,) = machine.new_records()
    return record


CHANGES: dict[str, Change] = {"Record change": approved}
"""The change that leads through a task; for all other tasks that is a flag."""


def door(task: str) -> str:
    """What the task calls, as `Machine` knows it."""
    state = TASKS[task]
    if state["Resource"].endswith(":lambda:invoke"):
        return FUNCTIONS[re.sub(r"\W", "", state["Parameters"]["FunctionName"])]
    operation: str = state["Resource"].rsplit(":", 1)[1]
    return operation[0].upper() + operation[1:]


def run_between_neighbours(
    machine: Machine, task: str, times: int = 0, lost: int = 0
) -> tuple[Execution, dict[str, Any]]:
    """Run a batch of three; only for the record in the middle does the task fail so often, or lose its answers."""
    change = CHANGES.get(task, flagged)
    record = change(machine)
    for n, number in enumerate(NEIGHBOURS):
        flag(number=number, contact=f"neighbour-{n}", FlaggedBy="ben")
    first, last = machine.new_records()
    machine.only = NUMBER
    fail(machine, task, times, lost)
    execution = machine.run([first, record, last])
    assert task in execution.states, f"no change here leads through {task}: add one to CHANGES"
    return execution, record


def events_of(machine: Machine, number: str) -> list[str]:
    return [item["Event"]["S"] for item in machine.history() if item["ContactNumber"]["S"] == number]


class Told:
    """The alerts, gathered as they come."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self._alerts = machine, list[dict[str, Any]]()

    def of(self, number: str) -> list[str]:
        self._alerts += self._machine.alerts()
        return [alert["event"] for alert in self._alerts if alert["number"] == number]


def assert_neighbours_completed(machine: Machine, told: Told) -> None:
    for number in NEIGHBOURS:
        assert machine.entries()[number]["Status"]["S"] == "PENDING"
        assert events_of(machine, number) == told.of(number) == ["flagged"]


def assert_completed_once(machine: Machine, told: Told, task: str, record: dict[str, Any]) -> None:
    """Entry, history and one alert are there, and nothing in the queue, even when the record comes once more."""
    _assert_complete(machine, told, task)
    assert machine.redrive().started == 0
    assert machine.run([record]).status == "SUCCEEDED"
    _assert_complete(machine, told, task)


def _assert_complete(machine: Machine, told: Told, task: str) -> None:
    status, event = ("APPROVED", "approved") if CHANGES.get(task) is approved else ("PENDING", "flagged")
    assert machine.entries()[NUMBER]["Status"]["S"] == status
    assert events_of(machine, NUMBER)[-1:] == told.of(NUMBER) == [event]
    assert events_of(machine, NUMBER).count(event) == 1
    assert machine.waiting() == []


def fail(machine: Machine, task: str, times: int, lost: int = 0) -> None:
    """Let the task fail. A record is only parked after another task has failed for good, so let that one fail, too."""
    machine.faults[door(task)] = [FAULT] * times
    machine.lost[door(task)] = [FAULT] * lost
    if task == "Park record":
        machine.faults["record_change"] = [FAULT] * FOR_EVER


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("times", [1, 2])
def test_task_that_fails_and_recovers_leaves_no_trace(machine: Machine, task: str, times: int) -> None:
    execution, record = run_between_neighbours(machine, task, times)
    told = Told(machine)
    assert execution.status == "SUCCEEDED"
    assert_neighbours_completed(machine, told)
    if task == "Park record":
        assert [parked["Record"] for parked in machine.waiting()] == [record]
        assert machine.redrive().started == 1
    assert_completed_once(machine, told, task, record)


@pytest.mark.parametrize("task", sorted(TASKS.keys() - {"Identify agent", "Park record"}))
def test_task_that_never_recovers_parks_the_record_and_redrive_completes_it_once(machine: Machine, task: str) -> None:
    execution, record = run_between_neighbours(machine, task, FOR_EVER)
    told = Told(machine)
    assert execution.status == "SUCCEEDED"
    assert_neighbours_completed(machine, told)
    assert told.of(NUMBER) == []
    assert machine.entries()[NUMBER]["Status"]["S"] in ("FLAGGED", "PENDING", "APPROVED"), "the entry denies meanwhile"
    (parked,) = machine.waiting()
    assert parked["Record"] == record
    assert parked["Execution"] == f"{execution.arn}#1", "the execution, and the record's place in its batch"
    assert "InternalError" in json.dumps(parked["Error"])
    assert machine.redrive().started == 1
    assert_completed_once(machine, told, task, record)


def test_agent_that_is_never_identified_is_unknown_and_nothing_is_parked(machine: Machine) -> None:
    _, record = run_between_neighbours(machine, "Identify agent", FOR_EVER)
    told = Told(machine)
    assert_neighbours_completed(machine, told)
    assert_completed_once(machine, told, "Identify agent", record)
    assert machine.entries()[NUMBER]["FlaggedBy"]["S"] == "maria", "the entry keeps the name that the flow gave"


def test_agent_without_a_name_that_is_never_identified_is_unknown_to_history_and_mail(machine: Machine) -> None:
    machine.faults["identify_agent"] = [FAULT] * FOR_EVER
    flag()
    machine.settle()
    assert machine.entries()[NUMBER]["FlaggedBy"]["S"] == UNKNOWN
    assert [alert["actor"] for alert in machine.alerts()] == [UNKNOWN]
    assert machine.parked() == []


def test_record_that_can_never_be_parked_fails_the_execution_whose_input_is_run_again(machine: Machine) -> None:
    """A pipe's batch is one record. Here it is one as well, because neighbours would be told again."""
    fail(machine, "Park record", FOR_EVER)
    record = flagged(machine)
    execution = machine.run([record])
    assert (execution.status, execution.error) == ("FAILED", "RecordsNotKept")
    told = Told(machine)
    assert told.of(NUMBER) == []
    machine.rerun(execution.arn)
    assert told.of(NUMBER) == ["flagged"]
    machine.rerun(execution.arn)
    assert_completed_once(machine, told, "Park record", record)


def test_record_that_can_never_be_parked_holds_up_no_neighbour(machine: Machine) -> None:
    execution, _ = run_between_neighbours(machine, "Park record", FOR_EVER)
    assert (execution.status, execution.error) == ("FAILED", "RecordsNotKept")
    assert_neighbours_completed(machine, Told(machine))


# ── Done, but the answer is lost ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("task", sorted(TASKS.keys() - {"Notify supervisors"}))
def test_task_whose_answer_is_lost_is_done_once(machine: Machine, task: str) -> None:
    execution, record = run_between_neighbours(machine, task, lost=1)
    told = Told(machine)
    assert execution.status == "SUCCEEDED"
    assert_neighbours_completed(machine, told)
    if task == "Park record":
        assert [parked["Record"] for parked in machine.waiting()] == [record] * 2, "the lost answer parks it twice"
        assert machine.redrive().started == 2
    assert_completed_once(machine, told, task, record)


def test_mail_whose_answer_is_lost_is_the_one_thing_sent_again(machine: Machine) -> None:
    """SNS has no conditional publish: docs/decisions/0006-each-change-is-announced-once.md."""
    run_between_neighbours(machine, "Notify supervisors", lost=1)
    told = Told(machine)
    assert_neighbours_completed(machine, told)
    assert told.of(NUMBER) == ["flagged"] * 2
    assert events_of(machine, NUMBER) == ["flagged"]


# ── History refuses ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("which", ["faults", "lost"])
@pytest.mark.parametrize("times", [1, 2, FOR_EVER])
def test_history_that_refuses_or_does_not_answer_is_written_once(machine: Machine, which: str, times: int) -> None:
    getattr(machine, which)["history"] = [FAULT] * times
    _, record = run_between_neighbours(machine, "Record entry")
    told = Told(machine)
    assert_neighbours_completed(machine, told)
    if (which, times) == ("faults", FOR_EVER):
        assert machine.entries()[NUMBER]["Status"]["S"] == "FLAGGED", "written with history or not at all"
        assert [parked["Record"] for parked in machine.waiting()] == [record]
        assert told.of(NUMBER) == [], "no mail without history"
        assert machine.redrive().started == 1
    machine.lost.clear()
    assert_completed_once(machine, told, "Record entry", record)
