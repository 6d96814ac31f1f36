"""A flood, second by second: calls that Connect holds, changes that wait in the stream, flags that wait for a name.

A model, not a measurement: arrivals are random (Poisson) from a fixed seed, so that every run says the same; quotas and
durations are those of `quotas` and `Load`. What it shows is which queue grows first, and how long it takes to empty.
"""

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.measure.reckon import quotas
from tools.measure.reckon.load import ORDINARY, Load
from tools.measure.reckon.quotas import Quota

SEED = 20261122
HOUR = 3600
GROWN = 10
"""So many waiting are a queue, not chance."""
# As functions/denylist/clients.py and the workflow's retries have it: four requests within each of six attempts.
REQUESTS, ATTEMPTS = 4, 6
LONGEST_PAUSE = 20.0
LONGEST_RETRY = 30.0

type Rate = Callable[[int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """What comes: calls and flags for each second, with the quotas that were raised beforehand."""

    name: str
    load: Load
    calls: Rate = lambda _: 0.0
    flags: Rate = lambda _: 0.0
    seconds: int = HOUR
    calls_at_once: float = quotas.CALLS.value


@dataclass(slots=True)
class Queue:
    """How many waited at most, and the first second in which more than `GROWN` did."""

    name: str
    most: int = 0
    grew_at: int | None = None

    def see(self, second: int, waiting: int) -> None:
        """Take note of one second."""
        self.most = max(self.most, waiting)
        if waiting > GROWN and self.grew_at is None:
            self.grew_at = second


@dataclass(slots=True)
class Outcome:
    """What became of a flood."""

    calls: int = 0
    not_connected: int = 0
    flags: int = 0
    waited: list[int] = field(default_factory=list)
    """Of each flag whose agent Connect did not name: seconds from its execution's start until it went on without."""
    at_once: int = 0
    """Calls in progress, at most."""
    mails: int = 0
    """In one second, at most."""
    mailbox_lost_at: int | None = None
    """The first second with more mails than a subscription may get."""
    empty_after: int = 0
    """The second in which the last change was done."""
    stream: Queue = field(default_factory=lambda: Queue("changes in the stream"))
    names: Queue = field(default_factory=lambda: Queue("flags that wait for a name"))
    turned: Queue = field(default_factory=lambda: Queue("callers not connected"))

    @property
    def unknown(self) -> int:
        """Flags whose agent Connect did not name in time."""
        return len(self.waited)

    @property
    def first(self) -> Queue | None:
        """The queue that grew first."""
        grown = [queue for queue in (self.turned, self.stream, self.names) if queue.grew_at is not None]
        return min(grown, key=lambda queue: queue.grew_at or 0, default=None)


class Bucket:
    """Tokens of a quota: so many a second, and a burst after a rest."""

    def __init__(self, quota: Quota) -> None:
        self._rate, self._burst = quota.value, quota.burst or quota.value
        self.tokens = self._burst

    def refill(self) -> None:
        """A second passes."""
        self.tokens = min(self._burst, self.tokens + self._rate)

    def take(self, wanted: int) -> int:
        """As many as there are of those wanted."""
        taken = min(wanted, int(self.tokens))
        self.tokens -= taken
        return taken


class Simulation:
    """One flood, run to its end."""

    def __init__(self, flood: Flood, seed: int = SEED) -> None:
        self._flood, self._load = flood, flood.load
        self._random = random.Random(seed)  # noqa: S311 - chance in a model, no secret
        self._calls: list[float] = []
        self._stream = 0
        self._piped = 0.0
        self._starts, self._asking = Bucket(quotas.STARTS), Bucket(quotas.NAMES)
        self._nameless: list[tuple[float, int, int]] = []  # when its turn is, its requests so far, since when
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Until nothing comes and nothing waits any more."""
        second = 0
        while second < self._flood.seconds or self._stream or self._nameless:
            self._ring(second)
            self._flag(second)
            started = self._start()
            told = self._name(second, self._nameless_of(second, started))
            self._mail(second, told)
            self._see(second, changed=started or told)
            second += 1
        return self.outcome

    def _ring(self, second: int) -> None:
        """Calls come, and are connected while there is room; each holds its place until it ends."""
        while self._calls and self._calls[0] <= second:
            heapq.heappop(self._calls)
        if second >= self._flood.seconds:
            return
        for _ in range(self._arrivals(self._flood.calls(second))):
            self.outcome.calls += 1
            is_denied = self._random.random() < self._load.denied
            if len(self._calls) >= self._flood.calls_at_once:
                self.outcome.not_connected += 1
            else:
                lasts = self._load.denied_seconds if is_denied else self._load.call_seconds
                heapq.heappush(self._calls, second + lasts)

    def _flag(self, second: int) -> None:
        """Flags come into the stream."""
        if second < self._flood.seconds:
            come = self._arrivals(self._flood.flags(second))
            self.outcome.flags += come
            self._stream += come

    def _start(self) -> int:
        """The pipe takes what it can: one batch at a time of each shard, while Step Functions lets it start."""
        self._starts.refill()
        self._piped = min(self._stream, self._piped + self._load.shards / self._load.pipe_seconds)
        taken = self._starts.take(int(self._piped))
        self._piped -= taken
        self._stream -= taken
        return taken

    def _nameless_of(self, second: int, started: int) -> int:
        """Those of the started that ask Connect who flagged join the wait; how many need not."""
        asking = sum(self._random.random() < self._load.unnamed for _ in range(started))
        for _ in range(asking):
            heapq.heappush(self._nameless, (float(second), 0, second))
        return started - asking

    def _name(self, second: int, named: int) -> int:
        """Ask Connect for those whose turn it is; who is throttled comes again later, and gives up in the end."""
        self._asking.refill()
        while self._nameless and self._nameless[0][0] <= second:
            due, tries, since = heapq.heappop(self._nameless)
            if self._asking.take(1):
                named += 1
            elif tries + 1 == REQUESTS * ATTEMPTS:
                self.outcome.waited.append(second - since)
                named += 1
            else:
                heapq.heappush(self._nameless, (max(due, second) + self._pause(tries + 1), tries + 1, since))
        return named

    def _pause(self, tries: int) -> float:
        """Before another request: the SDK's back-off within an attempt, the workflow's between two."""
        return self._random.uniform(0, longest_pause(tries))

    def _mail(self, second: int, told: int) -> None:
        mails = math.ceil(told * self._load.mailed)
        self.outcome.mails = max(self.outcome.mails, mails)
        if mails > quotas.MAIL.value and self.outcome.mailbox_lost_at is None:
            self.outcome.mailbox_lost_at = second

    def _see(self, second: int, *, changed: int) -> None:
        self.outcome.at_once = max(self.outcome.at_once, len(self._calls))
        self.outcome.turned.see(second, self.outcome.not_connected)
        self.outcome.stream.see(second, self._stream)
        self.outcome.names.see(second, len(self._nameless))
        if changed:
            self.outcome.empty_after = second

    def _arrivals(self, rate: float) -> int:
        """How many come in a second at that rate: exponential pauses until the second is over."""
        if rate <= 0:
            return 0
        come, passed = 0, self._random.expovariate(rate)
        while passed < 1:
            come, passed = come + 1, passed + self._random.expovariate(rate)
        return come


def longest_pause(tries: int) -> float:
    """Seconds between a request that was throttled and the next, at most, after so many requests.

    >>> [longest_pause(tries) for tries in range(1, REQUESTS + 1)], longest_pause((ATTEMPTS - 1) * REQUESTS)
    ([1.0, 2.0, 4.0, 1.0], 16.0)
    """
    attempt, request = divmod(tries, REQUESTS)
    return min(LONGEST_PAUSE, 2.0 ** (request - 1)) if request else min(LONGEST_RETRY, 2.0 ** (attempt - 1))


def hour_of(count: int) -> Rate:
    """So many in an hour, evenly."""
    return lambda _: count / HOUR


def ramp(highest: float, seconds: int) -> Rate:
    """From nothing to the highest rate in so many seconds, and then no more."""
    return lambda second: highest * min(1.0, second / seconds)


MANY = 10_000
RAMP = ramp(100, HOUR // 2)
FLOODS = (
    Flood(name="One denied number calls 10,000 times in an hour",
          load=Load(name="", denied=1.0, loudest=1.0), calls=hour_of(MANY)),
    Flood(name="The same, with 100 calls at once",
          load=Load(name="", denied=1.0, loudest=1.0), calls=hour_of(MANY), calls_at_once=100),
    Flood(name="10,000 numbers are flagged in an hour", load=Load(name=""), flags=hour_of(MANY)),
    Flood(name="The same, with agents named by the flow", load=Load(name="", unnamed=0.0), flags=hour_of(MANY)),
    Flood(name="10,000 entries are imported within 10 seconds",
          load=Load(name="", unnamed=0.0), flags=lambda _: MANY / 10, seconds=10),
    Flood(name="Calls rise to 100 a second in half an hour, and 10,000 at once are allowed",
          load=Load(name=""), calls=RAMP, flags=lambda second: ORDINARY.flags * RAMP(second), calls_at_once=10_000),
    Flood(name="The same with 40,000, and one call in ten is flagged",
          load=Load(name=""), calls=RAMP, flags=lambda second: 0.1 * RAMP(second), calls_at_once=40_000),
)  # fmt: skip
