"""Stream records: one change of one entry of DenylistTable, as a pipe delivers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist.entries import LATEST, Entry, Item, read
from denylist.errors import MalformedRecordError
from denylist.text import iso

# Time to live deletes in this principal's name (DynamoDB Developer Guide, "TTL and DynamoDB Streams").
_TTL = "dynamodb.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Record:
    """One stream record: the entry before and after, and where it stands in the stream."""

    event_id: str
    at: int
    """Epoch seconds, rounded down, at which DynamoDB made the record."""
    sequence: str
    """It grows with every change of one item. Text, because it is longer than any integer type."""
    old: Entry | None
    new: Entry | None
    was: Item
    """The old entry with all its attributes; empty when there was none."""
    image: Item
    """The new one; empty when it was removed."""
    by_ttl: bool
    cut: frozenset[str] = frozenset()
    """Attributes of which the images have only the beginning, or nothing, because the record was too large for the
    workflow's input (`make redrive`)."""

    @property
    def entry(self) -> Entry:
        """The entry after the change; of a removal, the one that was removed."""
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


def _time(value: Any) -> int:  # noqa: ANN401 - any value
    seconds = int(value)
    if not 0 <= seconds < LATEST:
        raise ValueError("no time that a calendar has")
    return seconds


def _image(body: Mapping[str, Any], name: str) -> Entry | None:
    image = body.get(name)
    return read(image) if image else None
