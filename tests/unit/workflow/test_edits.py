"""What people and other records do to an entry before the workflow has completed it stands."""

import pytest

from tests.unit.workflow.machine import Machine
from tests.unit.workflow.test_life import NUMBER, flag

SPELLING = "206-555-0142"


@pytest.mark.parametrize("status", ["PROTECTED", "EXPIRED", "APPROVED"])
def test_decision_on_a_typed_number_stands(machine: Machine, status: str) -> None:
    machine.put(ContactNumber=NUMBER)
    machine.set(NUMBER, Status=status)
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == status


@pytest.mark.parametrize("status", ["PROTECTED", "EXPIRED"])
def test_decision_on_a_fresh_flag_stands(machine: Machine, status: str) -> None:
    flag()
    machine.set(NUMBER, Status=status)
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == status


def test_end_given_to_a_typed_number_stands(machine: Machine) -> None:
    machine.put(ContactNumber=NUMBER)
    machine.set(NUMBER, ExpiresAt=2_000_000_000)
    machine.settle()
    assert machine.entries()[NUMBER]["ExpiresAt"]["N"] == "2000000000"


@pytest.mark.parametrize("how", ["typed", "flagged"])
def test_spelling_that_is_processed_first_leaves_no_entry_uncompleted(machine: Machine, how: str) -> None:
    if how == "typed":
        machine.put(ContactNumber=NUMBER)
    else:
        flag()
    machine.put(ContactNumber=SPELLING)
    first, second = machine.new_records()
    machine.run([second])
    machine.run([first])
    machine.settle()
    entry = machine.entries()[NUMBER]
    assert entry["Status"] == {"S": "PENDING"}
    assert "ExpiresAt" in entry
