"""A checksum of a table's items in any order: two tables with the same checksum hold the same items."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context
from typing import Any

# DynamoDB keeps 38 digits of a number; Python's own default of 28 would call two different ones the same.
_EXACT = Context(prec=40)
_SHOWN = 12


@dataclass(frozen=True)
class Checksum:
    """How many items, and a digest of them all."""

    items: int
    digest: str

    @property
    def short(self) -> str:
        """The beginning of the digest, enough to compare by eye."""
        return self.digest[:_SHOWN]


def checksum(items: Iterable[Mapping[str, Any]]) -> Checksum:
    """The checksum of items in DynamoDB's JSON, in any order, each counted as often as it is there.

    >>> one, other = {"N": {"N": "1.0"}}, {"N": {"N": "2"}}
    >>> checksum([one, other]) == checksum([other, {"N": {"N": "1"}}])
    True
    """
    digests = sorted(hashlib.sha256(canonical(item).encode()).digest() for item in items)
    return Checksum(len(digests), hashlib.sha256(b"".join(digests)).hexdigest())


def canonical(item: Mapping[str, Any]) -> str:
    """One text for all ways to write the same item: attributes and sets have no order, a number has many spellings."""
    return json.dumps({name: _value(value) for name, value in item.items()}, sort_keys=True, separators=(",", ":"))


def _value(typed: Mapping[str, Any]) -> list[Any]:
    ((kind, value),) = typed.items()
    return [kind, _PLAIN[kind](value) if kind in _PLAIN else value]


def _number(text: str) -> str:
    number = _EXACT.normalize(_EXACT.create_decimal(text))
    return "0" if number.is_zero() else str(number)


def _text(part: bytes) -> str:
    return base64.b64encode(part).decode()


# Texts, booleans and NULL need no change.
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "N": _number,
    "B": _text,
    "NS": lambda numbers: sorted(map(_number, numbers)),
    "SS": sorted,
    "BS": lambda parts: sorted(map(_text, parts)),
    "L": lambda parts: list(map(_value, parts)),
    "M": lambda parts: {name: _value(part) for name, part in parts.items()},
}
