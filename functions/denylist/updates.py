"""Updates: the difference between two images of one item, as a conditional write. Pure."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from denylist.entries import Item
from denylist.expressions import Write, key, whole

_GUARDS = frozenset({"Status", "ExpiresAt", "Version"})
_SETS = ("SS", "NS", "BS")


def changed(was: Item, now: Item) -> dict[str, Any]:
    """The attributes that differ between two images, as they are now; `None` if they are gone."""
    return {name: now.get(name) for name in sorted({*was, *now}) if plain(was.get(name)) != plain(now.get(name))}


def update(image: Item, made: Mapping[str, Any], cut: Iterable[str] = ()) -> Write:
    """Give the entry in `image` the attributes `made` (`None` takes one away), `Version` among them.

    The write fails if an attribute that it changes, or one that decides whether the number is denied, is not as in the
    image. Attributes that were `cut` are not compared.
    """
    condition, names, values = as_it_was(image, {*made, *_GUARDS - {*cut}}, cut)
    place = {name: ref for ref, name in names.items()}
    sets = {name: f":to{n}" for n, name in enumerate(made) if made[name] is not None}
    expression = f"SET {', '.join(f'{place[name]} = {ref}' for name, ref in sets.items())}"
    if removes := [place[name] for name in made if name not in sets]:
        expression += f" REMOVE {', '.join(removes)}"
    return {
        "Key": key(image["ContactNumber"]["S"]),
        "UpdateExpression": expression,
        "ConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {**values, **{ref: made[name] for name, ref in sets.items()}},
    }


def as_it_was(image: Item, names: Iterable[str], cut: Iterable[str] = ()) -> tuple[str, dict[str, str], dict[str, Any]]:
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


def plain(value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON at any depth
    """One form for each value: DynamoDB's sets come in any order, and binary values as bytes or in base64."""
    if isinstance(value, Mapping):
        flat = {name: plain(inner) for name, inner in value.items()}
        return {n: sorted(v) if n in _SETS and isinstance(v, list) else v for n, v in flat.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def next_version(version: int | None) -> dict[str, str]:
    """`Version` after the next write."""
    return whole((version or 0) + 1)
