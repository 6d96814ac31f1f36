"""What is measured of growth, without a machine to measure on: entries, callers, bytes and time."""

import socket
from typing import Any

import pytest

from denylist import entries as rules
from denylist.e164 import is_e164
from denylist.numbers import Number, judge
from denylist.rights import Right
from review_entries import access
from tests.unit.records import NOW
from tools.measure.bench.figures import Value
from tools.measure.growth import check, page, samples
from tools.measure.growth.entries import entry, listed, unlisted
from tools.measure.growth.relay import Relay, Talk

MILLION = 1_000_000


@pytest.mark.parametrize("index", [0, 1, 12_345, MILLION - 1])
def test_entry_denies_a_number_of_its_own(index: int) -> None:
    read = rules.read(entry(index))
    assert read.number == listed(index)
    assert read.is_in_force(NOW)
    assert isinstance(judge(read.number, "US"), Number)


def test_numbers_with_and_without_an_entry_are_others() -> None:
    assert {listed(i) for i in range(1000)}.isdisjoint({unlisted(i) for i in range(1000)})
    assert is_e164(listed(MILLION - 1))
    assert is_e164(unlisted(MILLION - 1))
    assert len({listed(i) for i in range(1000)}) == 1000


def test_entries_are_listed_in_the_order_of_their_flags() -> None:
    times = [entry(i)["FlaggedAt"]["S"] for i in range(0, MILLION, 99_999)]
    assert times == sorted(set(times))


def test_callers_are_the_same_every_time_and_within_the_table() -> None:
    asked = check.numbers(10, 50)
    assert asked == check.numbers(10, 50)
    assert set(asked["deny"]) <= {listed(index) for index in range(10)}


def _answers(decision: str) -> check.Handler:
    def handler(event: dict[str, Any], context: object) -> dict[str, str]:
        assert is_e164(event["Details"]["ContactData"]["CustomerEndpoint"]["Address"])
        return {"Decision": decision}

    return handler


def test_wrong_decision_is_no_measurement() -> None:
    check.decided(_answers("deny"), listed(1), "deny")
    with pytest.raises(AssertionError, match="not deny"):
        check.decided(_answers("allow"), listed(1), "deny")


def test_event_of_the_page_is_of_somebody_who_may_read() -> None:
    caller = access.caller_of(page.event())
    assert caller
    assert Right.READ in caller.rights


def test_first_calls_warm_up_and_do_not_count() -> None:
    asked = list(range(samples.WARM + 8))
    called: list[int] = []
    found = samples.timed(called.append, asked)
    assert called == asked
    assert {name: value.samples for name, value in found.items()} == {"wall": 8, "cpu": 8}


def test_time_is_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks) / 100)
    assert samples.timed(lambda _: None, range(samples.WARM + 4))["wall"].median == pytest.approx(10)


def test_value_is_rounded_from_quarter_to_quarter() -> None:
    assert samples.rounded(Value.of([1, 2, 3, 4, 5.00049])) == [2, 3, 4]


def test_round_trip_is_asking_that_begins_anew() -> None:
    talk = Talk()
    for size, asking in [(10, True), (5, True), (7, False), (3, False), (2, True), (1, False)]:
        talk.hear(size, asking=asking)
    assert (talk.asked, talk.answered, talk.round_trips) == (17, 11, 2)


def test_relay_passes_on_and_counts() -> None:
    caller, near = socket.socketpair()
    far, store = socket.socketpair()
    relay = Relay()
    relay.join(near, far)
    caller.sendall(b"what?")
    assert store.recv(100) == b"what?"
    store.sendall(b"that")
    assert caller.recv(100) == b"that"
    assert (relay.talk.asked, relay.talk.answered, relay.talk.round_trips) == (5, 4, 1)
    caller.close()
    assert store.recv(100) == b""
    for end in (near, far, store):
        end.close()
