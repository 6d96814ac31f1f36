"""The ledger: every flag that somebody made and what they heard, every check and whether it was right. No network."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from denylist.writes import id_in_hour
from tools.measure.faults.handler import Call

ACKNOWLEDGED = frozenset({"added", "already_listed"})


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
    answers: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    attempts: list[tuple[str, list[Call]]] = field(default_factory=list)
    """Each check's number and its attempts; the list gets longer while one that nobody waits for still runs."""
    wrong: list[str] = field(default_factory=list)
    """What did not hold as it happened, a sentence each."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def flagging(self, number: str, flag_id: str, agent: str) -> None:
        """An agent is about to flag: from now on the number may be denied."""
        with self._lock:
            self.made.setdefault(flag_id, Made(number, flag_id, agent))

    def flagged(self, flag_id: str, answer: str, seconds: float) -> None:
        """What the agent heard; without an answer, that it went wrong."""
        with self._lock:
            self.answers[answer or "went wrong"] += 1
            self.seconds["flag"].append(seconds)
            self.made[flag_id].acknowledged |= answer in ACKNOWLEDGED
            if answer and answer not in ACKNOWLEDGED:
                self.wrong.append(f"a flag of {self.made[flag_id].number} was answered {answer}")

    def is_acknowledged(self, number: str) -> bool:
        """Whether the number must be denied by now."""
        with self._lock:
            return any(made.acknowledged for made in self.made.values() if made.number == number)

    def opened(self) -> int:
        """How many numbers have a flag that was acknowledged."""
        with self._lock:
            return len({made.number for made in self.made.values() if made.acknowledged})

    def checked(
        self,
        number: str,
        answer: str,
        seconds: float,
        attempts: list[Call],
        acknowledged: bool,  # noqa: FBT001
    ) -> None:
        """A check's answer; `acknowledged` is what held when it was asked. Without an answer the call goes on."""
        with self._lock:
            self.checks[answer or "no answer"] += 1
            self.seconds["check"].append(seconds)
            self.attempts.append((number, attempts))
            if answer == "allow" and acknowledged:
                self.wrong.append(f"{number} was let through after its flag had been acknowledged")
            if answer == "deny" and number not in {made.number for made in self.made.values()}:
                self.wrong.append(f"{number} was denied, and nobody flagged it")

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

    def percentiles(self) -> Iterator[tuple[str, float, float, float]]:
        """Of what people waited: how long half of them, 99 of 100, and all of them at most."""
        for name, waited in sorted(self.seconds.items()):
            ordered = sorted(waited)
            yield name, ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]
