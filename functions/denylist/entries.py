"""Entries: a number's item in DenylistTable, and the one rule that says whether it denies a call.

Callers wait while this module is imported: named tuples, because data classes import a parser of Python.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

FLAGGED = "FLAGGED"
PENDING = "PENDING"
APPROVED = "APPROVED"
EXPIRED = "EXPIRED"
REFUSED = "REFUSED"
PROTECTED = "PROTECTED"

STATUSES = frozenset({FLAGGED, PENDING, APPROVED, EXPIRED, REFUSED, PROTECTED})

DENYING = frozenset({None, FLAGGED, PENDING, APPROVED})
"""The statuses that deny while the entry lasts; `None` is an entry typed by hand and not yet processed."""

type Item = Mapping[str, Mapping[str, Any]]
"""DynamoDB's own JSON (`{"Status": {"S": "PENDING"}}`): what GetItem answers and what a stream image holds."""

COUNTED = ("Version", "FlagCount", "FlagIds")
"""Attributes that a write adds to."""

NAMES = (
    "ContactNumber", "Status", "ExpiresAt", *COUNTED, "FlaggedBy", "FlaggedAt", "ContactId", "Reason", "Term", "Source",
    "Dialled",
    "ReviewedBy", "ReviewedAt", "Note", "Country", "NumberType", "OpenedBy", "SettledBy", "Before",
)  # fmt: skip
"""All attributes that `read` reads."""

# An expiry nobody can read has passed: an entry may deny too little, but never for ever by a slip of the pen.
UNREADABLE = 0
_DIGITS = 39
"""DynamoDB's numbers have at most 38 (Developer Guide, "Naming rules and data types")."""
LATEST = 10**11
"""Epoch seconds of the year 5138: from there on somebody typed milliseconds, and the expiry is unreadable."""


_BEFORE = ("Status", "Term", "ReviewedBy", "ReviewedAt", "Note", "Decision")


class Before(NamedTuple):
    """What a reviewer's decision replaced; empty where there was no entry."""

    version: int
    """Of the entry that the decision was made on: it can be taken back while the entry's is the next."""
    status: str = ""
    expires_at: int | None = None
    term: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    note: str = ""
    decision: str = ""
    """What the reviewer decided, in history's word."""

    def as_attribute(self) -> dict[str, Any]:
        """DynamoDB's JSON."""
        given = (self.status, self.term, self.reviewed_by, self.reviewed_at, self.note, self.decision)
        texts = {name: {"S": text} for name, text in zip(_BEFORE, given, strict=True) if text}
        ends = {} if self.expires_at is None else {"ExpiresAt": {"N": str(self.expires_at)}}
        return {"M": {"Version": {"N": str(self.version)}, **texts, **ends}}


class Entry(NamedTuple):
    """One number's entry. Absent attributes are `None` (text: empty), and so are those of a wrong type."""

    number: str
    status: str | None = None
    """`None` only where there is no such attribute: a status nobody can read denies nobody."""
    expires_at: int | None = None
    """Epoch seconds; `None` is permanent."""
    version: int | None = None
    flag_count: int = 0
    flag_ids: frozenset[str] = frozenset()
    flagged_by: str = ""
    flagged_at: str = ""
    contact_id: str = ""
    reason: str = ""
    term: str = ""
    source: str = ""
    dialled: str = ""
    """Whether the latest flag is of a call that was dialled (`outbound`, `callback`), or not (`no`)."""
    reviewed_by: str = ""
    reviewed_at: str = ""
    note: str = ""
    country: str = ""
    number_type: str = ""
    opened_by: str = ""
    """What began this round: the flag's id, or the mark of the move that brought a hand-typed spelling here."""
    settled_by: str = ""
    """Where history proves the latest own write (`own.mark`). A hint: anybody can copy it."""
    before: Before | None = None
    """What the last decision replaced."""
    undone_by: str = ""
    """Who took the last decision back; what it had replaced is there again, and stands where `before` would."""
    undone_at: str = ""
    odd: Item = MappingProxyType({})
    """Counters and ids that nothing can be added to, as stored: read as absent, and written over."""

    def is_in_force(self, now: float) -> bool:
        """Whether a call from this number is denied at `now` (epoch seconds). Nobody else decides this.

        Time to live only tidies up: DynamoDB deletes days late, and expired items still show in reads.

        >>> Entry("+12065550142", PENDING, expires_at=100).is_in_force(99.9)
        True
        >>> Entry("+12065550142", PENDING, expires_at=100).is_in_force(100)
        False
        """
        return self.status in DENYING and (self.expires_at is None or self.expires_at > now)


def read(item: Item) -> Entry:
    """The entry in a DynamoDB item or stream image, whoever wrote it.

    Items made by the knowledge-centre article hold a `ContactNumber` and nothing else.
    """
    odd = {name: item[name] for name in COUNTED if name in item and not _can_be_added_to(name, item[name])}
    return Entry(
        number=_text(item, "ContactNumber"),
        status=_text(item, "Status") if "Status" in item else None,
        expires_at=_expiry(item.get("ExpiresAt")),
        version=None if "Version" in odd else _whole(item.get("Version")),
        flag_count=_whole(item.get("FlagCount")) or 0,
        flag_ids=frozenset(item.get("FlagIds", {}).get("SS", ())),
        flagged_by=_text(item, "FlaggedBy"),
        flagged_at=_text(item, "FlaggedAt"),
        contact_id=_text(item, "ContactId"),
        reason=_text(item, "Reason"),
        term=_text(item, "Term"),
        source=_text(item, "Source"),
        dialled=_text(item, "Dialled"),
        reviewed_by=_text(item, "ReviewedBy"),
        reviewed_at=_text(item, "ReviewedAt"),
        note=_text(item, "Note"),
        country=_text(item, "Country"),
        number_type=_text(item, "NumberType"),
        opened_by=_text(item, "OpenedBy"),
        settled_by=_text(item, "SettledBy"),
        before=_before(item.get("Before", {}).get("M")),
        undone_by=_text(item.get("Before", {}).get("M") or {}, "UndoneBy"),
        undone_at=_text(item.get("Before", {}).get("M") or {}, "UndoneAt"),
        odd=odd,
    )


def _can_be_added_to(name: str, value: Mapping[str, Any]) -> bool:
    if name == "Version":
        # Decisions are made on exactly this one.
        return _is_whole(value.get("N", ""))
    return ("SS" if name == "FlagIds" else "N") in value


def _before(item: object) -> Before | None:
    """`None` where it is absent or was not written by a decision."""
    version = _whole(item.get("Version")) if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or version is None:
        return None
    status, *others = (_text(item, name) for name in _BEFORE)
    return Before(version, status, _expiry(item.get("ExpiresAt")), *others)


def _text(item: Item, name: str) -> str:
    value = item.get(name, {}).get("S", "")
    return value if isinstance(value, str) else ""


def _whole(value: Mapping[str, Any] | None) -> int | None:
    """A DynamoDB number as a whole one, rounded up; anything else is absent."""
    text = (value or {}).get("N", "")
    if _is_whole(text):
        return int(text)
    from decimal import Decimal  # noqa: PLC0415 - what our own writes never need, an import that callers wait for

    try:
        return math.ceil(Decimal(text))
    except (TypeError, ValueError, ArithmeticError):
        return None


def _is_whole(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < _DIGITS


def _expiry(value: Mapping[str, Any] | None) -> int | None:
    """`None` only where there is no expiry at all: permanence is never inferred from a mistake."""
    if value is None:
        return None
    seconds = _whole(value)
    return seconds if seconds is not None and 0 < seconds < LATEST else UNREADABLE
