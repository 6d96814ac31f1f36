"""Conditional writes to DenylistTable, as plain DynamoDB parameters: who may change what, when.

Pure functions. Each write carries its own condition, so that it may be tried again, raced or
replayed without harm; `store` only sends them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist import entries
from denylist.entries import IN_FORCE, UNPROTECTED, Entry, condition_values
from denylist.expressions import Values, Write, whole, write
from denylist.text import iso

_NEW_FLAG = "(attribute_not_exists(FlagIds) OR NOT contains(FlagIds, :flag))"
_NOT_LATER = "(attribute_not_exists(ExpiresAt) OR ExpiresAt >= :until)"
_EARLIER = "(attribute_exists(ExpiresAt) AND ExpiresAt < :until)"

# What people typed there cannot be added to; such an entry is met, and then written over.
_COUNTABLE = " AND ".join(
    f"(attribute_not_exists(#{name}) OR attribute_type(#{name}, :{kind}))"
    for name, kind in zip(entries.COUNTED, ("number", "number", "set"), strict=True)
)
_KINDS = {":number": {"S": "N"}, ":set": {"S": "SS"}}
MOST_FLAG_IDS = 200
"""Ids that an entry keeps: a retry comes within seconds, and an item must fit into the workflow's input twice."""
_HAS_ROOM = "(attribute_not_exists(#FlagIds) OR size(#FlagIds) < :most)"

# A former round's decision must not be read as this one's.
_FORMER_DECISION = ("ReviewedBy", "ReviewedAt", "Note", "Before")


@dataclass(frozen=True, slots=True)
class Flag:
    """One agent's claim on one contact, ready to be stored."""

    number: str
    flag_id: str
    """The flagging contact's id: what makes a retry the same flag."""
    contact_id: str
    """The call the agent was on when the quick connect made the flagging contact."""
    flagged_by: str
    reason: str
    term: str
    now: int
    until: int
    source: str = "ccp"
    """How it came: an agent's quick connect, or `after_call`, the form of the after-call flow."""
    dialled: str = ""
    """`outbound` or `callback` where the number was dialled, `no` where it called."""

    @property
    def id_in_hour(self) -> str:
        """What this flag is known by among all of an hour."""
        return id_in_hour(self.flag_id, self.number)

    def attributes(self) -> dict[str, str]:
        """What an entry holds of its latest flag; an empty text means that the attribute is absent."""
        return {
            "FlaggedBy": self.flagged_by,
            "FlaggedAt": iso(self.now),
            "ContactId": self.contact_id,
            "Reason": self.reason,
            "Term": self.term,
            "Source": self.source,
            "Dialled": self.dialled,
        }


def id_in_hour(flag_id: str, number: str) -> str:
    """A flag is known by its contact and its number, because one contact can flag many. A digest: it shows neither."""
    return hashlib.sha256(f"{flag_id} {number}".encode()).hexdigest()[:16]


def open_entry(flag: Flag, met: Entry | None = None) -> Write:
    """Begin an entry, or a new round of one that has ended; not over one in force, and never over a protected one.

    `met` is the entry that was in the way before.
    """
    return _flagging(
        flag,
        {"Status": {"S": entries.FLAGGED}, "ExpiresAt": whole(flag.until), "OpenedBy": {"S": flag.flag_id}},
        _FORMER_DECISION,
        f"NOT {IN_FORCE} AND {UNPROTECTED}",
        met,
    )


def keep_for_review(flag: Flag, why: str, met: Entry | None = None) -> Write:
    """Keep a flag that must not deny, for a reviewer to approve or to forget; nothing in force is touched."""
    return _flagging(
        flag,
        {"Status": {"S": entries.REFUSED}, "ExpiresAt": whole(flag.until), "Note": {"S": why}},
        ("ReviewedBy", "ReviewedAt", "Before"),
        f"NOT {IN_FORCE} AND {UNPROTECTED}",
        met,
    )


def join_entry(flag: Flag, entry: Entry) -> Write:
    """Count a flag on an entry in force, and let it end later if the flag would; it never ends sooner."""
    if entry.expires_at is None or entry.expires_at >= flag.until:
        return _flagging(flag, {}, (), f"{IN_FORCE} AND {_NOT_LATER}", entry)
    return _flagging(flag, {"ExpiresAt": whole(flag.until)}, (), f"{IN_FORCE} AND {_EARLIER}", entry)


def _flagging(flag: Flag, sets: Values, removes: tuple[str, ...], condition: str, met: Entry | None) -> Write:
    texts, over = flag.attributes(), dict(met.odd) if met else {}
    if met and len(met.flag_ids) >= MOST_FLAG_IDS:
        over["FlagIds"] = {"SS": sorted(met.flag_ids)}
    guard = f" AND {_COUNTABLE} AND {_HAS_ROOM}" if not over else ""
    return write(
        flag.number,
        sets={**sets, **{name: {"S": text} for name, text in texts.items() if text}},
        removes=(*removes, *(name for name, text in texts.items() if not text)),
        adds={"FlagCount": whole(1), "FlagIds": {"SS": [flag.flag_id]}},
        over=over,
        condition=f"{condition} AND {_NEW_FLAG}{guard}",
        values={**condition_values(flag.now), ":flag": {"S": flag.flag_id}, ":until": whole(flag.until),
                ":most": whole(MOST_FLAG_IDS), **_KINDS},
    )  # fmt: skip


def same_version(entry: Entry) -> str:
    """Condition: the entry is there and is the one that was read, by status too: people's edits count no version."""
    version = "#Version = :version" if _stored_version(entry) else "attribute_not_exists(#Version)"
    status = "attribute_not_exists(#Status)" if entry.status is None else "#Status = :status"
    readable = f" AND {status}" if entry.status != "" else ""
    return f"attribute_exists(ContactNumber) AND {version}{readable}"


def version_values(entry: Entry) -> dict[str, Any]:
    """What `same_version` compares with."""
    stored = _stored_version(entry)
    version = {":version": stored} if stored else {}
    return {**version, **({":status": {"S": entry.status}} if entry.status else {})}


def _stored_version(entry: Entry) -> Mapping[str, Any] | None:
    """As it is in the table, also where nobody can count it."""
    return entry.odd.get("Version") if entry.version is None else whole(entry.version)
