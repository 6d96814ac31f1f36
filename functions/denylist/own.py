"""Own writes: exact changes of one entry, and how their stream records are recognised.

The stream tells what became of an entry, but not who changed it. So when the workflow changes an entry, or a command
brings entries to new keys, it writes a history item in the same transaction, and that item holds a digest of each
change. A stream record is of an own write if a history item holds its digest and no other record has claimed it.
`SettledBy` on the entry only says which item that is. It proves nothing, because anybody can copy it or make it up.

Pure. `Recorder` sends these writes and claims them.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from denylist import entries
from denylist.entries import Item
from denylist.expressions import Write, key, whole
from denylist.stream import Record

UNCLAIMED = "-"
"""The value beside a digest that no stream record has claimed yet."""

_GUARDS = frozenset({"Status", "ExpiresAt", "Version"})
_SETS = ("SS", "NS", "BS")
# As long as keys of history can be. Any other text in `SettledBy` was typed by hand and leads nowhere.
_MARK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#[^#]{1,100})#(.{1,310})", re.DOTALL)
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

    The write fails if an attribute that it changes, or one that decides whether the number is denied, is not as in the
    image. So what the stream will show of it is known beforehand. Attributes that were `cut` are not compared.
    """
    number, version = image["ContactNumber"]["S"], whole((entries.read(image).version or 0) + 1)
    made = changed(image, left) | {"Version": version}
    condition, names, values = _as_it_was(image, {*made, *_GUARDS - {*cut}}, cut)
    place = {name: ref for ref, name in names.items()}
    sets = {name: f":to{n}" for n, name in enumerate(made) if made[name] is not None}
    expression = f"SET {', '.join(f'{place[name]} = {ref}' for name, ref in sets.items())}"
    if removes := [place[name] for name in made if name not in sets]:
        expression += f" REMOVE {', '.join(removes)}"
    parameters = {
        "Key": key(number),
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {**values, **{ref: made[name] for name, ref in sets.items()}},
    }
    return OwnWrite(number, "Update", parameters, digest(number, made))


def delete(image: Item, cut: Iterable[str] = ()) -> OwnWrite:
    """Delete the entry if it is as in `image`. What people typed there is compared as far as a condition has room."""
    number = image["ContactNumber"]["S"]
    others = sorted({*image} - {*entries.NAMES})[:_MOST_OTHERS]
    condition, names, values = _as_it_was(image, {*entries.NAMES, *others} - {"ContactNumber", *cut})
    parameters = {
        "Key": key(number),
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        **({"ExpressionAttributeValues": values} if values else {}),
    }
    return OwnWrite(number, "Delete", parameters, digest(number, None))


def _as_it_was(
    image: Item, names: Iterable[str], cut: Iterable[str] = ()
) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The condition that these attributes are as in the image, with its names and values.

    Placeholders are numbered, because people can type any name.
    """
    place = {name: f"#n{n}" for n, name in enumerate(sorted(names))}
    values = {f":was{ref[2:]}": image[name] for name, ref in place.items() if name in image and name not in cut}
    same = [
        f"{ref} = :was{ref[2:]}" if name in image else f"attribute_not_exists({ref})"
        for name, ref in place.items()
        if name not in cut
    ]
    condition = " AND ".join(["attribute_exists(ContactNumber)", *same])
    return condition, {ref: name for name, ref in place.items()}, values


def digest(number: str, change: Mapping[str, Any] | None) -> str:
    """What history keeps of one change: a whole item, the attributes that changed, or `None` for a deletion."""
    text = json.dumps([number, _plain(change)], sort_keys=True)
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


def changed(was: Item, now: Item) -> dict[str, Any]:
    """The attributes that differ between two images, as they are now; `None` if they are gone."""
    return {name: now.get(name) for name in sorted({*was, *now}) if _plain(was.get(name)) != _plain(now.get(name))}


def place_of(record: Record) -> tuple[str, str] | None:
    """Where the entry says that the proof is, as a key of history; `None` unless the record changed that."""
    new, old = record.new, record.old
    if new is None or (old and old.settled_by == new.settled_by):
        return None
    found = _MARK.fullmatch(new.settled_by)
    return (found[2], found[1]) if found else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON at any depth
    """One form for each value: DynamoDB's sets come in any order, and binary values as bytes or in base64."""
    if isinstance(value, Mapping):
        plain = {name: _plain(inner) for name, inner in value.items()}
        return {n: sorted(v) if n in _SETS and isinstance(v, list) else v for n, v in plain.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
