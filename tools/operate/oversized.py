"""Records that are too large for the workflow, cut down to what it needs.

A record holds an item twice, as it was before and after. The functions write less than a tenth of what an execution
takes; an edit of the table by hand can write more.
"""

import json
from typing import Any

LIMIT = 262_144
"""Bytes that an execution may be started with, and that a state may hand on (Step Functions, "Quotas")."""
ROOM = 200_000
"""Bytes that a record may have here, so that the states have room for what they add."""
NEEDED = frozenset({
    "ContactNumber", "Status", "ExpiresAt", "Version", "FlagCount", "FlagIds", "FlaggedBy", "FlaggedAt", "ContactId",
    "Dialled",
    "Reason", "Term", "Source", "ReviewedBy", "ReviewedAt", "Note", "Country", "NumberType", "OpenedBy", "SettledBy",
    "Before",
})  # fmt: skip
"""What the rules know of an item."""
_LONGEST = 4000
"""Bytes of an attribute that stays as it is."""
_CUT = 400
"""Characters that stay of a text; history and mail show 300."""


def size(records: Any) -> int:  # noqa: ANN401 - JSON
    """Bytes of the records as an execution's input."""
    return len(json.dumps(records))


def fit(record: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - whatever was parked
    """The record, small enough, and the names of the attributes that were left out or cut short."""
    body = record.get("dynamodb") if isinstance(record, dict) else None
    if size(record) <= ROOM or not isinstance(body, dict):
        return record, []
    images = {name: body[name] for name in ("OldImage", "NewImage") if isinstance(body.get(name), dict)}
    fitting = {name: _fitting(image) for name, image in images.items()}
    cut = {a for name, image in images.items() for a, value in image.items() if fitting[name].get(a) != value}
    return {**record, "dynamodb": {**body, **fitting}, "Cut": sorted(cut)}, sorted(cut)


def _fitting(image: dict[str, Any]) -> dict[str, Any]:
    needed = {name: _shortened(name, value) for name, value in image.items() if name in NEEDED}
    return {name: value for name, value in needed.items() if value is not None}


def _shortened(name: str, value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON
    """The value, if it is the key or short enough; else the beginning of a text, or nothing of anything else."""
    if name == "ContactNumber" or size(value) <= _LONGEST:
        return value
    text = value.get("S") if isinstance(value, dict) else None
    return {"S": text[:_CUT]} if isinstance(text, str) else None
