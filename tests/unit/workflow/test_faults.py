"""What fails, for how long, and what becomes of the record and of its neighbours."""

import json

import pytest

from denylist.agents import UNKNOWN
from denylist.stream import parse
from tests.unit.workflow.machine import Machine, service_error
from tests.unit.workflow.test_life import NUMBER, flag

THROTTLED = service_error("TooManyRequestsException", "Invoke")
STEPS = ["normalize_number", "record_change", "write_alert", "Publish"]
FOR_EVER = 6
"""One attempt and five retries: statemachine/denylist.asl.json."""


@pytest.mark.parametrize("step", [*STEPS, "identify_agent"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_step_that_fails_and_recovers_leaves_no_trace(machine: Machine, step: str, times: int) -> None:
    machine.faults[step] = [THROTTLED] * times
    flag(FlaggedBy="maria")
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert [(i["Event"]["S"], i["Actor"]["S"]) for i in machine.history()] == [("flagged", "maria")]
    assert len(machine.alerts()) == 1
    assert len(machine.waits) == times
    assert machine.parked() == []


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_never_recovers_parks_the_whole_record_and_redriving_it_completes_it_once(
    machine: Machine, step: str
) -> None:
    machine.faults[step] = [THROTTLED] * FOR_EVER
    flag(FlaggedBy="maria", Reason="shouts")
    (record,) = machine.new_records()
    assert machine.run([record]).status == "SUCCEEDED"
    (parked,) = machine.parked()
    assert parked["Record"] == record
    assert json.dumps(parked["Error"]), "the error is kept beside it"
    assert machine.alerts() == []
    assert parse(record).entry.is_in_force(parse(record).at), "a failing workflow never undoes a denial"

    redriven = {**parked["Record"], "Execution": parked["Execution"]}
    assert machine.run([redriven]).status == "SUCCEEDED"
    assert [a["event"] for a in machine.alerts()] == ["flagged"]
    assert machine.run([record]).status == "SUCCEEDED"
    assert machine.alerts() == [], "the same record delivered once more is not news"
    assert machine.events() == ["flagged"]


def test_an_agent_that_cannot_be_identified_is_unknown_and_the_flag_goes_on(machine: Machine) -> None:
    machine.faults["identify_agent"] = [THROTTLED] * FOR_EVER
    flag()
    machine.settle()
    assert machine.entries()[NUMBER]["FlaggedBy"]["S"] == UNKNOWN
    assert [a["actor"] for a in machine.alerts()] == [UNKNOWN]
    assert machine.parked() == []


def test_a_reply_lost_after_the_write_announces_once(machine: Machine) -> None:
    """The first attempt wrote history; the second, in the same execution, finds its own item and still announces."""
    flag()
    (record,) = machine.new_records()
    real = machine.handlers["RecordChangeArn"]
    lost: list[object] = []

    def answer_is_lost(event: dict[str, object], context: object) -> object:
        answered = real(event, context)
        if not lost:
            lost.append(answered)
            raise THROTTLED
        return answered

    machine.handlers["RecordChangeArn"] = answer_is_lost
    machine.run([record])
    assert machine.events() == ["flagged"]
    assert len(machine.alerts()) == 1


def test_one_broken_record_does_not_stop_its_neighbours(machine: Machine) -> None:
    flag(contact="a", FlaggedBy="ana")
    flag(number="+442079460018", contact="b", FlaggedBy="ben")
    broken = {"eventName": "INSERT", "dynamodb": {"NewImage": {"Status": {"S": "FLAGGED"}}}}
    first, second = machine.new_records()
    assert machine.run([first, broken, second]).status == "SUCCEEDED"
    assert [parked["Record"] for parked in machine.parked()] == [broken]
    assert len(machine.alerts()) == 2


def test_a_record_that_cannot_even_be_parked_fails_the_execution_after_its_neighbours(machine: Machine) -> None:
    flag()
    machine.faults["SendMessage"] = [service_error("InternalError", "SendMessage")] * FOR_EVER
    broken = {"eventName": "INSERT", "dynamodb": {"NewImage": {"Status": {"S": "FLAGGED"}}}}
    execution = machine.run([broken, *machine.new_records()])
    assert (execution.status, execution.error) == ("FAILED", "RecordsNotKept")
    assert len(machine.alerts()) == 1


def test_a_failing_alert_never_undoes_the_denial(machine: Machine) -> None:
    machine.faults["Publish"] = [service_error("AuthorizationError", "Publish")] * FOR_EVER
    flag()
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert len(machine.parked()) == 1
