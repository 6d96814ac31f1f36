"""Flags from the phone wait for their reason, by the clock: the other tests' stack leaves waits out."""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from denylist.tables.store import Store
from denylist.terms import Policy
from denylist.writes import Flag
from tests.emulator.conftest import SETTINGS as ENFORCED
from tests.emulator.table import Table
from tests.emulator.test_forget import Pipe
from tests.emulator.test_pipeline import check, flag
from tools.common.paths import TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.embedded.own_stack import own_stack
from tools.embedded.stack import Stack

pytestmark = pytest.mark.own_stack

WAIT = 20
TIMEOUT = 1800
"""Seconds after which the workflow's machine times out."""
MANY = 1000
POLICY = Policy.of("provisional", "72", "30d")


@pytest.fixture(scope="module")
def waiting() -> Iterator[Stack]:
    """A stack whose workflow waits as long as it says."""
    with own_stack(TEST_DIRECTORY.parent / "waiting", {}, {**ENFORCED, "SFN_WAIT_SCALE": "1"}) as made:
        yield made


class Mailbox:
    """The alerts, and when each was seen."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self.alerts = stack, dict[str, dict[str, Any]]()
        self.seen: dict[str, float] = {}
        self.count = Counter[str]()

    def look(self) -> None:
        for message in self._stack.take_alerts():
            alert = json.loads(message["Message"])
            self.alerts[alert["number"]] = alert
            self.seen.setdefault(alert["number"], time.monotonic())
            self.count[alert["number"]] += 1

    def has(self, number: str) -> bool:
        self.look()
        return number in self.alerts


def test_a_flag_from_the_phone_denies_at_once_and_is_mailed_with_what_the_agent_says_within_its_wait(
    waiting: Stack, number: str
) -> None:
    table, mail, form = Table(waiting), Mailbox(waiting), f"+1212{number[-7:]}"
    began = time.monotonic()
    assert flag(waiting, number, "on-the-phone", FlaggedBy="maria")["Menu"] == "category"
    assert check(waiting, number)["Decision"] == "deny"
    flag(waiting, form, "after-the-call", FlaggedBy="noah", Source="after_call")
    wait_until(lambda: mail.has(form), 60, "the alert of a flag that does not wait")
    assert not mail.has(number), "the phone's waits"
    assert flag(waiting, number, "on-the-phone", FlaggedBy="maria", Category="threat")["Result"] == "updated"
    assert time.monotonic() - began < WAIT, "this machine was too slow for the test to prove anything"
    wait_until(lambda: mail.has(number), 90, "the alert of the flag that waited")
    assert WAIT <= mail.seen[number] - began < 3 * WAIT
    assert (mail.alerts[number]["event"], mail.alerts[number]["category"]) == ("flagged", "threat")
    table.quiet()
    mail.look()
    assert mail.count == {form: 1, number: 1}
    assert table.events(number) == ["flagged"]


@pytest.mark.skipif("EVERYTHING" not in os.environ, reason="takes twenty minutes: make nightly")
def test_a_thousand_waiting_flags_in_one_batch_complete_in_the_machines_time(waiting: Stack) -> None:
    table, mail, pipe = Table(waiting), Mailbox(waiting), Pipe(waiting)
    store = Store(waiting.client("dynamodb"), waiting.outputs["DenylistTable"], waiting.outputs["HistoryTable"])
    numbers = [f"+1646555{n:04}" for n in range(MANY)]
    pipe.stop()
    for n, number in enumerate(numbers):
        now = int(time.time())
        made = Flag(number, f"many-{n}", f"call-{n}", "maria", "", "30d", now, POLICY.until("30d", now))
        assert store.flag(made).result == "added"
    pipe.start()
    began = time.monotonic()

    def are_told() -> bool:
        mail.look()
        return {*numbers} <= {*mail.alerts}

    wait_until(are_told, TIMEOUT, "a thousand alerts")
    assert time.monotonic() - began > MANY / 20 * WAIT * 0.9, "they waited"
    table.quiet(120)
    mail.look()
    assert {number: mail.count[number] for number in numbers} == dict.fromkeys(numbers, 1)
    assert {execution["status"] for execution in table.executions()} == {"SUCCEEDED"}
    for number in numbers:
        entry = table.entry(number)
        assert (entry["Status"], table.events(number)) == ({"S": "PENDING"}, ["flagged"])
        assert [one["M"]["Told"] for one in entry["Flags"]["M"].values()] == [{"BOOL": True}]
    assert table.parked() == []
