"""Own writes: exact changes of one entry, and how their stream records are recognised.

The stream tells what became of an entry, but not who changed it. So when the workflow changes an entry, or a command
brings entries to new keys, it writes a history item in the same transaction, and that item holds a digest of each
change. A stream record is of an own write if a history item holds its digest and no other record has claimed it.
`SettledBy` on the entry only says which item that is. It proves nothing, because anybody can copy it or make it up.

Pure. `Recorder` sends these writes and claims them.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from denylist import entries, updates
from denylist.entries import Item
from denylist.expressions import Write, key
from denylist.stream import Record
from denylist.updates import as_it_was, changed, next_version, plain

UNCLAIMED = "-"
"""The value beside a digest that no stream record has claimed yet."""

# As long as keys of history can be. Any other text in `SettledBy` was typed by hand and leads nowhere.
_MARK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#[^#]{1,100})#(.{1,310})", re.DOTALL)
# What changes when a flag is told, if the entry was completed before. No reviewer decides on it.
_UNSEEN = frozenset({"Flags", "EndBefore", "FlaggedBy", "Dialled", "SettledBy"})
# A condition can have 4 KB.
_MOST_OTHERS = 60


@dataclass(frozen=True, slots=True)
class OwnWrite:
    """One part of a transaction on DenylistTable, and the digest by which its stream record is recognised."""

    number: str
    action: Literal["Put", "Update", "Delete"]
    parameters: Write
    digest: str


def mark(number: str, at: str) -> str:
    """What `SettledBy` of an entry holds: the key of the history item that proves the write."""
    return f"{at}#{number}"


def put(item: Item, **condition: Any) -> OwnWrite:  # noqa: ANN401 - a condition's parameters
    """Put the whole item, on a `condition` that `expressions.conditional` makes."""
    number = item["ContactNumber"]["S"]
    return OwnWrite(number, "Put", {"Item": item, **condition}, digest(number, item))


def update(image: Item, left: Item, cut: Iterable[str] = ()) -> OwnWrite:
    """Change the entry in `image` into the item `left`, and count its version up.

    The version stays if only a flag was told, so that a decision made before that can still be taken back. What the
    stream will show of it is known beforehand, because the write fails on any other entry (`updates.update`).
    """
    number = image["ContactNumber"]["S"]
    made = changed(image, left)
    if not {*made} <= _UNSEEN:
        made["Version"] = next_version(entries.read(image).version)
    return OwnWrite(number, "Update", updates.update(image, made, cut), digest(number, made))


def delete(image: Item, cut: Iterable[str] = ()) -> OwnWrite:
    """Delete the entry if it is as in `image`. What people typed there is compared as far as a condition has room."""
    number = image["ContactNumber"]["S"]
    others = sorted({*image} - {*entries.NAMES})[:_MOST_OTHERS]
    condition, names, values = as_it_was(image, {*entries.NAMES, *others} - {"ContactNumber", *cut})
    parameters = {
        "Key": key(number),
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        **({"ExpressionAttributeValues": values} if values else {}),
    }
    return OwnWrite(number, "Delete", parameters, digest(number, None))


def digest(number: str, change: Mapping[str, Any] | None) -> str:
    """What history keeps of one change: a whole item, the attributes that changed, or `None` for a deletion."""
    text = json.dumps([number, plain(change)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def wrote(writes: Iterable[OwnWrite]) -> dict[str, Any]:
    """The history item's attribute `Wrote`: each write's digest, and which record has claimed it."""
    made = {write.digest: {"S": UNCLAIMED} for write in writes}
    return {"Wrote": {"M": made}} if made else {}


def digests_of(record: Record) -> list[str]:
    """The digests of the own writes that could have made this record: an update, or an item put whole."""
    number = record.entry.number
    if record.new is None:
        return [digest(number, None)]
    return list(dict.fromkeys([digest(number, changed(record.was, record.image)), digest(number, record.image)]))


def place_of(record: Record) -> tuple[str, str] | None:
    """Where the entry says that the proof is, as a key of history; `None` unless the record changed that."""
    new, old = record.new, record.old
    if new is None or (old and old.settled_by == new.settled_by):
        return None
    found = _MARK.fullmatch(new.settled_by)
    return (found[2], found[1]) if found else None
