"""Everything that a stack keeps about one number, read from both tables and the dead-letter queue."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from denylist import digest
from denylist.e164 import is_e164
from denylist.entries import APPROVED, FLAGGED, PENDING, PROTECTED, UNPROCESSED
from denylist.keys import CALLS, DENIED, DIGEST, judge_key, number_of, partition_of
from denylist.numbers import Number, could_mean, judge
from denylist.refusals import Refusal
from tools.common.errors import LocalError
from tools.operate.forget import letters
from tools.operate.forget.letters import Letters
from tools.operate.storage import Item, Storage, entry, keys_of, pages


@dataclass(frozen=True)
class Wanted:
    """The number that the operator asked about."""

    number: str
    """E.164, or the text as it was typed if it spells no number."""
    region: str
    refusal: Refusal | None = None
    """Why the text spells no number. Such a text can still be the key of an entry that was refused."""

    @classmethod
    def of(cls, text: str, region: str) -> "Wanted":
        """The number of any spelling, by the rules for entries."""
        if not text.strip():
            raise LocalError("Say which number: NUMBER=+12065550142, or any other spelling")
        judged = judge_key(text, region)
        return cls(judged.e164, region) if isinstance(judged, Number) else cls(text, region, judged)

    def is_about(self, key: str) -> bool:
        """Whether a key of either table is this number, a spelling of it, or a text that may mean it.

        A key with a star counts, too. It is no spelling and never moved, but it holds the number's digits.
        """
        if key == self.number:
            return True
        judged = judge(key, self.region)
        if judged is Refusal.AMBIGUOUS:
            return self.number in could_mean(key, self.region)
        return isinstance(judged, Number) and judged.e164 == self.number

    @property
    def readings(self) -> tuple[str, ...]:
        """The numbers that the text could mean, where it is not certain which."""
        return could_mean(self.number, self.region) if self.refusal else ()


@dataclass(frozen=True)
class Known:
    """What is known about a number."""

    wanted: Wanted
    entry: Item | None = None
    spellings: tuple[Item, ...] = ()
    """Items of DenylistTable under other spellings, as people type them."""
    changes: tuple[Item, ...] = ()
    """Oldest first."""
    counters: tuple[Item, ...] = ()
    """The counter of denied calls, where there is one."""
    letters: Letters = field(default_factory=Letters)
    waiting: tuple[Item, ...] = ()
    """Changes that the next digest would tell; they name the number inside."""

    @property
    def items(self) -> tuple[Item, ...]:
        """All of DenylistTable."""
        return (*((self.entry,) if self.entry else ()), *self.spellings)

    @property
    def keys(self) -> set[str]:
        """Every key in either table, and the number itself."""
        found = (*self.items, *self.changes, *self.counters)
        return {self.wanted.number, *(_spelled(item["ContactNumber"]["S"]) for item in found)}

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to show and to erase."""
        return not (self.items or self.changes or self.counters or self.letters.bodies or self.waiting)

    @property
    def executions(self) -> set[str]:
        """The workflow's executions that recorded a change, or parked one: their input holds the number."""
        recorded = {item["Execution"]["S"] for item in self.changes if "Execution" in item}
        parked = {str(body["Execution"]) for body in self.letters.bodies if "Execution" in body}
        # Behind the execution stands which record of its input it was.
        return {execution.partition("#")[0] for execution in recorded | parked}

    @property
    def removal_is_missing(self) -> bool:
        """Whether an entry is gone and history does not say so yet."""
        last = self.changes[-1].get("To", {}).get("S") if self.changes else None
        return self.entry is None and last in (FLAGGED, PENDING, APPROVED, PROTECTED)

    @property
    def is_being_processed(self) -> bool:
        """Whether the workflow may still be about to write because of one of these items."""
        return any(item.get("Status", {}).get("S") in UNPROCESSED for item in self.items)


def look(storage: Storage, wanted: Wanted) -> Known:
    """Read both tables and the queue. Of items about other numbers, only the keys are read."""
    keys = {wanted.number, *_spellings(storage, wanted)}
    items = [item for key in sorted(keys) if (item := entry(storage, key))]
    history = [item for key in sorted(keys) for item in history_of(storage, key)]
    return Known(
        wanted=wanted,
        entry=next((item for item in items if item["ContactNumber"]["S"] == wanted.number), None),
        spellings=tuple(item for item in items if item["ContactNumber"]["S"] != wanted.number),
        changes=tuple(sorted((i for i in history if "Event" in i), key=_order)),
        counters=tuple(i for i in history if "Event" not in i),
        letters=letters.read(storage, wanted.is_about),
        waiting=tuple(waiting_for(storage, wanted)),
    )


def history_of(storage: Storage, key: str) -> list[Item]:
    """A key's changes and its counter of denied calls. Counters of agents and days have keys of their own."""
    found = (item for partition in (partition_of(key), CALLS + key) for item in _under(storage, partition))
    return [item for item in found if "Event" in item or item["At"]["S"] == DENIED]


def _under(storage: Storage, key: str) -> Iterator[Item]:
    """All items of HistoryTable under a key."""
    read = pages(
        storage.dynamodb,
        "query",
        TableName=storage.history,
        KeyConditionExpression="ContactNumber = :key",
        ExpressionAttributeValues={":key": {"S": key}},
        ConsistentRead=True,
    )
    for page in read:
        yield from page["Items"]


def waiting_for(storage: Storage, wanted: Wanted) -> list[Item]:
    """Changes of the number that wait for the next digest; none where each change is mailed at once."""
    return [item for item in _under(storage, DIGEST) if wanted.is_about(digest.read(item).number)]


def _spellings(storage: Storage, wanted: Wanted) -> set[str]:
    """Keys of either table that spell the number. Only reading all keys finds them."""
    if wanted.refusal:
        return set()
    keys = {_spelled(key) for table in (storage.entries, storage.history) for key in keys_of(storage, table)}
    # Nearly all keys are plain numbers. One with other last digits is another number, so most need no closer look.
    return {key for key in keys if not _is_another(key, wanted.number) and wanted.is_about(key)}


def _spelled(key: str) -> str:
    """What an entry's key or a partition of history is about."""
    return number_of(key).removeprefix(CALLS)


def _is_another(key: str, number: str) -> bool:
    """By the form alone, because asking for the kinds of a million keys takes minutes."""
    return is_e164(key) and key[-4:] != number[-4:]


def _order(item: Item) -> tuple[str, int]:
    """By the second, as keys are; within a second, by the stream's sequence numbers."""
    return item["At"]["S"].partition("#")[0], int(item.get("Sequence", {}).get("S", 0))
