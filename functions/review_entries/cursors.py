"""Cursors: the place where a page of the list ended, as one opaque word for an address."""

import base64
import binascii
import json

from denylist.tables.listing import Place
from review_entries.problems import invalid

_PARTS = 2
# Bytes of a key and of a sort key (DynamoDB Developer Guide, "Quotas").
_LONGEST = (2048, 1024)


def write(place: Place | None) -> str | None:
    """The word for the page after `place`."""
    if place is None:
        return None
    text = json.dumps([place.number, place.flagged_at], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str | None) -> Place | None:
    """The place that the word stands for. A made-up cursor can only lead to another place in the same list.

    Raises:
        ProblemError: it is no cursor of ours.
    """
    if cursor is None:
        return None
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        is_place = _is_place(parts)
    except (ValueError, binascii.Error, RecursionError) as exc:
        raise invalid("cursor", "is not one that this list gave") from exc
    if not is_place:
        raise invalid("cursor", "is not one that this list gave")
    return Place(*parts)


def _is_place(parts: object) -> bool:
    """Whether they can be keys. Any text may have been typed into the table, but keys have a greatest length.

    Raises:
        UnicodeEncodeError: half a character, which UTF-8 does not have.
    """
    if not isinstance(parts, list) or len(parts) != _PARTS:
        return False
    pairs = zip(parts, _LONGEST, strict=True)
    return all(isinstance(part, str) and 0 < len(part.encode()) <= longest for part, longest in pairs)
