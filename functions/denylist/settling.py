"""What the workflow makes of an entry: completed, refused, or moved to its number. Each is an own write. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist import entries, own
from denylist.entries import Entry, Item
from denylist.expressions import conditional, whole
from denylist.own import OwnWrite
from denylist.stream import UNPROCESSED
from denylist.writes import IN_FORCE, UNPROTECTED, in_force_values


@dataclass(frozen=True, slots=True)
class Settling:
    """A claim being settled, and what processing has found out."""

    image: Item
    """The item as the stream record showed it."""
    number: str
    """The E.164 number that it is of; of a spelling, where it moves to."""
    found: Mapping[str, str]
    """`Country`, `FlaggedBy`, …: it fills what is absent."""
    until: int
    """The end of what came without a readable one."""
    now: int
    mark: str
    """What each write leaves in `SettledBy`: where history proves it."""
    cut: frozenset[str] = frozenset()
    """Attributes that the image lacks or has the beginning of."""

    @property
    def end(self) -> int:
        """When the claim ends (epoch seconds): as it was typed where that can be read, else `until`."""
        typed = entries.read(self.image).expires_at
        return self.until if typed in (None, entries.UNREADABLE) else typed


def complete(settling: Settling) -> OwnWrite | None:
    """Finish an entry exactly as the record showed it; one that has moved on is left to its newer record.

    An entry without a readable end gets one: permanence is a reviewer's to give. A protected one loses what end it has:
    time to live would end the protection. `None`: nothing to do.
    """
    image = settling.image
    entry = entries.read(image)
    to: dict[str, Any] = {n: {"S": text} for n, text in settling.found.items() if text and n not in image}
    if entry.status in UNPROCESSED:
        to["Status"] = {"S": entries.PENDING}
    if entry.status in (*UNPROCESSED, entries.PENDING) and entry.expires_at in (None, entries.UNREADABLE):
        to["ExpiresAt"] = whole(settling.until)
    if entry.status == entries.PROTECTED and "ExpiresAt" in image:
        to["ExpiresAt"] = None
    return own.update(image, {**to, "SettledBy": {"S": settling.mark}}, settling.cut) if to else None


def refuse(settling: Settling, why: str) -> OwnWrite | None:
    """Mark an entry that must not deny; it stays to be seen until its end, listed as of now if nobody flagged it."""
    to = {
        "Status": {"S": entries.REFUSED},
        "Note": {"S": why},
        "ExpiresAt": whole(settling.until),
        "SettledBy": {"S": settling.mark},
        "FlaggedAt": settling.image.get("FlaggedAt", {"S": settling.found["FlaggedAt"]}),
    }
    return own.update(settling.image, to, settling.cut)


def place(settling: Settling) -> OwnWrite:
    """The typed item under its number, whatever else it holds kept.

    A spelling typed without a status, or as `FLAGGED`, is a claim and yields to an entry in force; one put whole is a
    person's decision and replaces it. Neither replaces a protected entry, but by protecting it.
    """
    typed = entries.read(settling.image)
    claim = typed.status in UNPROCESSED
    given = {name: value for name, value in settling.image.items() if value.get("S") != "" and name != "Before"}
    item = {
        **{name: {"S": text} for name, text in settling.found.items() if text},
        **given,
        "ContactNumber": {"S": settling.number},
        "Status": {"S": entries.PENDING if claim else typed.status},
        "Version": whole(1),
        "OpenedBy": {"S": settling.mark},
        "SettledBy": {"S": settling.mark},
    }
    if typed.status == entries.PROTECTED:
        item.pop("ExpiresAt", None)
        return own.put(item)
    endless = typed.expires_at is None and typed.status != entries.APPROVED
    if endless or typed.expires_at == entries.UNREADABLE:
        item["ExpiresAt"] = whole(settling.until)
    condition = f"NOT {IN_FORCE} AND {UNPROTECTED}" if claim else UNPROTECTED
    values = {**in_force_values(settling.now), ":protected": {"S": entries.PROTECTED}}
    return own.put(item, **conditional(condition, values))


def join(settling: Settling, met: Item) -> OwnWrite:
    """The entry in force at the number of a spelling typed by hand: it may end later for it, never sooner.

    One that nobody has completed yet is completed by it: its own record will find that it has moved on.
    """
    entry, after = entries.read(met), joined(settling, met)
    to: dict[str, Any] = {"Status": {"S": str(after.status)}, "SettledBy": {"S": settling.mark}}
    if entry.status in UNPROCESSED:
        to |= {n: {"S": text} for n, text in settling.found.items() if text and n not in {"FlaggedBy", *met}}
    if after.expires_at is not None and after.expires_at != entry.expires_at:
        to["ExpiresAt"] = whole(after.expires_at)
    write = own.update(met, to)
    assert write  # noqa: S101 - the mark is always new
    return write


def joined(settling: Settling, met: Item) -> Entry:
    """The entry in force at the number, as a spelling that joins it leaves it."""
    entry = entries.read(met)
    endless = entry.expires_at is None and entry.status != entries.APPROVED
    longer = entry.expires_at is not None and entry.expires_at < settling.end
    return entry._replace(
        status=entries.PENDING if entry.status in UNPROCESSED else entry.status,
        expires_at=settling.end if endless or longer else entry.expires_at,
    )
