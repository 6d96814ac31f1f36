"""Rulings, and the decisions that come of them: what a reviewer wants, and what is written for it.

Pure. A decision is one conditional write on the version of the entry that the reviewer saw, and it keeps what it
replaces, so that it can be taken back.
"""

from dataclasses import dataclass
from typing import Any

from denylist.entries import Before, Entry
from denylist.events import Change
from denylist.expressions import Write, write
from denylist.life import found_of, processed
from denylist.numbers import Number
from denylist.text import iso
from denylist.writes import same_version, version_values


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decides what, when; `term` is one of `terms.TERMS` where the decision has one."""

    by: str
    now: int
    """Epoch seconds."""
    version: int | None
    """Of the entry that the reviewer saw; 0 if there was none, or if the entry has no version yet. Only for an addition
    it may be `None`: a reviewer may add a number without having looked at it."""
    term: str = ""
    note: str = ""
    number: Number | None = None
    """The number that the entry's key is; `None` if no call can come from that key."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an entry: the state it goes to, and the entry and ruling it comes from."""

    word: Change
    """What history calls it."""
    entry: Entry | None
    ruling: Ruling
    status: str
    expires_at: int | None
    term: str
    opens: bool = False
    """Whether it begins an entry, or begins an ended one anew. Any other decision is about an existing entry."""

    @property
    def number(self) -> str:
        """The entry's key."""
        if self.entry:
            return self.entry.number
        return self.ruling.number.e164 if self.ruling.number else ""

    @property
    def undoes(self) -> bool:
        """Whether it takes a decision back."""
        return self.word is Change.TAKEN_BACK

    def is_made_in(self, entry: Entry) -> bool:
        """Whether `entry` is what this decision makes: the answer was lost, and the reviewer asks again."""
        mine = (self.status, self.term, self._review(), (self.ruling.version or 0) + 1)
        theirs = (entry.status, entry.term, (entry.reviewed_by, entry.note, entry.undone_by), entry.version)
        return mine == theirs and self._ends_as(entry)

    def _review(self) -> tuple[str, ...]:
        """Who decided the state and why, and who took a decision back for it."""
        before = self._given_back()
        review = (before.reviewed_by, before.note) if before else (self.ruling.by, self.ruling.note)
        return (*review, self.ruling.by if self.undoes else "")

    def _given_back(self) -> Before | None:
        """The state that taking a decision back restores; `None` if there was no entry before, so that it is ended."""
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
        # What processing would fill in later. It leaves an entry that was decided on as it is.
        lacking = {} if self.opens else self._found()
        return write(self.number, sets=sets, removes=removes, over=over, defaults=lacking, **_condition(self.entry))

    def _opening(self) -> dict[str, str]:
        """All that the workflow would fill in, so that it need not write to the entry again."""
        return {
            **self._found(),
            "FlaggedBy": self.ruling.by,
            "Reason": self.ruling.note,
            "Source": "console",
            "ContactId": "",
            "OpenedBy": "",
        }

    def _found(self) -> dict[str, str]:
        return found_of(self.ruling.number, iso(self.ruling.now))


def _condition(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"condition": "attribute_not_exists(ContactNumber)", "values": {}}
    return {"condition": same_version(entry), "values": version_values(entry)}


def _before(entry: Entry | None, word: Change) -> dict[str, Any]:
    """What a decision replaces, as an attribute. An unprocessed flag comes back as what the workflow makes of it."""
    if entry is None:
        return Before(version=0, decision=word).as_attribute()
    status = processed(entry.status)
    review = entry.reviewed_by, entry.reviewed_at, entry.note
    return Before(entry.version or 0, status, entry.expires_at, entry.term, *review, word).as_attribute()
