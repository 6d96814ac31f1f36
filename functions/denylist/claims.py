"""Claims: stream records that ask to deny or protect a number, and what becomes of each. Pure.

An outcome is the entry as the workflow leaves it and the own writes that leave it so; history is written with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from denylist import entries, history, life, own
from denylist.entries import Entry, Item
from denylist.own import OwnWrite
from denylist.stream import Record


@dataclass(frozen=True, slots=True)
class Claim:
    """A stream record that asks to deny or protect a number, and what processing has found out."""

    record: Record
    number: str
    """Its number in E.164: the entry's key, or where a spelling moves to."""
    found: Mapping[str, str]
    """`Country`, `FlaggedBy` and so on: what fills absent attributes."""
    until: int
    """Epoch seconds: the end of an entry that came without one that can be read."""

    @property
    def mark(self) -> str:
        """What each write leaves in `SettledBy`: which history item proves it."""
        return own.mark(*history.key_of(self.number, self.record))

    @property
    def end(self) -> int:
        """The end that the claim asks for: as it was typed, if that can be read."""
        typed = self.record.entry.expires_at
        return self.until if typed in (None, entries.UNREADABLE) else typed


class Outcome(NamedTuple):
    """What becomes of a change: the entry as it is told, and the writes that make it so."""

    entry: Entry
    writes: tuple[OwnWrite, ...] = ()


def complete(claim: Claim) -> Outcome:
    """Finish an entry exactly as the record shows it. If it has changed since, its newer record completes it."""
    image = claim.record.image
    left = life.completed(image, claim.found, claim.until)
    return Outcome(entries.read(left), () if left == image else (marked(claim, image, left),))


def refuse(claim: Claim, why: str) -> Outcome:
    """Mark an entry that must not deny."""
    image = claim.record.image
    left = life.refused(image, why, claim.record.when, claim.until)
    return Outcome(entries.read(left), (marked(claim, image, left),))


def marked(claim: Claim, image: Item, left: Item) -> OwnWrite:
    """The own write that leaves the entry in `image` so. What was cut from the record's image is not compared."""
    cut = claim.record.cut if image is claim.record.image else ()
    return own.update(image, {**left, "SettledBy": {"S": claim.mark}}, cut)
