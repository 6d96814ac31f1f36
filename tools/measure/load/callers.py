"""People at telephones: who rings, who flags, who presses the quick connect twice, each at a pace of their own."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from tools.connect.run import Contact
from tools.measure.faults import telephone
from tools.measure.load.ledger import Ledger
from tools.measure.load.pool import Pool

FLAGS_AN_AGENT = 12
"""Fewer than the stack's default limit for an hour."""
PAUSE = 12.0
"""Seconds between two things that one of them does, at most."""
MOST_WAITING = 8
"""Flags that may wait for the workflow before agents pause."""


@dataclass
class World:
    """What all callers share."""

    check: Pool
    add: Pool
    ledger: Ledger
    flagged: list[tuple[str, Contact]] = field(default_factory=list)
    """Numbers, and the contacts that flagged them, acknowledged or not."""
    told: int = 0
    """Of how many numbers supervisors have been told so far."""
    over: bool = False
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(3_000_000))
    _strangers: Iterator[int] = field(default_factory=lambda: itertools.count(8_000_000))
    _agents: Iterator[int] = field(default_factory=itertools.count)
    _lock: Lock = field(default_factory=Lock)

    @property
    def is_behind(self) -> bool:
        """Whether the workflow has enough to do: the emulator runs all of it in one process, and AWS does not."""
        return self.ledger.opened() - self.told > MOST_WAITING

    def flag(self, number: str) -> None:
        """An agent flags, as the quick connect's flow does it, with all its attempts; then the caller rings again."""
        with self._lock:
            agent = f"load-agent-{next(self._agents) // FLAGS_AN_AGENT}"
        contact = telephone.talk(number, agent)
        self._flag(number, contact)
        self.flagged.append((number, contact))
        self.ring(number)

    def flag_again(self, number: str, contact: Contact) -> None:
        """The same contact once more: an agent who is not sure, a retry that came late."""
        self._flag(number, contact)

    def ring(self, number: str) -> None:
        """A call comes in."""
        acknowledged = self.ledger.is_acknowledged(number)
        heard = telephone.call(self.check, number)
        self.ledger.checked(number, heard.answer, heard.waited, heard.calls, acknowledged)

    def fresh(self) -> str:
        """A number that nobody has met."""
        with self._lock:
            return f"+1702{next(self._numbers)}"

    def stranger(self) -> str:
        """A number that nobody will flag."""
        with self._lock:
            return f"+1702{next(self._strangers)}"

    def _flag(self, number: str, contact: Contact) -> None:
        self.ledger.flagging(number, contact.contact_id, contact.attributes["FlaggedBy"])
        heard = telephone.flag(self.add, contact)
        self.ledger.flagged(contact.contact_id, heard.answer, heard.waited)


def run(world: World, callers: int, seconds: float, watch: Callable[[], None]) -> None:
    """Let them all live for so long; `watch` is called every now and then meanwhile.

    Raises:
        whatever one of them met that is no answer and no fault of a function.
    """
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(callers) as people:
        lives = [people.submit(_live, world, random.Random(seed), until) for seed in range(callers)]  # noqa: S311
        try:
            while not all(life.done() for life in lives):
                watch()
                time.sleep(1)
        except BaseException:  # whoever interrupts waits for no more than what has begun
            world.over = True
            raise
        for life in lives:
            life.result()


def _live(world: World, chance: random.Random, until: float) -> None:
    while time.monotonic() < until and not world.over:
        time.sleep(chance.uniform(0, PAUSE))
        _act(world, chance)


def _act(world: World, chance: random.Random) -> None:
    """Of twenty: four flags of new numbers, two of known ones, one twice; seven known callers ring, six strangers."""
    what = chance.randrange(20)
    number, contact = chance.choice(world.flagged) if world.flagged else ("", None)
    if world.is_behind:
        what = max(what, 7)
    if what < 4 or contact is None:  # noqa: PLR2004 - as above
        world.flag(world.fresh())
    elif what < 6:  # noqa: PLR2004
        world.flag(number)
    elif what < 7:  # noqa: PLR2004
        world.flag_again(number, contact)
    elif what < 14:  # noqa: PLR2004
        world.ring(number)
    else:
        world.ring(world.stranger())
