"""Conditional writes to DenylistTable, as plain DynamoDB parameters: who may change what, when.

Pure functions. Each write carries its own condition, so that it may be tried again, raced or
replayed without harm; `store` only sends them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist import entries
from denylist.agent_key import agent_key
from denylist.entries import Entry, Item
from denylist.expressions import Values, Write, conditional, key, whole, write
from denylist.stream import UNPROCESSED, mark
from denylist.text import iso

# The same rule as Entry.is_in_force, in DynamoDB's words; a property test holds the two together.
_IN_FORCE = (
    "(attribute_exists(ContactNumber) AND (attribute_not_exists(#Status) OR #Status IN (:flagged, :pending, :approved))"
    " AND (attribute_not_exists(ExpiresAt) OR (ExpiresAt > :now AND ExpiresAt <= :latest)))"
)
_UNPROTECTED = "(attribute_not_exists(#Status) OR #Status <> :protected)"
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

_TWO_HOURS = 7200

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


@dataclass(frozen=True, slots=True)
class Move:
    """A hand-typed spelling on its way to its number."""

    number: str
    image: Item
    """The item as it was typed."""
    found: Mapping[str, str]
    """What processing found out (`Country`, `FlaggedBy`, …): it fills what was not typed."""
    until: int
    """The end of what was typed without a readable one."""
    now: int
    event_id: str
    """The stream record being processed."""

    @property
    def mark(self) -> str:
        """What this move leaves on the entry."""
        return mark(self.event_id, self.number)

    @property
    def end(self) -> int:
        """When the claim ends (epoch seconds): as it was typed where that can be read, else `until`."""
        typed = entries.read(self.image).expires_at
        return self.until if typed in (None, entries.UNREADABLE) else typed


def open_entry(flag: Flag, met: Entry | None = None) -> Write:
    """Begin an entry, or a new round of one that has ended; not over one in force, and never over a protected one.

    `met` is the entry that was in the way before.
    """
    return _flagging(
        flag,
        {"Status": {"S": entries.FLAGGED}, "ExpiresAt": whole(flag.until), "OpenedBy": {"S": flag.flag_id}},
        _FORMER_DECISION,
        f"NOT {_IN_FORCE} AND {_UNPROTECTED}",
        met,
    )


def keep_for_review(flag: Flag, why: str, met: Entry | None = None) -> Write:
    """Keep a flag that must not deny, for a reviewer to approve or to forget; nothing in force is touched."""
    return _flagging(
        flag,
        {"Status": {"S": entries.REFUSED}, "ExpiresAt": whole(flag.until), "Note": {"S": why}},
        ("ReviewedBy", "ReviewedAt", "Before"),
        f"NOT {_IN_FORCE} AND {_UNPROTECTED}",
        met,
    )


def count_flag(agent: str, hour: str, flag: Flag, limit: int) -> Write:
    """Count one flag of an agent's hour, unless it has been counted or the hour is full; without a name, of nobody's.

    Parameters of UpdateItem on HistoryTable, where the counter lives beside the one of denied calls.
    """
    condition = "(attribute_not_exists(FlagCount) OR FlagCount < :limit) AND " + _NEW_FLAG
    counted = flag.id_in_hour
    values = {":limit": whole(limit), ":flag": {"S": counted}, ":one": whole(1), ":flags": {"SS": [counted]},
              ":retain": whole(flag.now + _TWO_HOURS)}  # fmt: skip
    expression = "ADD FlagCount :one, FlagIds :flags SET RetainUntil = :retain"
    return {
        "Key": _hour_key(agent, hour),
        "UpdateExpression": expression,
        **conditional(condition, values, expression),
    }


def tell_once(agent: str, hour: str, told: str, retain_until: int) -> Write:
    """Mark an agent's hour as told by `told`, the mark of one stream record; fails where another's was.

    Parameters of UpdateItem on HistoryTable.
    """
    condition = "attribute_not_exists(ToldBy) OR ToldBy = :told"
    expression = "SET ToldBy = :told, RetainUntil = :retain"
    values = {":told": {"S": told}, ":retain": whole(retain_until)}
    return {
        "Key": _hour_key(agent, hour),
        "UpdateExpression": expression,
        **conditional(condition, values, expression),
    }


def _hour_key(agent: str, hour: str) -> dict[str, Any]:
    """HistoryTable's key of what is counted of an agent's hour (`2026-11-22T14`); all without a name share one."""
    return {**key(f"agent:{agent_key(agent)}"), "At": {"S": f"flags#{hour}"}}


def join_entry(flag: Flag, entry: Entry) -> Write:
    """Count a flag on an entry in force, and let it end later if the flag would; it never ends sooner."""
    if entry.expires_at is None or entry.expires_at >= flag.until:
        return _flagging(flag, {}, (), f"{_IN_FORCE} AND {_NOT_LATER}", entry)
    return _flagging(flag, {"ExpiresAt": whole(flag.until)}, (), f"{_IN_FORCE} AND {_EARLIER}", entry)


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
        values={**in_force_values(flag.now), ":protected": {"S": entries.PROTECTED}, ":flag": {"S": flag.flag_id},
                ":until": whole(flag.until), ":most": whole(MOST_FLAG_IDS), **_KINDS},
    )  # fmt: skip


def complete_entry(image: Item, found: Mapping[str, str], until: int, event_id: str) -> Write | None:
    """Finish an entry exactly as the record showed it; one that has moved on is left to its newer record.

    `found` is what processing found out (`Country`, `FlaggedBy`, …) and fills what is absent. An entry
    without a readable end gets `until`: permanence is a reviewer's to give. `None`: nothing to do.
    """
    entry = entries.read(image)
    missing = {name: text for name, text in found.items() if text and name not in image}
    sets: dict[str, Any] = {}
    if entry.status in UNPROCESSED:
        sets["Status"] = {"S": entries.PENDING}
    if entry.status in (*UNPROCESSED, entries.PENDING) and entry.expires_at in (None, entries.UNREADABLE):
        sets["ExpiresAt"] = whole(until)
    if not sets and not missing:
        return None
    sets["SettledBy"] = {"S": mark(event_id, entry.number)}
    condition, values = same_version(entry), version_values(entry)
    if "ExpiresAt" in sets:
        # Somebody who edits the table by hand counts no version.
        condition += f" AND {'ExpiresAt = :was' if 'ExpiresAt' in image else 'attribute_not_exists(ExpiresAt)'}"
        values |= {":was": image["ExpiresAt"]} if "ExpiresAt" in image else {}
    return write(entry.number, sets=sets, defaults=missing, over=entry.odd, condition=condition, values=values)


def refuse_entry(entry: Entry, why: str, until: int, event_id: str, at: str) -> Write:
    """Mark an entry that must not deny; it stays to be seen until `until`, listed as of `at` if nobody flagged it."""
    settled = {"S": mark(event_id, entry.number)}
    sets = {"Status": {"S": entries.REFUSED}, "Note": {"S": why}, "ExpiresAt": whole(until), "SettledBy": settled}
    return write(
        entry.number,
        sets=sets,
        defaults={"FlaggedAt": at},
        over=entry.odd,
        condition=same_version(entry),
        values=version_values(entry),
    )


def remove_spelling(entry: Entry) -> Write:
    """Parameters of a transaction's `Delete`: the hand-typed key, as long as nobody changed it meanwhile."""
    return {"Key": key(entry.number), **conditional(same_version(entry), version_values(entry))}


def place_spelling(move: Move) -> Write:
    """Parameters of a transaction's `Put`: the typed item under its number, whatever else it holds kept.

    A spelling typed without a status, or as `FLAGGED`, is a claim and yields to an entry in force; one put whole is a
    person's decision and replaces it. Neither replaces a protected entry, but by protecting it.
    """
    typed = entries.read(move.image)
    claim = typed.status in UNPROCESSED
    given = {name: value for name, value in move.image.items() if value.get("S") != ""}
    item = {
        **{name: {"S": text} for name, text in move.found.items() if text},
        **given,
        "ContactNumber": {"S": move.number},
        "Status": {"S": entries.PENDING if claim else typed.status},
        "Version": whole(1),
        "OpenedBy": {"S": move.mark},
        "SettledBy": {"S": move.mark},
    }
    item.pop("Before", None)
    if typed.status == entries.PROTECTED:
        # Time to live would take the protection away without a word.
        item.pop("ExpiresAt", None)
        return {"Item": item}
    endless = typed.expires_at is None and typed.status != entries.APPROVED
    if endless or typed.expires_at == entries.UNREADABLE:
        item["ExpiresAt"] = whole(move.until)
    condition = f"NOT {_IN_FORCE} AND {_UNPROTECTED}" if claim else _UNPROTECTED
    values = {**in_force_values(move.now), ":protected": {"S": entries.PROTECTED}}
    return {"Item": item, **conditional(condition, values)}


def join_spelling(move: Move, entry: Entry) -> Write:
    """The entry in force at the number of a spelling typed by hand: it may end later for it, never sooner."""
    longer = entry.expires_at is not None and entry.expires_at < move.end
    return write(
        move.number,
        sets={"SettledBy": {"S": move.mark}, **({"ExpiresAt": whole(move.end)} if longer else {})},
        over=entry.odd,
        condition=f"{_IN_FORCE} AND {_EARLIER if longer else _NOT_LATER}",
        values={**in_force_values(move.now), ":until": whole(move.end)},
    )


def in_force_values(now: int) -> dict[str, Any]:
    """The values that the in-force condition compares with."""
    return {
        ":flagged": {"S": entries.FLAGGED},
        ":pending": {"S": entries.PENDING},
        ":approved": {"S": entries.APPROVED},
        ":now": whole(now),
        ":latest": whole(entries.LATEST - 1),
    }


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
