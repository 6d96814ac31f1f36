"""Entries: a number's item in DenylistTable, its statuses, and the rule that says whether it denies a call.

Callers wait while this module is imported. It has named tuples, because data classes import a parser of Python.
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

# `None` is no status: somebody typed the entry by hand. Which status follows which is in denylist.life.
_STATUSES = {
    # Status: denies calls while the entry lasts, waits for a reviewer, waits for the workflow
    None: (True, True, True),
    FLAGGED: (True, True, True),
    PENDING: (True, True, False),
    APPROVED: (True, False, False),
    EXPIRED: (False, False, False),
    REFUSED: (False, False, False),
    PROTECTED: (False, False, False),
}
STATUSES = frozenset(filter(None, _STATUSES))
DENYING = frozenset(status for status, (denies, _, _) in _STATUSES.items() if denies)
WAITING = frozenset(status for status, (_, waits, _) in _STATUSES.items() if waits)
UNPROCESSED = frozenset(status for status, (_, _, unprocessed) in _STATUSES.items() if unprocessed)

type Item = Mapping[str, Mapping[str, Any]]
"""DynamoDB's own JSON (`{"Status": {"S": "PENDING"}}`): what GetItem answers and what a stream image holds."""

COUNTED = ("Version", "FlagCount", "FlagIds")
"""Attributes that a write adds to."""

TEXTS = {
    "flagged_by": "FlaggedBy",
    "flagged_at": "FlaggedAt",
    "contact_id": "ContactId",
    "reason": "Reason",
    "term": "Term",
    "source": "Source",
    "dialled": "Dialled",
    "category": "Category",
    "reviewed_by": "ReviewedBy",
    "reviewed_at": "ReviewedAt",
    "note": "Note",
    "country": "Country",
    "number_type": "NumberType",
    "opened_by": "OpenedBy",
    "settled_by": "SettledBy",
}
"""The fields of an entry that are texts, and the attributes that they are read from."""
NAMES = ("ContactNumber", "Status", "ExpiresAt", *COUNTED, *TEXTS.values(), "Before", "Flags", "EndBefore")
"""All attributes that the rules of an entry look at."""

UNREADABLE = 0
"""What an end that cannot be read is taken for: it has passed. A typing error may deny too little, but not for ever."""
_DIGITS = 39
"""DynamoDB's numbers have at most 38 (Developer Guide, "Naming rules and data types")."""
LATEST = 10**11
"""Epoch seconds, in the year 5138. A later end was typed in milliseconds, and counts as unreadable."""


_BEFORE = ("Status", "Term", "ReviewedBy", "ReviewedAt", "Note", "Decision")


class Before(NamedTuple):
    """What a reviewer's decision replaced; empty if there was no entry."""

    version: int
    """Of the entry that was decided on. The decision can be taken back while the entry has the next version."""
    status: str = ""
    expires_at: int | None = None
    term: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    note: str = ""
    decision: str = ""
    """What the reviewer decided, by the name of its event."""

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
    """`None` only where there is no such attribute. A status that cannot be read is empty, and does not deny."""
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
    category: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    note: str = ""
    country: str = ""
    number_type: str = ""
    opened_by: str = ""
    """The flag that made the entry deny, by its id; or the mark of the move that brought a typed spelling here."""
    settled_by: str = ""
    """Which history item proves the workflow's latest write (`own.mark`). Only a hint, because anybody can copy it."""
    before: Before | None = None
    """What the last decision replaced."""
    undone_by: str = ""
    """Who took the last decision back. What it had replaced is the entry's state again, so there is no `before`."""
    undone_at: str = ""
    odd: Item = MappingProxyType({})
    """Counters and ids, as stored, that DynamoDB cannot ADD to: they are read as absent, and overwritten."""

    def is_in_force(self, now: float) -> bool:
        """Whether a call from this number is denied at `now` (epoch seconds). `IN_FORCE` is the same for DynamoDB.

        Time to live does not decide this: DynamoDB deletes up to days late, and reads show such items meanwhile.

        >>> Entry("+12065550142", PENDING, expires_at=100).is_in_force(99.9)
        True
        >>> Entry("+12065550142", PENDING, expires_at=100).is_in_force(100)
        False
        """
        return self.status in DENYING and (self.expires_at is None or self.expires_at > now)


LASTS = "(attribute_not_exists(ExpiresAt) OR (ExpiresAt > :now AND ExpiresAt <= :latest))"
IN_FORCE = (
    "(attribute_exists(ContactNumber) AND (attribute_not_exists(#Status) OR #Status IN "
    f"({', '.join(f':{status}' for status in sorted(filter(None, DENYING)))})) AND {LASTS})"
)
"""`Entry.is_in_force` as a condition of DynamoDB. A property test compares the two."""
UNPROTECTED = f"(attribute_not_exists(#Status) OR #Status <> :{PROTECTED})"


def values_at(now: int) -> dict[str, Any]:
    """What `LASTS` compares with."""
    return {":now": {"N": str(now)}, ":latest": {"N": str(LATEST - 1)}}


def condition_values(now: int) -> dict[str, Any]:
    """What these conditions compare with."""
    return {**{f":{status}": {"S": status} for status in STATUSES}, **values_at(now)}


def read(item: Item) -> Entry:
    """The entry in a DynamoDB item or stream image. Anybody may have written it, so every attribute may be missing.

    Items made by the knowledge-centre article hold a `ContactNumber` and nothing else.
    """
    odd = {name: item[name] for name in COUNTED if name in item and not _can_be_added_to(name, item[name])}
    before = item.get("Before", {}).get("M") or {}
    return Entry(
        number=text_of(item, "ContactNumber"),
        status=text_of(item, "Status") if "Status" in item else None,
        expires_at=_expiry(item.get("ExpiresAt")),
        version=None if "Version" in odd else _whole(item.get("Version")),
        flag_count=_whole(item.get("FlagCount")) or 0,
        flag_ids=frozenset(item.get("FlagIds", {}).get("SS", ())),
        before=_before(before),
        undone_by=text_of(before, "UndoneBy"),
        undone_at=text_of(before, "UndoneAt"),
        odd=odd,
        **{field: text_of(item, name) for field, name in TEXTS.items()},
    )


def met(item: Item) -> Entry:
    """The entry that stood in a write's way; if there was none, one that does not deny."""
    return read(item) if item else Entry("", EXPIRED)


def _can_be_added_to(name: str, value: Mapping[str, Any]) -> bool:
    if name == "Version":
        # A decision is made on exactly this version, so a fraction will not do.
        return _is_whole(value.get("N", ""))
    return ("SS" if name == "FlagIds" else "N") in value


def _before(item: object) -> Before | None:
    """What a decision wrote; `None` if there is none."""
    version = _whole(item.get("Version")) if isinstance(item, Mapping) else None
    if not isinstance(item, Mapping) or version is None:
        return None
    status, *others = (text_of(item, name) for name in _BEFORE)
    return Before(version, status, _expiry(item.get("ExpiresAt")), *others)


def text_of(item: Item, name: str) -> str:
    """A text attribute; empty where it is absent or of another type."""
    value = item.get(name, {}).get("S", "")
    return value if isinstance(value, str) else ""


def _whole(value: Mapping[str, Any] | None) -> int | None:
    """A DynamoDB number as a whole one, rounded up; anything else is absent."""
    text = (value or {}).get("N", "")
    if _is_whole(text):
        return int(text)
    from decimal import Decimal  # noqa: PLC0415 - slow to import, and only needed for what people typed

    try:
        return math.ceil(Decimal(text))
    except (TypeError, ValueError, ArithmeticError):
        return None


def _is_whole(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < _DIGITS


def _expiry(value: Mapping[str, Any] | None) -> int | None:
    """`None` only where there is no end at all, so that a mistake is never taken for permanence."""
    if value is None:
        return None
    seconds = _whole(value)
    return seconds if seconds is not None and 0 < seconds < LATEST else UNREADABLE
