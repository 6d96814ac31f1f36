"""Decisions: what a reviewer may do with an entry. Each is a row of `DECISIONS`, and each has its rule here.

Pure. A rule says what becomes of an entry, or what stands in the way. The API, its description, the console and `may`
are made from the table. A new decision is a rule, a row, and its words in console/src/words and docs/contract.md; if
history has a new word for it, that is a new `Change`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from denylist.entries import APPROVED, EXPIRED, PROTECTED, REFUSED, Before, Entry
from denylist.events import Change
from denylist.life import processed
from denylist.numbers import Number
from denylist.rights import Right
from denylist.rulings import Decision, Ruling
from denylist.terms import OF_AGENTS, TERMS

KEPT = 30 * 86_400
"""Seconds that an entry without an end can still be seen after it was ended; then time to live removes it."""


class Objection(StrEnum):
    """Why a decision cannot be made on the entry as it is; the values are the API's problem codes."""

    CONFLICT = "conflict"
    """It is not the version that the reviewer saw."""
    NOT_IN_FORCE = "not_in_force"
    ALREADY_ENDED = "already_ended"
    PROTECTED = "protected"
    NOT_PROTECTED = "not_protected"
    IN_FORCE = "in_force"
    HAS_ENTRY = "has_entry"
    """The entry has ended, and the reviewer did not see what was decided about it."""
    NO_END = "no_end"
    NOT_APPROVED = "not_approved"
    """Only approved entries can be made permanent."""
    NOT_DENIABLE = "not_deniable"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNKNOWN_NUMBER = "unknown_number"


class State(NamedTuple):
    """What an entry becomes."""

    status: str
    expires_at: int | None
    term: str


# ── The rules ───────────────────────────────────────────────────────────────────────────────────


def add(entry: Entry | None, ruling: Ruling) -> State | Objection:
    """Begin an approved entry with the source `console`. The reviewer must have seen an entry that has ended."""
    if entry and entry.status == PROTECTED:
        return Objection.PROTECTED
    if entry and entry.is_in_force(ruling.now):
        return Objection.IN_FORCE
    if entry and ruling.version is None:
        return Objection.HAS_ENTRY
    return _approved(ruling)


def approve(entry: Entry, ruling: Ruling) -> State | Objection:
    """Deny for `term` from now, whatever the entry was. An entry that is approved already gets a new end."""
    return Objection.PROTECTED if entry.status == PROTECTED else _approved(ruling)


def extend(entry: Entry, ruling: Ruling) -> State | Objection:
    """`term` is added to the end of an entry in force; `permanent` takes the end of an approved entry away."""
    if entry.status == PROTECTED:
        return Objection.PROTECTED
    if not entry.is_in_force(ruling.now):
        return Objection.NOT_IN_FORCE
    if entry.expires_at is None:
        return Objection.NO_END
    if TERMS[ruling.term] is None and entry.status != APPROVED:
        return Objection.NOT_APPROVED
    return State(processed(entry.status), _end(entry.expires_at, ruling.term), ruling.term)


def expire(entry: Entry, ruling: Ruling) -> State | Objection:
    """End the entry, so that the next call is allowed."""
    if entry.status == PROTECTED:
        return Objection.PROTECTED
    if entry.status in (EXPIRED, REFUSED):
        return Objection.ALREADY_ENDED
    # The end that it had is kept, so that taking the decision back restores it.
    has_end = entry.expires_at and entry.expires_at > ruling.now
    return State(EXPIRED, entry.expires_at if has_end else ruling.now + KEPT, entry.term)


def undo(entry: Entry, ruling: Ruling) -> State | Objection:
    """The entry is again what that decision replaced, if nothing has happened to it since.

    With it comes back who had decided that, and why. An entry that was not there before is ended, and an end that has
    passed meanwhile has passed. Protection comes back without an end, even if somebody typed one.
    """
    before = entry.before
    if before is None or entry.version != before.version + 1:
        return Objection.NOTHING_TO_UNDO
    if before.status == "":
        return State(EXPIRED, ruling.now + KEPT, entry.term)
    return State(before.status, None if before.status == PROTECTED else before.expires_at, before.term)


def protect(entry: Entry | None, _: Ruling) -> State | Objection:
    """Protect a number, with or without an entry (`version` 0: there is none).

    A protected entry has no end, because time to live would delete it then.
    """
    return Objection.PROTECTED if entry and entry.status == PROTECTED else State(PROTECTED, None, "permanent")


def unprotect(entry: Entry, ruling: Ruling) -> State | Objection:
    """End the protection. That alone does not deny the number."""
    return State(EXPIRED, ruling.now + KEPT, "") if entry.status == PROTECTED else Objection.NOT_PROTECTED


def _approved(ruling: Ruling) -> State | Objection:
    return State(APPROVED, _end(ruling.now, ruling.term), ruling.term) if ruling.number else Objection.NOT_DENIABLE


def _end(start: int, term: str) -> int | None:
    seconds = TERMS[term]
    return None if seconds is None else start + seconds


# ── The table ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: what history calls such a decision, its rule, and what it needs."""

    word: Change
    rule: Callable[[Any, Ruling], State | Objection]
    """Asked about an entry, or about `None` if the decision can begin one."""
    right: Right
    summary: str
    objections: tuple[Objection, ...]
    """What can stand in the way, besides another version and, unless it can begin an entry, an unknown number."""
    takes: tuple[str, ...] = ("note",)
    """What the reviewer says with it."""
    begins: bool = False
    """Whether it can begin an entry of a number that has none."""


_TERM = ("term", "note")
_O = Objection
DECISIONS = {
    "add": Kind(
        Change.ADDED, add, Right.REVIEW, "Deny a number that nobody flagged", (_O.IN_FORCE, _O.HAS_ENTRY, _O.PROTECTED),
        _TERM, begins=True,
    ),
    "approve": Kind(
        Change.APPROVED, approve, Right.REVIEW, "Deny a number for a term from now", (_O.PROTECTED, _O.NOT_DENIABLE),
        _TERM,
    ),
    "extend": Kind(
        Change.EXTENDED, extend, Right.REVIEW, "Let an entry end a term later than it would",
        (_O.PROTECTED, _O.NOT_IN_FORCE, _O.NO_END, _O.NOT_APPROVED), _TERM,
    ),
    "expire": Kind(
        Change.EXPIRED, expire, Right.REVIEW, "End an entry now", (_O.PROTECTED, _O.ALREADY_ENDED),
    ),
    "undo": Kind(
        Change.TAKEN_BACK, undo, Right.REVIEW, "Take the last decision back", (_O.NOTHING_TO_UNDO,), (),
    ),
    "protect": Kind(
        Change.PROTECTED, protect, Right.PROTECT, "Never deny this number", (_O.PROTECTED,), begins=True,
    ),
    "unprotect": Kind(
        Change.UNPROTECTED, unprotect, Right.PROTECT, "Let a protected number be flagged again", (_O.NOT_PROTECTED,),
    ),
}  # fmt: skip
"""Every decision, in the order in which the console offers them."""


def decide(name: str, entry: Entry | None, ruling: Ruling) -> Decision | Objection:
    """The decision on the entry (`None`: there is none), or what stands in its way."""
    kind = DECISIONS[name]
    if entry is None and not kind.begins:
        return Objection.UNKNOWN_NUMBER
    if kind.begins and ruling.number is None:
        return Objection.NOT_DENIABLE
    state = kind.rule(entry, ruling)
    if isinstance(state, Objection):
        return state
    if (ruling.version or 0) != ((entry.version or 0) if entry else 0):
        return Objection.CONFLICT
    return Decision(kind.word, entry, ruling, *state, opens=entry is None or kind.word is Change.ADDED)


def may(entry: Entry | None, number: Number | None, now: int, rights: Collection[Right]) -> list[str]:
    """What somebody with these rights may do at `now` (epoch seconds), as each decision's own rule says.

    `number` is the number that the entry's key is. `permanent` is to extend the entry for good.
    """
    ruling = Ruling("", now, (entry.version or 0) if entry else 0, OF_AGENTS[0], number=number)
    offered = [name for name in DECISIONS if _is_offered(name, entry, ruling, rights)]
    permanent = "extend" in offered and _is_offered("extend", entry, replace(ruling, term="permanent"), rights)
    return [*offered, "permanent"] if permanent else offered


def _is_offered(name: str, entry: Entry | None, ruling: Ruling, rights: Collection[Right]) -> bool:
    return right_for(name, entry) in rights and isinstance(decide(name, entry, ruling), Decision)


def right_for(name: str, entry: Entry | None) -> Right:
    """What a decision needs on this entry: to take a protection back, or the end of one, is to protect or unprotect."""
    is_protection = name == "undo" and entry and PROTECTED in (entry.status, entry.before and entry.before.status)
    return Right.PROTECT if is_protection else DECISIONS[name].right


def is_made(name: str, entry: Entry, ruling: Ruling) -> bool:
    """Whether the entry is what this decision made of it: the answer was lost, and the reviewer asks again."""
    if entry.before is None:
        return False
    decision = decide(name, _earlier(entry, entry.before), ruling)
    return isinstance(decision, Decision) and decision.is_made_in(entry)


def _earlier(entry: Entry, before: Before) -> Entry | None:
    """The entry on which the last decision was made, with the parts that rules look at."""
    if before.status == "":
        return None
    return entry._replace(
        status=before.status,
        expires_at=before.expires_at,
        term=before.term,
        version=before.version,
        reviewed_by=before.reviewed_by,
        reviewed_at=before.reviewed_at,
        note=before.note,
        before=None,
    )
