"""The life of a number, through the real workflow definition and the real handlers, on moto."""

import itertools
import random
import time

import pytest

from tests.unit.workflow.machine import Context, Machine, handler

NUMBER = "+12065550142"


def flag(number: str = NUMBER, contact: str = "flag-1", **parameters: str) -> dict[str, str]:
    """Flag a number by quick connect, and return the function's answer to the flow."""
    data = {"Channel": "VOICE", "ContactId": contact, "InitialContactId": "call-1"}
    event = {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": number, **parameters}}}
    answer: dict[str, str] = handler("add_number")(event, Context())
    return answer


def test_a_flag_is_completed_recorded_and_announced_once(machine: Machine) -> None:
    assert flag(Term="30d", FlaggedBy="maria", Reason="shouts")["Result"] == "added"
    machine.settle()
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["Country"]["S"], entry["Version"]["N"]) == ("PENDING", "US", "2")
    (item,) = machine.history()
    assert (item["Event"]["S"], item["Actor"]["S"], item["Why"]["S"]) == ("flagged", "maria", "shouts")
    (alert,) = machine.alerts()
    assert (alert["event"], alert["number"], alert["denied"]) == ("flagged", NUMBER, True)


@pytest.mark.parametrize(("dialled", "told"), [("callback", "callback"), ("outbound", "outbound"), ("no", "")])
def test_a_number_that_was_dialled_is_recorded_and_told_as_dialled(machine: Machine, dialled: str, told: str) -> None:
    flag(Dialled=dialled)
    machine.settle()
    assert machine.entries()[NUMBER].get("Dialled", {}).get("S", "") == dialled
    (item,) = machine.history()
    (alert,) = machine.alerts()
    assert (item.get("Dialled", {}).get("S", ""), alert["dialled"]) == (told, told)


def test_three_retries_of_one_flag_make_one_flag_and_one_alert(machine: Machine) -> None:
    answers = [flag(contact="the same") for _ in range(3)]
    machine.settle()
    assert [a["Result"] for a in answers] == ["added"] * 3
    assert machine.entries()[NUMBER]["FlagCount"]["N"] == "1"
    assert machine.events() == ["flagged"]
    assert len(machine.alerts()) == 1


def test_further_flags_are_counted_and_recorded_but_not_announced(machine: Machine) -> None:
    for agent in ("ana", "ben", "cleo"):
        flag(contact=f"flag-by-{agent}", FlaggedBy=agent)
    machine.settle()
    assert machine.entries()[NUMBER]["FlagCount"]["N"] == "3"
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING"
    assert [(i["Event"]["S"], i["Actor"]["S"]) for i in machine.history()] == [
        ("flagged", "ana"),
        ("flagged_again", "ben"),
        ("flagged_again", "cleo"),
    ]
    assert len(machine.alerts()) == 1


def test_a_decision_is_recorded_and_announced_with_its_reviewer(machine: Machine) -> None:
    flag()
    machine.settle()
    machine.alerts()
    machine.set(NUMBER, Status="EXPIRED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z", Note="a mistake")
    machine.settle()
    assert [a["event"] for a in machine.alerts()] == ["expired"]
    last = machine.history()[-1]
    assert (last["Actor"]["S"], last["From"]["S"], last["To"]["S"], last["Why"]["S"]) == (
        "rosa",
        "PENDING",
        "EXPIRED",
        "a mistake",
    )


def test_a_number_typed_as_people_write_it_gets_its_e164_key(machine: Machine) -> None:
    machine.put(ContactNumber="(206) 555-0142")
    machine.settle()
    (entry,) = machine.entries().values()
    assert entry["ContactNumber"]["S"] == NUMBER
    assert (entry["Status"]["S"], entry["Source"]["S"]) == ("PENDING", "table")
    assert int(entry["ExpiresAt"]["N"]) > time.time(), "only a reviewer may make it permanent"
    assert machine.events() == ["added"]
    assert [a["number"] for a in machine.alerts()] == [NUMBER]


def test_a_typed_spelling_of_a_protected_number_is_refused(machine: Machine) -> None:
    machine.put(ContactNumber=NUMBER, Status="PROTECTED")
    machine.settle()
    machine.put(ContactNumber="206-555-0142")
    machine.settle()
    assert machine.entries()[NUMBER]["Status"]["S"] == "PROTECTED"
    assert machine.entries()["206-555-0142"]["Status"]["S"] == "REFUSED"
    assert [a["event"] for a in machine.alerts()] == ["added", "refused"]


def test_a_typed_spelling_of_a_number_in_force_joins_its_entry(machine: Machine) -> None:
    flag(FlaggedBy="maria")
    machine.settle()
    machine.put(ContactNumber="206.555.0142")
    machine.settle()
    (entry,) = machine.entries().values()
    assert (entry["FlaggedBy"]["S"], entry["FlagCount"]["N"]) == ("maria", "1")
    assert machine.events() == ["flagged", "added"]
    assert [alert["event"] for alert in machine.alerts()] == ["flagged", "added"], "typing by hand is no flag"


def test_a_decision_typed_whole_under_a_spelling_keeps_its_status(machine: Machine) -> None:
    machine.put(ContactNumber="1 206 555 0142", Status="APPROVED", ReviewedBy="rosa")
    machine.settle()
    (entry,) = machine.entries().values()
    assert (entry["ContactNumber"]["S"], entry["Status"]["S"]) == (NUMBER, "APPROVED")
    assert "ExpiresAt" not in entry, "a reviewer's decision may be permanent"
    (alert,) = machine.alerts()
    assert (alert["event"], alert["actor"], alert["denied"]) == ("added", "rosa", True)


def test_an_entry_flagged_anew_after_its_end_begins_a_new_round(machine: Machine) -> None:
    flag(contact="first")
    machine.settle()
    machine.set(NUMBER, Status="EXPIRED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z", Note="a mistake")
    machine.settle()
    assert flag(contact="second")["Result"] == "added"
    machine.settle()
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["FlagCount"]["N"]) == ("PENDING", "2")
    assert not {"ReviewedBy", "ReviewedAt", "Note"} & set(entry), "the decision belongs to the former round"
    assert machine.events() == ["flagged", "expired", "flagged"]


def _a_busy_morning(machine: Machine) -> None:
    flag(contact="a", FlaggedBy="ana")
    flag(contact="b", FlaggedBy="ben")
    machine.put(ContactNumber="(206) 555-0199")
    machine.put(ContactNumber="911")
    flag(number="+442079460018", contact="c")
    machine.settle()
    machine.set(NUMBER, Status="APPROVED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z")
    machine.dynamodb.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": "+442079460018"}})
    machine.settle()


@pytest.mark.slow
def test_a_replayed_permuted_and_mixed_batch_changes_nothing(machine: Machine) -> None:
    _a_busy_morning(machine)
    before = machine.entries(), machine.history()
    assert len(machine.alerts()) == 6
    shuffle = random.Random(7)  # noqa: S311
    for _ in range(4):
        batch = [*machine.records, *machine.records[:3]]
        shuffle.shuffle(batch)
        assert machine.run(batch).status == "SUCCEEDED"
    assert (machine.entries(), machine.history()) == before
    assert machine.alerts() == []
    assert machine.new_records() == [], "the workflow reacted to its own writes"


def test_any_order_of_first_delivery_ends_in_the_same_entry(machine: Machine) -> None:
    flag(contact="a", FlaggedBy="ana")
    flag(contact="b", FlaggedBy="ben")
    records = machine.new_records()
    for order in itertools.permutations(records):
        machine.run(order)
    machine.settle()
    entry = machine.entries()[NUMBER]
    assert (entry["Status"]["S"], entry["FlaggedBy"]["S"], entry["FlagCount"]["N"]) == ("PENDING", "ben", "2")
    assert sorted(machine.events()) == ["flagged", "flagged_again"]
    assert len(machine.alerts()) == 1


def test_the_workflow_never_feeds_itself(machine: Machine) -> None:
    flag(contact="a")
    machine.put(ContactNumber="(206) 555-0199")
    machine.put(ContactNumber="nonsense")
    assert machine.settle() == 2, "the records of its own writes lead to nothing more"
