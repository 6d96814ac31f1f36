"""The simulation of floods: the same every time, nothing lost in it, and each queue for its own reason."""

import json
from typing import Any

import pytest

from denylist import clients
from tools.measure.reckon import quotas
from tools.measure.reckon.costs import WORKFLOW
from tools.measure.reckon.flood import (
    ATTEMPTS,
    FLOODS,
    GROWN,
    HOUR,
    LONGEST_RETRY,
    REQUESTS,
    Bucket,
    Flood,
    Queue,
    Simulation,
    hour_of,
    longest_pause,
    ramp,
)
from tools.measure.reckon.load import Load
from tools.measure.reckon.quotas import Quota

NAMED = Load(name="", unnamed=0.0)
UNNAMED = Load(name="", unnamed=1.0)
SMALL = Quota(name="", value=2, unit="", mend="", beyond="", alarm="", source="", burst=5)


def test_bucket_gives_its_burst_and_then_what_comes_in() -> None:
    bucket = Bucket(SMALL)
    assert (bucket.take(9), bucket.take(1)) == (5, 0)
    bucket.refill()
    assert bucket.take(9) == 2


def test_bucket_holds_no_more_than_its_burst() -> None:
    bucket = Bucket(SMALL)
    for _ in range(9):
        bucket.refill()
    assert bucket.take(9) == 5


def test_queue_remembers_its_most_and_when_it_grew() -> None:
    queue = Queue("")
    for second, waiting in enumerate([0, GROWN, GROWN + 1, GROWN + 5, 0]):
        queue.see(second, waiting)
    assert (queue.most, queue.grew_at) == (GROWN + 5, 2)


def test_rates_are_what_they_say() -> None:
    assert hour_of(7200)(5) == 2
    assert [ramp(100, 10)(second) for second in (0, 5, 10, 20)] == [0, 50, 100, 100]


@pytest.mark.parametrize("flood", FLOODS, ids=lambda flood: flood.name)
def test_flood_ends_the_same_way_every_time(flood: Flood) -> None:
    assert Simulation(flood).run() == Simulation(flood).run()


def test_another_seed_is_another_flood() -> None:
    flood = Flood(name="", load=NAMED, flags=hour_of(1000))
    assert Simulation(flood, seed=1).run() != Simulation(flood, seed=2).run()


def test_nothing_comes_of_nothing() -> None:
    came = Simulation(Flood(name="", load=NAMED, seconds=10)).run()
    assert (came.calls, came.flags, came.mails, came.first) == (0, 0, 0, None)


def test_calls_beyond_connects_quota_are_not_connected() -> None:
    load = Load(name="", denied=0.0, call_seconds=HOUR)
    came = Simulation(Flood(name="", load=load, calls=lambda _: 1.0, seconds=100)).run()
    assert came.at_once == quotas.CALLS.value
    assert came.not_connected == came.calls - quotas.CALLS.value
    assert came.first is came.turned


def test_ended_call_gives_its_place_back() -> None:
    load = Load(name="", denied=1.0, denied_seconds=1)
    came = Simulation(Flood(name="", load=load, calls=lambda _: 1.0, seconds=1000)).run()
    assert came.not_connected == 0


def test_every_flag_is_done_in_the_end_however_many_come() -> None:
    load = Load(name="", unnamed=0.0, shards=1, pipe_seconds=1.0)
    came = Simulation(Flood(name="", load=load, flags=lambda _: 10.0, seconds=10)).run()
    assert came.stream.most > GROWN
    assert came.empty_after == pytest.approx(came.flags, abs=2)


def test_starts_hold_the_pipe_back() -> None:
    quick = Load(name="", unnamed=0.0, shards=10_000)
    came = Simulation(Flood(name="", load=quick, flags=lambda _: 5000.0, seconds=1)).run()
    assert came.empty_after == pytest.approx((came.flags - quotas.STARTS.burst) / quotas.STARTS.value, abs=2)


def test_agents_are_unknown_where_connect_cannot_keep_up() -> None:
    slow = Simulation(Flood(name="", load=UNNAMED, flags=lambda _: 1.0, seconds=600)).run()
    fast = Simulation(Flood(name="", load=UNNAMED, flags=lambda _: 6.0, seconds=600)).run()
    assert slow.unknown == 0
    named = (fast.flags - fast.unknown) / 600
    assert named == pytest.approx(quotas.NAMES.value, rel=0.1)
    assert fast.first is fast.names


def test_agent_is_unknown_about_a_minute_after_the_flag_at_the_latest() -> None:
    waited = [seconds for flood in FLOODS for seconds in Simulation(flood).run().waited]
    assert round(max(waited) / 60) == 1
    assert "up to about a minute" in quotas.NAMES.beyond


def test_agent_is_waited_for_no_longer_than_all_pauses_together() -> None:
    longest = sum(longest_pause(tries) for tries in range(1, REQUESTS * ATTEMPTS))
    assert longest == 31 + 6 * 7
    came = Simulation(Flood(name="", load=UNNAMED, flags=lambda _: 20.0, seconds=600)).run()
    # Looked at once a second: each request may be seen a second late.
    assert 0 < min(came.waited) <= max(came.waited) <= longest + REQUESTS * ATTEMPTS


def test_retries_are_the_workflows_and_the_clients() -> None:
    states = json.loads(WORKFLOW.read_text())["States"]["For every record"]["ItemProcessor"]["States"]
    [retry] = states["Identify agent"]["Retry"]
    assert (retry["MaxAttempts"] + 1, retry["MaxDelaySeconds"]) == (ATTEMPTS, LONGEST_RETRY)
    assert (retry["IntervalSeconds"], retry["BackoffRate"]) == (longest_pause(REQUESTS), 2)
    config: Any = clients.connect().meta.config
    assert config.retries["total_max_attempts"] == REQUESTS


def test_flow_that_names_agents_asks_nobody() -> None:
    came = Simulation(Flood(name="", load=NAMED, flags=lambda _: 6.0, seconds=600)).run()
    assert (came.unknown, came.names.most) == (0, 0)


def test_mailbox_is_lost_beyond_its_mails() -> None:
    flood = Flood(name="", load=NAMED, flags=lambda _: 50.0, seconds=5)
    assert Simulation(flood).run().mailbox_lost_at is not None
    digested = Flood(name="", load=Load(name="", unnamed=0.0, mailed=0.0), flags=lambda _: 50.0, seconds=5)
    assert Simulation(digested).run().mailbox_lost_at is None
