"""Claims: stream records that ask to deny or protect a number, and what becomes of each. Pure.

An outcome is the entry as the workflow leaves it and the own writes that leave it so; history is written with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from denylist import entries, flags, history, life, own
from denylist.entries import Entry, Item
from denylist.flags import Flagged
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


def complete_flag(claim: Claim, flag: str, met: Item) -> Outcome:
    """Finish a flag of the entry, whose item is `met` now, and with it the entry.

    What is told is the record, with what the agent has said of this flag since and nothing else. What is written is the
    entry as it is now, because the agent may have amended the flag, and others may have flagged the number meanwhile.
    """
    then, now = flags.members(claim.record.image)[flag], flags.members(met).get(flag)
    is_there = now is not None and now.get("At") == then.get("At")
    item = _told((now if is_there else None) or then, claim.found)
    standing = {name: value for name, value in item.items() if name != "Withdrawn"}
    shown = life.completed(flags.changed(claim.record.image, flag, standing), claim.found, claim.until)
    if not is_there:
        return Outcome(entries.read(shown))
    facts = {name: claim.found.get(name, "") for name in ("Country", "NumberType")}
    left = life.completed(flags.changed(met, flag, item), facts, claim.until)
    return Outcome(entries.read(shown), () if left == met else (marked(claim, met, left),))


def _told(item: Item, found: Mapping[str, str]) -> dict[str, Any]:
    """What an entry keeps of a flag once the workflow has told it: also who made it, and how its call began."""
    lacking = {
        name: {"S": found[name_found]}
        for name, name_found in (("By", "FlaggedBy"), ("Dialled", "Dialled"))
        if found.get(name_found) and not entries.text_of(item, name)
    }
    return {**item, **lacking, "Told": {"BOOL": True}}


def said_in(entry: Entry, said: Flagged) -> Entry:
    """The entry, with what is told of a flag that need not be its latest."""
    return entry._replace(
        flagged_by=said.by, flagged_at=said.at, contact_id=said.contact, reason=said.reason, term=said.term,
        source=said.source, dialled=said.dialled, category=said.category,
    )  # fmt: skip


def refuse(claim: Claim, why: str) -> Outcome:
    """Mark an entry that must not deny."""
    image = claim.record.image
    left = life.refused(image, why, claim.record.when, claim.until)
    return Outcome(entries.read(left), (marked(claim, image, left),))


def marked(claim: Claim, image: Item, left: Item) -> OwnWrite:
    """The own write that leaves the entry in `image` so. What was cut from the record's image is not compared."""
    cut = claim.record.cut if image is claim.record.image else ()
    return own.update(image, {**left, "SettledBy": {"S": claim.mark}}, cut)
