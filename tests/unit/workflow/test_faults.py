"""What a failure leaves behind, seen from the entry; test_every_task.py goes through all of them."""

from identify_agent.agents import UNKNOWN
from tests.unit.workflow.machine import Machine, service_error
from tests.unit.workflow.test_life import NUMBER, flag

THROTTLED = service_error("TooManyRequestsException", "Invoke")
FOR_EVER = 6
"""One attempt and five retries: statemachine/denylist.asl.json."""


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


def test_a_failing_alert_never_undoes_the_denial(machine: Machine) -> None:
    machine.faults["Publish"] = [service_error("AuthorizationError", "Publish")] * FOR_EVER
    flag()
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert len(machine.parked()) == 1
