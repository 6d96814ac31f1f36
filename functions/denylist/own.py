"""Own writes: exact changes of one entry, and how their stream records are known again.

The stream tells what became of an entry and not who did it. So whoever changes an entry as a consequence of a stream
record, or brings entries to new keys, writes the record's history item in the same transaction, and that item holds a
digest of each change made. A stream record is an own write if a history item holds its digest and no other record has
claimed it. `SettledBy` on the entry only says where to look: it proves nothing, and may be copied or made up.

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
"""What a history item holds beside the digest of a write whose stream record has not been seen yet."""

_GUARDS = frozenset({"Status", "ExpiresAt", "Version"})
_SETS = ("SS", "NS", "BS")
# No longer than the keys of history are: whatever else is typed there leads nowhere.
_MARK = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#[^#]{1,100})#(.{1,310})", re.DOTALL)
# A condition has 4 KB.
_MOST_OTHERS = 60


@dataclass(frozen=True, slots=True)
class OwnWrite:
    """One part of a transaction on DenylistTable, and the digest by which its stream record is known."""

    number: str
    action: Literal["Put", "Update", "Delete"]
    parameters: Write
    digest: str


def mark(number: str, at: str) -> str:
    """`SettledBy` of an entry: the key of the history item that proves the write, partition key last."""
    return f"{at}#{number}"


def put(item: Item, **condition: Any) -> OwnWrite:  # noqa: ANN401 - a condition's parameters
    """The item whole, whatever it replaces; `condition` is what `expressions.conditional` makes."""
    number = item["ContactNumber"]["S"]
    return OwnWrite(number, "Put", {"Item": item, **condition}, digest(number, item))


def update(image: Item, left: Item, cut: Iterable[str] = ()) -> OwnWrite:
    """Change the entry in `image` into the item `left`, and count its version up.

    The write fails if an attribute that it changes, or one that decides whether the number is denied, is not as in the
    image. So what the stream will show of it is known beforehand. Attributes that were `cut` are not compared.
    """
    number, version = image["ContactNumber"]["S"], whole((entries.read(image).version or 0) + 1)
    both = dict.fromkeys((*left, *image))
    made = {name: left.get(name) for name in both if _plain(image.get(name)) != _plain(left.get(name))}
    made["Version"] = version
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
    """Delete the entry, as long as it is as in `image`, as far as a condition has room for what people typed there."""
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
    """The condition that an entry is there and these attributes are as in the image; its names and its values.

    Placeholders are counted, because people type any name.
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
    """What an own write leaves in history of one change: of an item put whole, of the attributes changed, or gone."""
    text = json.dumps([number, _plain(change)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def wrote(writes: Iterable[OwnWrite]) -> dict[str, Any]:
    """The history item's attribute `Wrote`: each write's digest, and who claims it."""
    made = {write.digest: {"S": UNCLAIMED} for write in writes}
    return {"Wrote": {"M": made}} if made else {}


def digests_of(record: Record) -> list[str]:
    """The digests of the own writes that this record could be of: what changed, and the item whole."""
    number = record.entry.number
    if record.new is None:
        return [digest(number, None)]
    return list(dict.fromkeys([digest(number, changed(record)), digest(number, record.image)]))


def changed(record: Record) -> dict[str, Any]:
    """The attributes that differ between the two images, as they are now; `None` is absent."""
    names = sorted({*record.was, *record.image})
    return {n: record.image.get(n) for n in names if _plain(record.was.get(n)) != _plain(record.image.get(n))}


def place_of(record: Record) -> tuple[str, str] | None:
    """Where the entry says that the proof is: partition and range key of a history item, if the hint is new."""
    new, old = record.new, record.old
    if new is None or (old and old.settled_by == new.settled_by):
        return None
    found = _MARK.fullmatch(new.settled_by)
    return (found[2], found[1]) if found else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON at any depth
    """The same for the same value: DynamoDB's sets come in any order, and binaries as bytes or in base64."""
    if isinstance(value, Mapping):
        plain = {name: _plain(inner) for name, inner in value.items()}
        return {n: sorted(v) if n in _SETS and isinstance(v, list) else v for n, v in plain.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
