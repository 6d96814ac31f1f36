"""A record comes again: in the same batch, after the table has moved on, or after its key means something else."""

import pytest

from tests.unit.workflow.machine import Machine
from tests.unit.workflow.test_life import NUMBER, flag

pytestmark = pytest.mark.slow

SPELLING = "206-555-0142"


@pytest.mark.parametrize("times", [2, 3])
def test_record_that_is_in_a_batch_more_than_once_is_told_once(machine: Machine, times: int) -> None:
    flag()
    (record,) = machine.new_records()
    assert machine.run([record] * times).status == "SUCCEEDED"
    assert machine.events() == ["flagged"]
    assert len(machine.alerts()) == 1


def test_spelling_that_was_moved_is_not_refused_by_a_replay_after_its_number_was_protected(machine: Machine) -> None:
    machine.put(ContactNumber=SPELLING)
    machine.settle()
    first = machine.records[0]
    machine.set(NUMBER, Status="PROTECTED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z")
    machine.settle()
    before = machine.entries(), machine.history()
    assert [alert["event"] for alert in machine.alerts()] == ["added", "protected"]
    assert machine.run([first]).status == "SUCCEEDED"
    assert (machine.entries(), machine.history()) == before
    assert machine.alerts() == []


@pytest.mark.parametrize("later", ["nothing", "unprotected", "removed", "tidied away"])
def test_spelling_refused_for_protection_is_told_once_under_one_key_whatever_comes_later(
    machine: Machine, later: str
) -> None:
    machine.put(ContactNumber=NUMBER, Status="PROTECTED")
    machine.settle()
    machine.alerts()
    machine.put(ContactNumber=SPELLING)
    (typed,) = machine.new_records()
    machine.run([typed])
    (told,) = machine.alerts()
    assert (told["event"], told["why"], told["number"], told["denied"]) == ("refused", "protected", NUMBER, False)
    if later == "unprotected":
        machine.set(NUMBER, Status="EXPIRED", ReviewedBy="rosa")
    if later in ("removed", "tidied away"):
        key = NUMBER if later == "removed" else SPELLING
        machine.dynamodb.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": key}})
    machine.settle()
    machine.alerts()
    before = machine.entries(), machine.history()
    assert machine.run([typed]).status == "SUCCEEDED"
    assert (machine.entries(), machine.history()) == before
    assert machine.alerts() == []
