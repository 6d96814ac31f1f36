"""Measuring growth, with nothing really measured: entries, callers, bytes and time."""

import socket

import pytest

from denylist import entries as rules
from denylist.e164 import is_e164
from denylist.numbers import Number, judge
from denylist.rights import Right
from review_entries import access
from tests.unit.records import NOW
from tools.common.errors import LocalError
from tools.measure.bench.figures import Value
from tools.measure.faults.events import first_page
from tools.measure.growth import functions
from tools.measure.growth.entries import entry, listed, unlisted
from tools.measure.growth.relay import Relay, Talk
from tools.measure.process import Process, Reply

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
    asked = functions.numbers(10, 50)
    assert asked == functions.numbers(10, 50)
    assert set(asked["deny"]) <= {listed(index) for index in range(10)}


class Answers(Process):
    """Answer with the event itself, each time more slowly; the processor works for half of that time."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    def run(self, event: object, times: int = 1) -> Reply:
        self.asked.append(event)
        seconds = len(self.asked) * times / 1000
        return Reply(10, 10 + seconds, seconds / 2, answer=event)


def test_wrong_answer_is_no_measurement() -> None:
    with pytest.raises(LocalError, match="This answer is wrong"):
        functions.times(Answers(), ["allow"] * 100, lambda answer: bool(answer == "deny"))


def test_event_of_the_page_is_of_a_person_who_may_read() -> None:
    caller = access.caller_of(first_page(functions.CONSOLE, functions.LIMIT), 0)
    assert caller
    assert Right.READ in caller.rights


def test_time_is_in_milliseconds_and_the_first_calls_warm_up() -> None:
    process = Answers()
    found = functions.times(process, range(functions.WARM + 5), lambda _: True)
    assert process.asked == list(range(functions.WARM + 5))
    assert found == {"wall_ms": [32, 33, 34], "cpu_ms": [16, 16.5, 17]}


def test_value_is_rounded_from_quarter_to_quarter() -> None:
    assert functions.rounded(Value.of([1, 2, 3, 4, 5.00049])) == [2, 3, 4]


def test_round_trip_is_asking_that_begins_anew() -> None:
    talk = Talk()
    for size, asking in [(10, True), (5, True), (7, False), (3, False), (2, True), (1, False)]:
        talk.hear(b"x" * size, asking=asking)
    assert (talk.asked, talk.answered, talk.round_trips, talk.answer) == (17, 11, 2, b"x")


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
