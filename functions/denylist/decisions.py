"""Decisions: what a reviewer may do with an entry, as one conditional write each.

Pure. Every decision is made on the version of the entry that the reviewer saw, so that two reviewers
cannot overrule each other unseen, and it remembers what it replaced, so that it can be taken back.
Nothing here writes history or tells anybody: the table's stream does.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from denylist import entries
from denylist.changes import Change
from denylist.entries import APPROVED, EXPIRED, PENDING, PROTECTED, Before, Entry
from denylist.expressions import Write, write
from denylist.keys import of_key
from denylist.numbers import Number
from denylist.terms import TERMS
from denylist.text import iso
from denylist.writes import same_version, version_values

KEPT = 30 * 86_400
"""Seconds that an entry without an end of its own stays to be seen after it was ended; then TTL tidies it up."""

_OPEN = (None, entries.FLAGGED, PENDING)


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
    """Of an entry that has ended, what was decided about it would be overruled unseen."""
    NO_END = "no_end"
    NOT_APPROVED = "not_approved"
    """Permanence is for approved entries."""
    NOT_DENIABLE = "not_deniable"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNKNOWN_NUMBER = "unknown_number"


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decides what, when; `term` is one of `terms.TERMS` where the decision has one."""

    by: str
    now: int
    """Epoch seconds."""
    version: int | None
    """Of the entry that the reviewer saw; 0 where there was none, or one that nobody had counted yet. `None` is only an
    addition's: whoever adds a number may have looked at nothing."""
    term: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an entry: the state it goes to, and the entry and ruling it comes from."""

    word: Change
    """What history calls it."""
    number: str
    entry: Entry | None
    ruling: Ruling
    status: str
    expires_at: int | None
    term: str
    country: str = ""
    number_type: str = ""
    opens: bool = False
    """Whether it begins an entry, as against deciding on one."""

    @property
    def undoes(self) -> bool:
        """Whether it takes a decision back."""
        return self.word is Change.TAKEN_BACK

    def is_made_in(self, entry: Entry) -> bool:
        """Whether `entry` is what this decision makes: its answer was lost, and the reviewer asks again."""
        mine = (self.status, self.term, self._review(), (self.ruling.version or 0) + 1)
        theirs = (entry.status, entry.term, _review_of(entry), entry.version)
        return mine == theirs and self._ends_as(entry)

    def _review(self) -> tuple[str, ...]:
        """Whose state it is and why, and who took a decision back for it."""
        before = self._given_back()
        theirs = (before.reviewed_by, before.note) if before else (self.ruling.by, self.ruling.note)
        return (*theirs, self.ruling.by if self.undoes else "")

    def _given_back(self) -> Before | None:
        """What taking a decision back puts there again; not where there was nothing: that state is the taker's own."""
        before = self.entry.before if self.undoes and self.entry else None
        return before if before and before.status else None

    def _ends_as(self, entry: Entry) -> bool:
        """Whether both end at the same time, or as long after they were decided."""
        if self.expires_at is None or entry.expires_at is None or self.expires_at == entry.expires_at:
            return self.expires_at == entry.expires_at
        return iso(self.ruling.now + entry.expires_at - self.expires_at) == entry.reviewed_at

    def as_write(self) -> Write:
        """One UpdateItem on the version that was seen."""
        before = self._given_back()
        texts = {
            "Status": self.status,
            "Term": self.term,
            "Note": before.note if before else self.ruling.note,
            "ReviewedBy": before.reviewed_by if before else self.ruling.by,
            "ReviewedAt": before.reviewed_at if before else iso(self.ruling.now),
            **(self._opening() if self.opens else {}),
        }
        sets: dict[str, Any] = {name: {"S": text} for name, text in texts.items() if text}
        removes = [name for name, text in texts.items() if not text]
        if self.expires_at is None:
            removes.append("ExpiresAt")
        else:
            sets["ExpiresAt"] = {"N": str(self.expires_at)}
        taken_back = {"UndoneBy": {"S": self.ruling.by}, "UndoneAt": {"S": iso(self.ruling.now)}}
        sets["Before"] = {"M": taken_back} if self.undoes else _before(self.entry, self.word)
        over = self.entry.odd if self.entry else None
        lacking = {} if self.opens else self._lacking()
        return write(self.number, sets=sets, removes=removes, over=over, defaults=lacking, **_condition(self.entry))

    def _lacking(self) -> dict[str, str]:
        """What the workflow has yet to fill in where it was not there first: it leaves a decided entry as it is."""
        number = of_key(self.number)
        found = {"Country": number.country, "NumberType": number.type} if number else {}
        return {"FlaggedAt": iso(self.ruling.now), "Source": "table", **found}

    def _opening(self) -> dict[str, str]:
        """All that the workflow would fill in, so that it need not write to the entry again."""
        return {
            "FlaggedBy": self.ruling.by,
            "FlaggedAt": iso(self.ruling.now),
            "Reason": self.ruling.note,
            "Source": "console",
            "Country": self.country,
            "NumberType": self.number_type,
            "ContactId": "",
            "OpenedBy": "",
        }


type Rule = Callable[[Entry | None], Decision | Objection]
"""One of the rules below with its ruling, to be asked about an entry."""


def approve(entry: Entry, ruling: Ruling) -> Decision | Objection:
    """Deny the number for `term` from now, whatever the entry was; again on an approved one, it gets a new end."""
    if entry.status == PROTECTED:
        return Objection.PROTECTED
    if of_key(entry.number) is None:
        return Objection.NOT_DENIABLE
    return _decide(Change.APPROVED, entry, ruling, APPROVED, _end(ruling.now, ruling.term), ruling.term)


def expire(entry: Entry, ruling: Ruling) -> Decision | Objection:
    """End an entry now: the next call is taken."""
    if entry.status == PROTECTED:
        return Objection.PROTECTED
    if entry.status in (EXPIRED, entries.REFUSED):
        return Objection.ALREADY_ENDED
    return _decide(Change.EXPIRED, entry, ruling, EXPIRED, _kept_until(entry, ruling.now), entry.term)


def extend(entry: Entry, ruling: Ruling) -> Decision | Objection:
    """Let an entry in force end `term` later than it would; `permanent` takes an approved one's end away."""
    if entry.status == PROTECTED:
        return Objection.PROTECTED
    if not entry.is_in_force(ruling.now):
        return Objection.NOT_IN_FORCE
    if entry.expires_at is None:
        return Objection.NO_END
    if TERMS[ruling.term] is None and entry.status != APPROVED:
        return Objection.NOT_APPROVED
    status = PENDING if entry.status in _OPEN else APPROVED
    return _decide(Change.EXTENDED, entry, ruling, status, _end(entry.expires_at, ruling.term), ruling.term)


def unprotect(entry: Entry, ruling: Ruling) -> Decision | Objection:
    """Let a number be flagged again; it is not denied by that."""
    if entry.status != PROTECTED:
        return Objection.NOT_PROTECTED
    return _decide(Change.UNPROTECTED, entry, ruling, EXPIRED, ruling.now + KEPT, "")


def undo(entry: Entry, ruling: Ruling) -> Decision | Objection:
    """Take the last decision back: the state it replaced, as long as nothing has happened to the entry since.

    Who had decided that state, and why, is there again, too. What was not there before is ended. An end that has passed
    meanwhile has passed. Protection comes back without the end that a hand may have given it.
    """
    before = entry.before
    if before is None or entry.version != before.version + 1:
        return Objection.NOTHING_TO_UNDO
    if before.status == "":
        return _decide(Change.TAKEN_BACK, entry, ruling, EXPIRED, ruling.now + KEPT, entry.term)
    end = None if before.status == PROTECTED else before.expires_at
    return _decide(Change.TAKEN_BACK, entry, ruling, before.status, end, before.term)


def add(number: Number, entry: Entry | None, ruling: Ruling) -> Decision | Objection:
    """Deny a number that nobody flagged, or whose entry has ended if that is what the reviewer saw."""
    if entry and entry.status == PROTECTED:
        return Objection.PROTECTED
    if entry and entry.is_in_force(ruling.now):
        return Objection.IN_FORCE
    if entry and ruling.version is None:
        return Objection.HAS_ENTRY
    return _open(Change.ADDED, number, entry, ruling, APPROVED, _end(ruling.now, ruling.term), ruling.term)


def protect(number: Number, entry: Entry | None, ruling: Ruling) -> Decision | Objection:
    """Never deny this number, flagged or not. It has no end: time to live would take it away without a word."""
    if entry and entry.status == PROTECTED:
        return Objection.PROTECTED
    if entry is None:
        return _open(Change.PROTECTED, number, None, ruling, PROTECTED, None, "permanent")
    return _decide(Change.PROTECTED, entry, ruling, PROTECTED, None, "permanent")


def allowed(entry: Entry, now: int) -> list[str]:
    """What may be done with the entry at `now` (epoch seconds), as each decision's own rule says.

    `permanent` is to extend it for good.
    """
    ruling = Ruling("", now, entry.version or 0, "24h")
    number = of_key(entry.number)
    rules: dict[str, Callable[[Ruling], Decision | Objection]] = {
        "approve": partial(approve, entry),
        "extend": partial(extend, entry),
        "permanent": lambda asked: extend(entry, replace(asked, term="permanent")),
        "expire": partial(expire, entry),
        "undo": partial(undo, entry),
        "unprotect": partial(unprotect, entry),
        **({"protect": partial(protect, number, entry)} if number else {}),
    }
    return [name for name, rule in rules.items() if isinstance(rule(ruling), Decision)]


def is_made(rule: Rule, entry: Entry) -> bool:
    """Whether `entry` is what the rule makes of what the last decision replaced: somebody asks again for an answer."""
    if entry.before is None:
        return False
    decision = rule(_earlier(entry, entry.before))
    return isinstance(decision, Decision) and decision.is_made_in(entry)


def touches_protection(entry: Entry) -> bool:
    """Whether taking the last decision back would protect the number or end its protection."""
    return PROTECTED in (entry.status, entry.before.status if entry.before else "")


def _decide(  # noqa: PLR0913, PLR0917 - the state an entry goes to
    word: Change, entry: Entry, ruling: Ruling, status: str, expires_at: int | None, term: str
) -> Decision | Objection:
    if ruling.version != (entry.version or 0):
        return Objection.CONFLICT
    return Decision(word, entry.number, entry, ruling, status, expires_at, term)


def _open(  # noqa: PLR0913, PLR0917 - the same
    word: Change, number: Number, entry: Entry | None, ruling: Ruling, status: str, expires_at: int | None, term: str
) -> Decision | Objection:
    if (ruling.version or 0) != ((entry.version or 0) if entry else 0):
        return Objection.CONFLICT
    return Decision(word, number.e164, entry, ruling, status, expires_at, term, number.country, number.type, opens=True)


def _review_of(entry: Entry) -> tuple[str, ...]:
    return entry.reviewed_by, entry.note, entry.undone_by


def _earlier(entry: Entry, before: Before) -> Entry | None:
    """The entry that the last decision was made on, as far as rules look at it."""
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


def _end(start: int, term: str) -> int | None:
    seconds = TERMS[term]
    return None if seconds is None else start + seconds


def _kept_until(entry: Entry, now: int) -> int:
    """An ended entry keeps the end it had, for whoever takes the decision back; else it stays for a while."""
    return entry.expires_at if entry.expires_at and entry.expires_at > now else now + KEPT


def _condition(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"condition": "attribute_not_exists(ContactNumber)", "values": {}}
    return {"condition": same_version(entry), "values": version_values(entry)}


def _before(entry: Entry | None, word: Change) -> dict[str, Any]:
    """What a decision replaces, as an attribute. An unprocessed flag comes back as what the workflow makes of it."""
    if entry is None:
        return Before(version=0, decision=word).as_attribute()
    status = PENDING if entry.status in _OPEN else str(entry.status)
    review = entry.reviewed_by, entry.reviewed_at, entry.note
    return Before(entry.version or 0, status, entry.expires_at, entry.term, *review, word).as_attribute()
