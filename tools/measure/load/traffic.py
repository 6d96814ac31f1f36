"""Calls and flags as they come, each through its contact flow with all the attempts that Connect makes."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from tools.common.errors import LocalError
from tools.common.progress import POLL_SECONDS
from tools.connect.run import Contact
from tools.measure.faults import telephone
from tools.measure.load.ledger import Ledger
from tools.measure.load.plan import Plan
from tools.measure.load.pool import Pool

FLAGS_AN_AGENT = 12
"""Fewer than the stack's default limit for an hour."""
PAUSE = 12.0
"""The most seconds that a caller waits before doing the next thing."""
MOST_WAITING = 8
"""Flags that may wait for the workflow before agents pause."""
THREADS = 2
"""How many a flood uses for its calls, and as many for its flags."""


@dataclass
class World:
    """What all callers share."""

    check: Pool
    add: Pool
    ledger: Ledger
    flagged: list[tuple[str, Contact]] = field(default_factory=list)
    """Numbers, and the contacts that flagged them, acknowledged or not."""
    told: int = 0
    """How many alerts supervisors have got so far."""
    over: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(3_000_000))
    _strangers: Iterator[int] = field(default_factory=lambda: itertools.count(8_000_000))
    _flags: Iterator[int] = field(default_factory=itertools.count)
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_behind(self) -> bool:
        """Whether the workflow has fallen behind. The emulator, unlike AWS, runs all of it in one process."""
        return self.ledger.opened() - self.told > MOST_WAITING

    def flag(self, number: str) -> None:
        """An agent presses the quick connect."""
        contact = telephone.talk(number, f"load-agent-{self._next(self._flags) // FLAGS_AN_AGENT}")
        self.flag_again(number, contact)
        self.flagged.append((number, contact))

    def flag_again(self, number: str, contact: Contact) -> None:
        """Repeat a flag with the same contact: the agent is not sure that it worked, or a retry comes late."""
        self.ledger.flagging(number, contact.contact_id, contact.attributes["FlaggedBy"])
        heard = telephone.flag(self.add, contact)
        self.ledger.flagged(contact.contact_id, heard.answer, heard.waited)

    def ring(self, number: str) -> None:
        """A call comes in."""
        acknowledged = self.ledger.is_acknowledged(number)
        heard = telephone.call(self.check, number)
        self.ledger.checked(number, heard.answer, heard.waited, heard.calls, acknowledged)

    def fresh(self) -> str:
        """A number that has not called yet."""
        return f"+1702{self._next(self._numbers)}"

    def stranger(self) -> str:
        """A number that is never flagged."""
        return f"+1702{self._next(self._strangers)}"

    def _next(self, counter: Iterator[int]) -> int:
        with self._lock:
            return next(counter)


def run(world: World, plan: Plan, watch: Callable[[], None]) -> None:
    """Do what the plan says, and call `watch` again and again meanwhile.

    An exception that is neither a function's answer nor a function's fault is raised here.
    """
    lives = _flood(world, plan) if plan.calls else _callers(world, plan)
    with ThreadPoolExecutor(len(lives)) as people:
        lived = [people.submit(life) for life in lives]
        try:
            while not all(life.done() for life in lived):
                watch()
                time.sleep(POLL_SECONDS)
        except BaseException:  # an interrupt waits for no more than what has begun
            world.over = True
            raise
    for life in lived:
        life.result()


def _callers(world: World, plan: Plan) -> list[Callable[[], None]]:
    until = time.monotonic() + plan.seconds
    return [partial(_live, world, random.Random(seed), until) for seed in range(plan.callers)]  # noqa: S311


def _live(world: World, chance: random.Random, until: float) -> None:
    while time.monotonic() < until and not world.over:
        time.sleep(chance.uniform(0, PAUSE))
        _act(world, chance)


def _act(world: World, chance: random.Random) -> None:
    """Of twenty acts, seven are flags (four of new numbers, two of known ones, one repeated) and thirteen calls."""
    what = chance.randrange(20)
    number, contact = chance.choice(world.flagged) if world.flagged else ("", None)
    if world.is_behind:
        what = max(what, 7)
    if what < 6 or contact is None:  # noqa: PLR2004 - as above
        number = world.fresh() if what < 4 or contact is None else number  # noqa: PLR2004
        world.flag(number)
        world.ring(number)
    elif what < 7:  # noqa: PLR2004
        world.flag_again(number, contact)
    else:
        world.ring(number if what < 14 else world.stranger())  # noqa: PLR2004


def _flood(world: World, plan: Plan) -> list[Callable[[], None]]:
    """Two threads for the calls of one number that is denied already, and two for flags of a new number each."""
    caller = world.fresh()
    world.flag(caller)
    if not world.ledger.is_acknowledged(caller):
        raise LocalError("The number that is to call again and again could not be flagged")
    kinds = [(plan.calls, lambda: world.ring(caller)), (plan.flags, lambda: world.flag(world.fresh()))]
    return [partial(_evenly, world, plan, *kind, first) for kind in kinds for first in range(THREADS)]


def _evenly(world: World, plan: Plan, count: int, act: Callable[[], None], first: int) -> None:
    """One thread's part of `count` of something, spread over the time; what is late is done at once."""
    began = time.monotonic()
    for n in range(first, count, THREADS):
        time.sleep(max(0.0, began + plan.seconds * n / count - time.monotonic()))
        if world.over:
            return
        act()
