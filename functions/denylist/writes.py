"""An agent's flag as conditional writes to DenylistTable, in DynamoDB's parameters. Pure; `store` sends them.

Each write has its own condition, so that it does no harm if it is tried again, replayed, or races with another.
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

# DynamoDB cannot ADD to some values that people type. Such an entry fails this condition, and is overwritten then.
_COUNTABLE = " AND ".join(
    f"(attribute_not_exists(#{name}) OR attribute_type(#{name}, :{kind}))"
    for name, kind in zip(entries.COUNTED, ("number", "number", "set"), strict=True)
)
_KINDS = {":number": {"S": "N"}, ":set": {"S": "SS"}}
MOST_FLAG_IDS = 200
"""Ids that an entry keeps; then the set begins again. A retry comes within seconds, and the item must fit into the
workflow's input twice."""
_HAS_ROOM = "(attribute_not_exists(#FlagIds) OR size(#FlagIds) < :most)"

# A new flag must not seem to be decided on already.
_FORMER_DECISION = ("ReviewedBy", "ReviewedAt", "Note", "Before")


@dataclass(frozen=True, slots=True)
class Flag:
    """One agent's claim on one contact, ready to be stored."""

    number: str
    flag_id: str
    """The id of the contact that flags: a retry has the same one."""
    contact_id: str
    """The call that the agent was on."""
    flagged_by: str
    reason: str
    term: str
    now: int
    until: int
    source: str = "ccp"
    """`ccp` for the agent's quick connect, `after_call` for the form after the call."""
    dialled: str = ""
    """`outbound` or `callback` if the number was dialled, `no` if it called."""

    @property
    def id_in_hour(self) -> str:
        """What this flag is counted by in its agent's hour."""
        return id_in_hour(self.flag_id, self.number)

    def attributes(self) -> dict[str, str]:
        """What an entry keeps of its latest flag; for an empty text, the attribute is removed."""
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
    """A digest of the contact and the number, because one contact can flag several numbers; it reveals neither."""
    return hashlib.sha256(f"{flag_id} {number}".encode()).hexdigest()[:16]


def open_entry(flag: Flag, met: Entry | None = None) -> Write:
    """Make a number denied that has no entry, or one that has ended; not one in force, and never a protected one.

    `met` is the entry that the last attempt met.
    """
    return _flagging(
        flag,
        {"Status": {"S": entries.FLAGGED}, "ExpiresAt": whole(flag.until), "OpenedBy": {"S": flag.flag_id}},
        _FORMER_DECISION,
        f"NOT {IN_FORCE} AND {UNPROTECTED}",
        met,
    )


def keep_for_review(flag: Flag, why: str, met: Entry | None = None) -> Write:
    """Keep a flag that must not deny, so that a reviewer can approve it. An entry in force is left alone."""
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
    """The condition that the entry is the one that was read; by its status too, because edits count no version up."""
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
    """As it is in the table, even if it is no whole number."""
    return entry.odd.get("Version") if entry.version is None else whole(entry.version)
