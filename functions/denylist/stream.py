"""Stream records: what a change to DenylistTable means, told from its two images alone.

Pure functions of one record. Who delivered it, how often and in which order makes no difference,
because a pipe delivers at least once and two writers' records interleave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from denylist.entries import (
    APPROVED,
    DENYING,
    EXPIRED,
    FLAGGED,
    LATEST,
    PENDING,
    PROTECTED,
    REFUSED,
    UNREADABLE,
    Entry,
    Item,
    read,
)
from denylist.errors import MalformedRecordError
from denylist.numbers import of_key
from denylist.text import iso

# Time to live deletes in this principal's name (DynamoDB Developer Guide, "TTL and DynamoDB Streams").
_TTL = "dynamodb.amazonaws.com"
UNPROCESSED = (None, FLAGGED)
"""Statuses of an entry that the workflow has yet to complete."""


class Change(StrEnum):
    """What happened to a number; the values are history's `Event`."""

    FLAGGED = "flagged"
    FLAGGED_AGAIN = "flagged_again"
    ADDED = "added"
    """Typed or put whole by hand, by the console or by an import."""
    APPROVED = "approved"
    EXPIRED = "expired"
    REOPENED = "reopened"
    PROTECTED = "protected"
    UNPROTECTED = "unprotected"
    REFUSED = "refused"
    EXTENDED = "extended"
    """Its end or its review changed, its status did not."""
    LAPSED = "lapsed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Record:
    """One stream record: the entry before and after, and where it stands in the stream."""

    event_id: str
    at: int
    """Epoch seconds, rounded down, at which DynamoDB made the record."""
    sequence: str
    """Grows with every change of one item; text, because it exceeds any integer type."""
    old: Entry | None
    new: Entry | None
    image: Item
    """The new entry with all its attributes; empty when it was removed."""
    by_ttl: bool

    @property
    def entry(self) -> Entry:
        """The entry after the change, or the last there was."""
        entry = self.new or self.old
        assert entry is not None  # noqa: S101 - parse() made sure
        return entry

    @property
    def when(self) -> str:
        """ISO 8601 UTC of `at`."""
        return iso(self.at)


def parse(record: Mapping[str, Any]) -> Record:
    """The record as EventBridge Pipes delivers it.

    Raises:
        MalformedRecordError: no event id, no images, no key, no time: not a record of this table.
    """
    try:
        body = record["dynamodb"]
        parsed = Record(
            event_id=_id(record["eventID"]),
            at=_time(body["ApproximateCreationDateTime"]),
            sequence=str(body.get("SequenceNumber", "")),
            old=_image(body, "OldImage"),
            new=_image(body, "NewImage"),
            image=body.get("NewImage") or {},
            by_ttl=(record.get("userIdentity") or {}).get("principalId") == _TTL,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as exc:
        raise MalformedRecordError(f"not a stream record of DenylistTable: {type(exc).__name__}") from exc
    if parsed.old is None and parsed.new is None:
        raise MalformedRecordError("not a stream record of DenylistTable: no images")
    if not parsed.entry.number:
        raise MalformedRecordError("not a stream record of DenylistTable: no key")
    return parsed


def _id(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("an event's id is text")
    return value


def _time(value: Any) -> int:  # noqa: ANN401 - whatever is there
    seconds = int(value)
    if not 0 <= seconds < LATEST:
        raise ValueError("no time that a calendar has")
    return seconds


def _image(body: Mapping[str, Any], name: str) -> Entry | None:
    image = body.get(name)
    return read(image) if image else None


def mark(event_id: str, number: str) -> str:
    """What the workflow leaves in `SettledBy` with each of its writes: the record it was made for, and where."""
    return f"{event_id}#{number}"


def is_own(record: Record) -> bool:
    """Whether this workflow wrote it: a new mark of this number's, and the next version or a spelling's new place.

    A mark alone is no proof: whoever duplicates an item in the console, imports an export or puts back an older
    state of an entry brings its mark along.
    """
    old, new = record.old, record.new
    if new is None or not new.settled_by.endswith(f"#{new.number}") or (old and old.settled_by == new.settled_by):
        return False
    is_next = old is not None and new.version == (old.version or 0) + 1
    return is_next or (new.version == 1 and new.opened_by == new.settled_by)


def is_claim(record: Record) -> bool:
    """Whether the record's entry asks to deny a number, or to protect one, and may have to be completed."""
    old, new = record.old, record.new
    # A spelling that joined an entry which nobody had completed yet has left that to its own record.
    if new is None or (is_own(record) and new.status not in UNPROCESSED):
        return False
    if new.status in UNPROCESSED:
        return True
    if new.status not in (PENDING, APPROVED, PROTECTED):
        return False
    return old is None or new.flag_count > old.flag_count or not _is_complete(new)


def _is_complete(entry: Entry) -> bool:
    """Whether it has what processing gives: a key that calls come under, a country, its place in the lists, an end.

    An entry put whole over another has none of that, nor one that was decided on before it was processed.
    """
    endless = entry.status == PENDING and entry.expires_at in (None, UNREADABLE)
    return of_key(entry.number) is not None and entry.country != "" and entry.flagged_at != "" and not endless


def change_of(record: Record) -> Change | None:
    """What the record means, or `None` for what is not news: own writes, tidying up, unrelated edits."""
    if is_own(record):
        return None
    if record.new is None:
        return _removal(record)
    if record.old is None:
        return {FLAGGED: Change.FLAGGED, REFUSED: Change.REFUSED}.get(record.new.status or "", Change.ADDED)
    return _modification(record.old, record.new)


def _removal(record: Record) -> Change | None:
    """A lapse, a removal by hand, or nothing: an entry that had ended, or one that never denied anybody."""
    gone = record.entry
    if gone.status is None or of_key(gone.number) is None:
        return None
    if record.by_ttl and gone.status in (EXPIRED, REFUSED):
        return None
    return Change.LAPSED if record.by_ttl and gone.status in DENYING else Change.REMOVED


def _modification(old: Entry, new: Entry) -> Change | None:
    if new.flag_count > old.flag_count:
        return _flag(old, new)
    if new.status != old.status:
        return _decision(old, new)
    # What a decision replaced tells two of one second apart.
    if (new.expires_at, new.reviewed_at, new.before) != (old.expires_at, old.reviewed_at, old.before):
        return Change.EXTENDED
    return None


def _flag(old: Entry, new: Entry) -> Change:
    """A flag that began a round, that was kept without denying, or that joined an entry."""
    if new.status == REFUSED:
        return Change.REFUSED
    return Change.FLAGGED if new.status == FLAGGED and _opened(old, new) else Change.FLAGGED_AGAIN


def _opened(old: Entry, new: Entry) -> bool:
    """Whether a flag began a new round, as against joining an entry that was in force when it came.

    `FLAGGED` over `FLAGGED` is a second flag that came before the first was processed, unless the first had run out.
    """
    return old.status != FLAGGED or not old.is_in_force(_flagged_at(new))


def _flagged_at(entry: Entry) -> float:
    try:
        return datetime.fromisoformat(entry.flagged_at).timestamp()
    except ValueError:
        return 0.0


def _decision(old: Entry, new: Entry) -> Change:
    if old.status in UNPROCESSED and new.status == PENDING:
        return Change.EXTENDED
    if old.status == PROTECTED and new.status != APPROVED:
        return Change.UNPROTECTED
    changes = {
        APPROVED: Change.APPROVED,
        EXPIRED: Change.EXPIRED,
        PROTECTED: Change.PROTECTED,
        PENDING: Change.REOPENED,
        REFUSED: Change.REFUSED,
        FLAGGED: Change.FLAGGED,
    }
    return changes.get(new.status or "", Change.ADDED)
