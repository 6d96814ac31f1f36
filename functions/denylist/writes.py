"""An agent's flag as conditional writes to DenylistTable, in DynamoDB's parameters. Pure; `store` sends them.

Each write has its own condition, so that it does no harm if it is tried again, replayed, or races with another.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from denylist import entries, flags, updates
from denylist.entries import IN_FORCE, UNPROTECTED, Entry, Item, condition_values
from denylist.expressions import Values, Write, whole, write
from denylist.flags import LATEST_FLAG, Flagged
from denylist.text import iso, seconds
from denylist.updates import changed, next_version

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
_HAS_PLACE = " AND attribute_type(#Flags, :map) AND size(#Flags) < :room"

# A new flag must not seem to be decided on already.
_FORMER_DECISION = ("ReviewedBy", "ReviewedAt", "Note", "Before", "EndBefore")


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
    """`ccp` for the agent's quick connect, `after_call` for the form after the call, `panel` for the agents' panel."""
    dialled: str = ""
    """`outbound` or `callback` if the number was dialled, `no` if it called."""
    category: str = ""
    """One of `categories.CATEGORIES`; empty if the agent gave none."""
    warnings: int | None = None
    request: str = ""
    """The panel's id of the request; empty of any other way."""
    asks_term: bool = False
    """Whether the agent asked for this term, which is else the category's or the stack's."""

    @property
    def id_in_hour(self) -> str:
        """What this flag is counted by in its agent's hour."""
        return id_in_hour(self.flag_id, self.number)

    @property
    def said(self) -> Flagged:
        """What the entry keeps of it."""
        return Flagged(
            self.flagged_by, iso(self.now), self.category, self.term, self.reason, self.contact_id, self.dialled,
            self.source, request=self.request, until=self.until, warnings=self.warnings,
        )  # fmt: skip

    def attributes(self) -> dict[str, str]:
        """What an entry keeps of its latest flag; for an empty text, the attribute is removed."""
        return {name: self.said.as_item().get(part, {}).get("S", "") for name, part in LATEST_FLAG.items()}


def id_in_hour(flag_id: str, number: str) -> str:
    """A digest of the contact and the number, because one contact can flag several numbers; it reveals neither."""
    return hashlib.sha256(f"{flag_id} {number}".encode()).hexdigest()[:16]


# ── A new flag ──────────────────────────────────────────────────────────────────────────────────


def open_entry(flag: Flag, met: Item | None = None) -> Write:
    """Make a number denied that has no entry, or one that has ended; not one in force, and never a protected one.

    `met` is the item that the last attempt met.
    """
    return _flagging(
        flag,
        {"Status": {"S": entries.FLAGGED}, "ExpiresAt": whole(flag.until), "OpenedBy": {"S": flag.flag_id},
         "Flags": flags.joined({}, flag.flag_id, flag.said)},
        _FORMER_DECISION,
        f"NOT {IN_FORCE} AND {UNPROTECTED}",
        met,
    )  # fmt: skip


def keep_for_review(flag: Flag, why: str, met: Item | None = None) -> Write:
    """Keep a flag that must not deny, so that a reviewer can approve it. An entry in force is left alone."""
    return _flagging(
        flag,
        {"Status": {"S": entries.REFUSED}, "ExpiresAt": whole(flag.until), "Note": {"S": why},
         "Flags": flags.joined({}, flag.flag_id, flag.said)},
        ("ReviewedBy", "ReviewedAt", "Before", "EndBefore"),
        f"NOT {IN_FORCE} AND {UNPROTECTED}",
        met,
    )  # fmt: skip


def join_entry(flag: Flag, met: Item) -> Write:
    """Count a flag on an entry in force, and let it end later if the flag would; it never ends sooner.

    An end that flags did not make is compared exactly when it is moved, because `EndBefore` keeps it. If flags made it,
    it may have moved since, so that flags that come at once do not hold each other up.
    """
    end, base = entries.read(met).expires_at, flags.base_of(met)
    if end is None or end >= flag.until:
        return _flagging(flag, {}, (), f"{IN_FORCE} AND {_NOT_LATER}", met)
    sets = {"ExpiresAt": whole(flag.until)}
    if base is not None and met.get("EndBefore") != whole(base):
        return _flagging(flag, {**sets, "EndBefore": whole(base)}, (), f"{IN_FORCE} AND ExpiresAt = :end", met)
    same = [f"#{n} = :was{n}" if n in met else f"attribute_not_exists(#{n})" for n in ("EndBefore", "ReviewedAt")]
    return _flagging(flag, sets, (), " AND ".join([IN_FORCE, _EARLIER, *same]), met)


def _flagging(flag: Flag, sets: Values, removes: tuple[str, ...], condition: str, met: Item | None) -> Write:
    there = met or {}
    entry = entries.read(there)
    texts, over = flag.attributes(), dict(entry.odd)
    if len(entry.flag_ids) >= MOST_FLAG_IDS:
        over["FlagIds"] = {"SS": sorted(entry.flag_ids)}
    guard = f" AND {_COUNTABLE} AND {_HAS_ROOM}" if not over else ""
    into, place, kept = _into(flag, met) if met and "Flags" not in sets else ({}, {}, "")
    return write(
        flag.number,
        sets={**sets, **{name: {"S": text} for name, text in texts.items() if text}, **into},
        places=place,
        removes=(*removes, *(name for name, text in texts.items() if not text)),
        adds={"FlagCount": whole(1), "FlagIds": {"SS": [flag.flag_id]}},
        over=over,
        condition=f"{condition} AND {_NEW_FLAG}{guard}{kept}",
        values={**condition_values(flag.now), ":flag": {"S": flag.flag_id}, ":until": whole(flag.until),
                ":end": there.get("ExpiresAt", {}), ":flags": there.get("Flags", {}),
                ":wasEndBefore": there.get("EndBefore", {}), ":wasReviewedAt": there.get("ReviewedAt", {}),
                ":most": whole(MOST_FLAG_IDS), ":room": whole(flags.MOST), ":map": {"S": "M"}, **_KINDS},
    )  # fmt: skip


def _into(flag: Flag, met: Item) -> tuple[Values, dict[tuple[str, str], Any], str]:
    """How a flag comes into `Flags` of the entry: by itself if there is room, so that flags do not meet each other.

    Else the whole map is written, on condition that it is still the one that was met.
    """
    if len(flags.members(met)) == len(met.get("Flags", {}).get("M", ())) and 0 < len(flags.members(met)) < flags.MOST:
        return {}, {("Flags", flag.flag_id): {"M": flag.said.as_item()}}, _HAS_PLACE
    same = " AND #Flags = :flags" if "Flags" in met else " AND attribute_not_exists(#Flags)"
    return {"Flags": flags.joined(met, flag.flag_id, flag.said)}, {}, same


# ── A flag that is there ────────────────────────────────────────────────────────────────────────


class Kept(NamedTuple):
    """What became of a flag: a `Result` of `add_number` or the code of a refusal, and what the entry keeps of it."""

    result: str
    said: Flagged = Flagged()
    met: Entry | None = None
    """The entry that the flag joined, or as changing the flag leaves it; `None` if the flag began one."""


def repeat(flag: Flag, met: Item) -> Kept | tuple[Write, Kept]:
    """What the flag becomes that the entry in `met` has already: amended by what the repeat says that is new, or kept.

    With a write comes what is kept once it is made.
    """
    entry, was = entries.met(met), flags.read(met).get(flag.flag_id)
    said = _amended(flag, was) if was else None
    if was is None or said is None or said == was:
        return Kept(_former_result(flag, entry), was or flag.said, entry)
    if was.withdrawn or not entry.is_in_force(flag.now):
        return Kept("ended", was)
    if flags.is_decided(entry, was):
        return Kept("decided", was)
    return _changing(met, flag.flag_id, "updated", said)


def withdraw(met: Item, flag_id: str, now: int) -> Kept | tuple[Write, Kept]:
    """Take the flag back, as long as the entry is in force and no reviewer has decided since the flag."""
    entry, was = entries.met(met), flags.read(met).get(flag_id)
    if was is None:
        return Kept("not_flagged")
    if was.withdrawn:
        return Kept("withdrawn", was)
    if flags.is_decided(entry, was):
        return Kept("decided", was)
    if not entry.is_in_force(now):
        return Kept("ended", was)
    return _changing(met, flag_id, "withdrawn", was._replace(withdrawn=iso(now)))


def _amended(flag: Flag, was: Flagged) -> Flagged:
    """A category brings its own term, unless the agent asks for another. The end counts from the flag, not from now."""
    term = flag.term if flag.asks_term or flag.category not in ("", was.category) else was.term
    return was._replace(
        category=flag.category or was.category,
        term=term,
        until=was.until if term == was.term else seconds(was.at) + flag.until - flag.now,
        reason=flag.reason or was.reason,
        warnings=was.warnings if flag.warnings is None else flag.warnings,
    )


def _changing(met: Item, flag_id: str, result: str, said: Flagged) -> tuple[Write, Kept]:
    stored = {name: value for name, value in flags.members(met)[flag_id].items() if name not in flags.NAMES}
    left = flags.changed(met, flag_id, {**stored, **said.as_item()})
    made = changed(met, left) | {"Version": next_version(entries.read(met).version)}
    return updates.update(met, made), Kept(result, said, entries.read(left))


def _former_result(flag: Flag, entry: Entry) -> str:
    """What became of an earlier attempt at the same flag."""
    if entry.is_in_force(flag.now):
        return "added" if entry.opened_by == flag.flag_id else "already_listed"
    return {entries.REFUSED: "refused", entries.PROTECTED: "protected"}.get(entry.status or "", "ended")


# ── A version ───────────────────────────────────────────────────────────────────────────────────


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
