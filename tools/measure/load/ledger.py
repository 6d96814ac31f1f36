"""The ledger: every flag and what the agent heard, every call and whether its answer was right. No network."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from denylist.writes import id_in_hour
from tools.measure.faults.handler import Call

ACKNOWLEDGED = frozenset({"added", "already_listed"})
TOLERATED = 100
"""Without faults, one answer in so many may be missing, and one of fewer: a machine that runs the emulator as well may
be late once. Where more are, little came through that could have been lost."""


@dataclass
class Made:
    """One flag: the contact that it was made with, and whether the agent ever heard that it was done."""

    number: str
    flag_id: str
    agent: str
    acknowledged: bool = False


@dataclass
class Ledger:
    """Written by all callers at once."""

    made: dict[str, Made] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)
    """What agents heard."""
    checks: Counter[str] = field(default_factory=Counter)
    attempts: list[tuple[str, list[Call]]] = field(default_factory=list)
    """Each check's number and its attempts; the list grows while an attempt that the flow gave up still runs."""
    wrong: list[str] = field(default_factory=list)
    """What did not hold as it happened, a sentence each."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _flagged: set[str] = field(default_factory=set)
    _acknowledged: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def flagging(self, number: str, flag_id: str, agent: str) -> None:
        """An agent is about to flag: from now on the number may be denied."""
        with self._lock:
            self.made.setdefault(flag_id, Made(number, flag_id, agent))
            self._flagged.add(number)

    def flagged(self, flag_id: str, answer: str, seconds: float) -> None:
        """What the agent heard; without an answer, that it went wrong."""
        with self._lock:
            made = self.made[flag_id]
            self.heard[answer or "went wrong"] += 1
            self.seconds["flag"].append(seconds)
            if answer in ACKNOWLEDGED:
                made.acknowledged = True
                self._acknowledged.add(made.number)
            elif answer:
                self.wrong.append(f"a flag of {made.number} was answered {answer}")

    def is_acknowledged(self, number: str) -> bool:
        """Whether the number must be denied by now."""
        return number in self._acknowledged

    def opened(self) -> int:
        """How many numbers have a flag that was acknowledged."""
        return len(self._acknowledged)

    def checked(self, number: str, answer: str, seconds: float, attempts: list[Call], acknowledged: bool) -> None:  # noqa: FBT001
        """A check's answer; `acknowledged` is what held when it was asked. Without an answer the call goes on."""
        with self._lock:
            self.checks[answer or "no answer"] += 1
            self.seconds["check"].append(seconds)
            self.attempts.append((number, attempts))
            if answer == "allow" and acknowledged:
                self.wrong.append(f"{number} was let through after its flag had been acknowledged")
            if answer == "deny" and number not in self._flagged:
                self.wrong.append(f"{number} was denied without a flag")

    @property
    def denied(self) -> Counter[str]:
        """By number: attempts that answered `deny`, each of which was to be counted."""
        return Counter(
            number
            for number, calls in self.attempts
            for call in calls
            if not call.raised and call.answer["Decision"] == "deny"
        )

    @property
    def uncounted(self) -> int:
        """How many of those a metric says were not counted."""
        return sum("DeniedNotCounted" in call.log for _, calls in self.attempts for call in calls)

    def unanswered(self) -> Iterator[str]:
        """Where no fault was put in the way, more missing answers than one machine may owe to being busy."""
        for what, missing, count in (
            ("calls", self.checks["no answer"], self.checks.total()),
            ("flags", self.heard["went wrong"], self.heard.total()),
        ):
            if missing > (most := max(1, count // TOLERATED)):
                yield f"{missing} of {count} {what} had no answer, and {most} may have none"

    def numbers(self) -> dict[str, list[Made]]:
        """The flags of each number."""
        found: dict[str, list[Made]] = defaultdict(list)
        for made in self.made.values():
            found[made.number].append(made)
        return found

    def by_agent(self) -> dict[str, set[str]]:
        """The flags that each agent made, by the ids that they have in the agent's hour."""
        found: dict[str, set[str]] = defaultdict(set)
        for made in self.made.values():
            found[made.agent].add(id_in_hour(made.flag_id, made.number))
        return found

    def waited(self) -> dict[str, Sequence[float]]:
        """How many seconds half of the people waited at most, 99 of 100, and all of them."""
        ordered = {name: sorted(waited) for name, waited in sorted(self.seconds.items())}
        return {name: (s[len(s) // 2], s[int(len(s) * 0.99)], s[-1]) for name, s in ordered.items()}
