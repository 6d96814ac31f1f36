"""What people and other records change in an entry before the workflow completes it stays."""

import pytest

from tests.unit.workflow.machine import Machine
from tests.unit.workflow.test_life import NUMBER, flag

pytestmark = pytest.mark.slow

SPELLING = "206-555-0142"


@pytest.mark.parametrize("how", ["typed", "flagged"])
@pytest.mark.parametrize("status", ["PROTECTED", "EXPIRED", "APPROVED"])
def test_decision_on_what_is_not_processed_yet_stands(machine: Machine, status: str, how: str) -> None:
    if how == "typed":
        machine.put(ContactNumber=NUMBER)
    else:
        flag()
    machine.set(NUMBER, Status=status)
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == status


def test_end_given_to_a_typed_number_stands(machine: Machine) -> None:
    machine.put(ContactNumber=NUMBER)
    machine.set(NUMBER, ExpiresAt=2_000_000_000)
    machine.settle()
    assert machine.entries()[NUMBER]["ExpiresAt"]["N"] == "2000000000"


def test_approval_put_over_an_ended_entry_is_completed(machine: Machine) -> None:
    flag()
    machine.settle()
    machine.set(NUMBER, Status="EXPIRED", ReviewedBy="rosa")
    machine.settle()
    machine.put(ContactNumber=NUMBER, Status="APPROVED", Source="import")
    assert machine.settle() == 2, "the record of the completion leads to nothing more"
    entry = machine.entries()[NUMBER]
    assert {"FlaggedAt", "Country", "NumberType"} <= set(entry), "no list shows an entry without them"
    assert (entry["Status"]["S"], entry["Source"]["S"]) == ("APPROVED", "import")
    assert "ExpiresAt" not in entry, "an approved entry may be permanent"
    assert [alert["event"] for alert in machine.alerts()] == ["flagged", "expired", "approved"]


def test_flag_that_is_approved_by_hand_before_it_was_completed_has_its_country(machine: Machine) -> None:
    flag(FlaggedBy="maria")
    machine.set(NUMBER, Status="APPROVED", ReviewedBy="rosa")
    machine.settle()
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["FlaggedBy"]["S"], entry["Country"]["S"]) == ("APPROVED", "maria", "US")
    assert machine.events() == ["flagged", "approved"]


@pytest.mark.parametrize("status", ["PENDING", "APPROVED", "PROTECTED"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_spelling_that_is_decided_on_before_it_has_moved_moves_as_decided(
    machine: Machine, order: tuple[int, int], status: str
) -> None:
    machine.put(ContactNumber=SPELLING)
    machine.set(SPELLING, Status=status, ReviewedBy="rosa")
    records = machine.new_records()
    for n in order:
        machine.run([records[n]])
    machine.settle()
    (entry,) = machine.entries().values()
    assert (entry["ContactNumber"]["S"], entry["Status"]["S"]) == (NUMBER, status)
    typed, decided = sorted(machine.alerts(), key=lambda alert: alert["event"] != "added")
    assert (typed["event"], typed["number"], typed["denied"]) == ("added", NUMBER, False), "it had not moved yet"
    told = decided["actor"], decided["number"], decided["after"], decided["denied"]
    assert told == ("rosa", NUMBER, status, status != "PROTECTED")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("protected", [False, True])
def test_spelling_whose_note_is_edited_before_it_has_moved_is_told_of_as_typed_and_as_edited(
    machine: Machine, order: tuple[int, int], protected: bool  # noqa: FBT001
) -> None:  # fmt: skip
    if protected:
        machine.put(ContactNumber=NUMBER, Status="PROTECTED")
        machine.settle()
        machine.alerts()
    machine.put(ContactNumber=SPELLING)
    machine.set(SPELLING, Note="second thoughts")
    records = machine.new_records()
    for n in order:
        machine.run([records[n]])
    machine.settle()
    told = {(a["event"], a["number"], a["denied"]) for a in machine.alerts()}
    edited = ("refused", NUMBER, False) if protected else ("edited", NUMBER, True)
    assert told == {("added", NUMBER, False), edited}
    assert len(machine.history()) == 2 + protected
    assert protected or machine.entries()[NUMBER]["Note"] == {"S": "second thoughts"}


def test_refused_spelling_that_is_approved_by_hand_is_refused_again_or_moves(machine: Machine) -> None:
    machine.put(ContactNumber=NUMBER, Status="PROTECTED")
    machine.put(ContactNumber=SPELLING)
    machine.settle()
    for guard in ("PROTECTED", "EXPIRED"):
        machine.set(NUMBER, Status=guard, ReviewedAt=f"2026-11-22T12:00:00Z {guard}")
        machine.settle()
        machine.alerts()
        machine.set(SPELLING, Status="APPROVED", ReviewedBy="rosa")
        machine.settle()
        (alert,) = machine.alerts()
        assert (alert["number"], alert["denied"]) == (NUMBER, guard == "EXPIRED")
    assert machine.entries()[NUMBER]["Status"]["S"] == "APPROVED"
    assert SPELLING not in machine.entries()


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


@pytest.mark.parametrize("typed", [SPELLING, NUMBER])
def test_entry_that_is_deleted_and_put_back_as_it_was_is_told_of_each_time(machine: Machine, typed: str) -> None:
    """An exported item that is put back carries the workflow's mark. It denies again, so it must be told again."""
    machine.put(ContactNumber=typed)
    machine.settle()
    exported = machine.entries()[NUMBER]
    machine.alerts()
    for _ in range(2):
        machine.dynamodb.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": NUMBER}})
        machine.settle()
        machine.dynamodb.put_item(TableName="Denylist", Item=exported)
        machine.settle()
        assert [alert["event"] for alert in machine.alerts()] == ["removed", "added"]
        assert machine.entries()[NUMBER]["Status"] == {"S": "PENDING"}
    assert machine.events() == ["added", "removed", "added", "removed", "added"]


@pytest.mark.parametrize(
    ("typed", "news"),
    [
        ("+12065550197", "added"),
        ("+431117", "added"),
        ("206-555-0142", "added"),
        ("+5215512345678", "added"),
        ("+1234567", "refused"),
        ("+999123456789", "refused"),
        ("hello", "refused"),
    ],
)
def test_whatever_is_put_and_deleted_by_hand_is_told_of_both_times(machine: Machine, typed: str, news: str) -> None:
    """It does not matter which country, length or spelling it is, or whether it is a number at all."""
    machine.put(ContactNumber=typed)
    machine.settle()
    (key,) = machine.entries()
    machine.dynamodb.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": key}})
    machine.settle()
    assert [(alert["event"], alert["number"]) for alert in machine.alerts()] == [(news, key), ("removed", key)]
    assert machine.events() == [news, "removed"]
