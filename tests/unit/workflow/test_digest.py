"""With AlertDigestMinutes, a change is kept instead of an alert: once, whatever fails and however often it comes."""

import json
from typing import Any

import boto3
import pytest

from denylist import digest
from denylist.history import Summary
from tests.unit.workflow.machine import Context, Item, Machine, handler, service_error
from tests.unit.workflow.test_every_task import STATES
from tests.unit.workflow.test_life import NUMBER, flag

pytestmark = pytest.mark.slow

KEPT = ["Keep for the digest", "Kept"]
FAULT = service_error("InternalError", "PutItem")
FOR_EVER = 6
"""One attempt and five retries: statemachine/denylist.asl.json."""
DAY = 86_400


@pytest.fixture(autouse=True)
def _digests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Machine, "digest_minutes", "15")


def kept(machine: Machine) -> list[Item]:
    """The changes that wait for the next digest, oldest first."""
    items = machine.dynamodb.scan(TableName="History")["Items"]
    return sorted((i for i in items if i["ContactNumber"]["S"] == "digest"), key=lambda i: i["At"]["S"])


def changes(machine: Machine) -> list[Summary]:
    return [digest.read(item) for item in kept(machine)]


def flagged(machine: Machine) -> dict[str, Any]:
    """The record of a flag. Faults meet only the write that keeps it for the digest."""
    flag(FlaggedBy="maria", Reason='shouts "hey", \\o/ {and} 소리')
    machine.only = '{"S": "digest"}'
    (record,) = machine.new_records()
    return record


def way(machine: Machine, record: dict[str, Any]) -> list[str]:
    """The states that the record went through, without those after all records."""
    inside = STATES.keys()
    return [state for state in machine.run([record]).states if state in inside]


def send(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """End a window, and return its mails."""
    monkeypatch.setenv("TOPIC_ARN", boto3.client("sns").list_topics()["Topics"][0]["TopicArn"])
    handler("send_digest")({}, Context())
    return machine.alerts()


def test_a_change_is_kept_in_the_place_of_an_alert(machine: Machine) -> None:
    record = flagged(machine)
    assert way(machine, record)[-2:] == KEPT
    assert machine.alerts() == machine.parked() == []
    (change,), (item,), (recorded,) = changes(machine), kept(machine), machine.history()
    assert (change.event, change.number, change.actor) == ("flagged", NUMBER, "maria")
    assert change.why == 'shouts "hey", \\o/ {and} 소리'
    assert (change.denied, change.flag_count, change.country) == (True, 1, "US")
    assert item["At"] == recorded["At"]
    assert set(item) == {"ContactNumber", "At", "Change", "RetainUntil"}, "another attribute would make it history"
    assert len(json.dumps(item)) < 1024, "a window's thousands are read in a few pages"
    stays = int(item["RetainUntil"]["N"]) - record["dynamodb"]["ApproximateCreationDateTime"]
    assert stays == 17 * DAY, "22 hours in the pipe, 14 days in the queue, and two days to spare"


def test_what_is_not_announced_is_not_kept(machine: Machine) -> None:
    for contact in ("flag-1", "flag-2"):
        flag(contact=contact)
    machine.settle()
    assert machine.events() == ["flagged", "flagged_again"]
    assert [change.event for change in changes(machine)] == ["flagged"]


def test_a_record_that_is_delivered_twice_is_kept_once(machine: Machine) -> None:
    record = flagged(machine)
    machine.run([record])
    machine.run([record])
    assert len(kept(machine)) == 1


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("lost", [False, True])
def test_a_fault_that_passes_keeps_it_once(machine: Machine, times: int, *, lost: bool) -> None:
    record = flagged(machine)
    (machine.lost if lost else machine.faults)["history"] = [FAULT] * times
    assert way(machine, record)[-2:] == KEPT
    assert len(kept(machine)) == 1
    assert machine.waiting() == []


@pytest.mark.parametrize("lost", [False, True])
def test_a_fault_that_stays_parks_the_record_which_is_kept_when_it_is_run_again(
    machine: Machine, *, lost: bool
) -> None:
    record = flagged(machine)
    (machine.lost if lost else machine.faults)["history"] = [FAULT] * FOR_EVER
    assert way(machine, record)[-1] == "Parked"
    assert machine.entries()[NUMBER]["Status"]["S"] == "PENDING", "denied and recorded all the same"
    assert machine.redrive().started == 1
    assert [change.number for change in changes(machine)] == [NUMBER]
    assert machine.waiting() == []


def test_the_end_of_a_window_tells_of_all_in_one_mail(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        flag(number=f"+1206555014{n}", contact=f"flag-{n}", FlaggedBy="maria")
    machine.settle()
    machine.set(NUMBER, Status="EXPIRED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z")
    machine.settle()
    (mail,) = send(machine, monkeypatch)
    assert (mail["count"], mail["events"]) == (4, {"flagged": 3, "expired": 1})
    assert mail["actors"] == {"maria": 3, "rosa": 1}
    assert send(machine, monkeypatch) == []
    assert len(machine.history()) == 4, "history stays"


def test_a_record_run_again_after_its_digest_is_not_told_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = flagged(machine)
    machine.run([record])
    send(machine, monkeypatch)
    machine.run([record])
    assert send(machine, monkeypatch) == []


def test_the_flag_over_the_limit_that_is_told_is_kept_too(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAGS_PER_AGENT_PER_HOUR", "1")
    for n in range(3):
        flag(number=f"+1206555014{n}", contact=f"flag-{n}", FlaggedBy="maria")
    machine.settle()
    told = sorted((change.event, change.why) for change in changes(machine))
    assert told == [("flagged", ""), ("refused", "too_many_flags")], "one second, any order"
