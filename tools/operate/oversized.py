"""Cuts records that are too large for the workflow down to what it needs.

A record holds an item twice, before and after the change. What the functions write fits into an execution, but an edit
of the table by hand can write more.
"""

import json
from typing import Any

LIMIT = 262_144
"""Bytes of an execution's input, and of what a state may pass on (Step Functions, "Quotas")."""
ROOM = 200_000
"""Bytes that a record may have here, so that the states have room for what they add."""
NEEDED = frozenset({
    "ContactNumber", "Status", "ExpiresAt", "Version", "FlagCount", "FlagIds", "FlaggedBy", "FlaggedAt", "ContactId",
    "Dialled",
    "Reason", "Term", "Source", "Category", "ReviewedBy", "ReviewedAt", "Note", "Country", "NumberType", "OpenedBy",
    "SettledBy", "Before", "Flags", "EndBefore",
})  # fmt: skip
"""The attributes that the rules read."""
_LONGEST = 4000
"""Bytes up to which an attribute stays as it is."""
_CUT = 400
"""Characters that are kept of a longer text. History and mail show 300."""
_WHOLE = frozenset({"ContactNumber", "Flags"})
"""Attributes that are never shortened: a part of `Flags` would look as if flags had been taken away."""


def size(records: Any) -> int:  # noqa: ANN401 - JSON
    """Bytes of the records as an execution's input."""
    return len(json.dumps(records))


def fit(record: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - whatever was parked
    """The record, cut until it fits, and the names of the attributes that were left out or cut short."""
    body = record.get("dynamodb") if isinstance(record, dict) else None
    if size(record) <= ROOM or not isinstance(body, dict):
        return record, []
    images = {name: body[name] for name in ("OldImage", "NewImage") if isinstance(body.get(name), dict)}
    fitting = {name: _fitting(image, NEEDED) for name, image in images.items()}
    if size(fitting) > ROOM:
        fitting = {name: _fitting(image, NEEDED - {"Flags"}) for name, image in images.items()}
    cut = {a for name, image in images.items() for a, value in image.items() if fitting[name].get(a) != value}
    return {**record, "dynamodb": {**body, **fitting}, "Cut": sorted(cut)}, sorted(cut)


def _fitting(image: dict[str, Any], needed: frozenset[str]) -> dict[str, Any]:
    kept = {name: _shortened(name, value) for name, value in image.items() if name in needed}
    return {name: value for name, value in kept.items() if value is not None}


def _shortened(name: str, value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON
    """The value, if it must be whole or is short enough. Else the beginning of a text; of any other type, nothing."""
    if name in _WHOLE or size(value) <= _LONGEST:
        return value
    text = value.get("S") if isinstance(value, dict) else None
    return {"S": text[:_CUT]} if isinstance(text, str) else None
