"""Stream records: one change of one entry of DenylistTable, as a pipe delivers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist.entries import APPROVED, FLAGGED, LATEST, PENDING, PROTECTED, UNREADABLE, Entry, Item, read
from denylist.errors import MalformedRecordError
from denylist.keys import of_key
from denylist.text import iso

# Time to live deletes in this principal's name (DynamoDB Developer Guide, "TTL and DynamoDB Streams").
_TTL = "dynamodb.amazonaws.com"
UNPROCESSED = (None, FLAGGED)
"""Statuses of an entry that the workflow has yet to complete."""


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
    was: Item
    """The old entry with all its attributes; empty when there was none."""
    image: Item
    """The new one; empty when it was removed."""
    by_ttl: bool
    cut: frozenset[str] = frozenset()
    """Attributes that the images lack or have the beginning of, because the record was too large (`make redrive`)."""

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
            was=body.get("OldImage") or {},
            image=body.get("NewImage") or {},
            cut=frozenset(record.get("Cut") or ()),
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


def is_claim(record: Record) -> bool:
    """Whether the record's entry asks to deny a number, or to protect one, and may have to be completed."""
    old, new = record.old, record.new
    if new is None or new.status not in (*UNPROCESSED, PENDING, APPROVED, PROTECTED):
        return False
    return old is None or new.status in UNPROCESSED or new.flag_count > old.flag_count or not _is_complete(new)


def _is_complete(entry: Entry) -> bool:
    """Whether it has what processing gives: a key that calls come under, a country, its place in the lists, an end.

    An entry put whole over another has none of that, nor one that was decided on before it was processed. A protected
    one must have no end: time to live would end the protection.
    """
    if entry.status == PROTECTED and entry.expires_at is not None:
        return False
    endless = entry.status == PENDING and entry.expires_at in (None, UNREADABLE)
    return of_key(entry.number) is not None and entry.country != "" and entry.flagged_at != "" and not endless
