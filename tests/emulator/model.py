"""A model of the deny list that is small enough to check by reading. The stateful test compares the stack with it.

A number has one entry or none. It denies calls while its status is one of `DENYING` and its end has not passed.

- A **flag** with a known contact changes nothing, nor does any flag of a protected number. A new flag joins an entry
  that denies, and can only make it end later. Otherwise it opens a new round. The ids of all flags stay.
- What an agent **says more** of a flag may move the end. A flag that is **withdrawn** ends the entry if flags made it
  and no other stands. Which end is right is shown by tests/unit/denylist/test_flags.py; here it is read in the table.
- **By hand** an item may be typed, replaced, edited or deleted. It is then exactly what was typed.
- A **decision** is refused, or it sets a new status and end, and what it replaced is remembered until the next change.
- The **workflow** makes a new entry `PENDING`, and gives it an end if it has none. It moves a typed spelling to its
  number as if it were typed there. But a protected entry there stays, and an entry that denies is joined.

Times are epoch seconds.
"""

from dataclasses import dataclass, replace

NONE, TYPED, FLAGGED, PENDING = "NONE", "TYPED", "FLAGGED", "PENDING"
APPROVED, EXPIRED, PROTECTED, REFUSED = "APPROVED", "EXPIRED", "PROTECTED", "REFUSED"
NEW = (TYPED, FLAGGED)
DENYING = (*NEW, PENDING, APPROVED)
TERMS = {"24h": 86_400, "7d": 604_800, "30d": 2_592_000, "90d": 7_776_000, "365d": 31_536_000, "permanent": None}
WINDOW = 72 * 3600


@dataclass(frozen=True)
class Entry:
    """A number's entry. Its status is `NONE` if there is no entry, and `TYPED` if there is one without a status."""

    status: str = NONE
    end: int | None = None
    term: str = ""
    flags: frozenset[str] = frozenset()
    before: "Entry | None" = None
    at: int = 0
    standing: frozenset[str] = frozenset()
    """The flags of this round that were not withdrawn."""
    opened: bool = False
    """Whether a flag made it deny."""

    def denies(self, now: float) -> bool:
        return self.status in DENYING and (self.end is None or now < self.end)

    def flagged(self, flag: str, term: str, now: int) -> "Entry":
        if flag in self.flags or self.status == PROTECTED:
            return self
        until, flags = window(term, now), self.flags | {flag}
        if not self.denies(now):
            return Entry(FLAGGED, until, term, flags, at=now, standing=frozenset({flag}), opened=True)
        standing = self.standing | {flag}
        return replace(self, end=later(self.end, until), term=term, flags=flags, before=None, at=now, standing=standing)

    def amended(self, end: int | None) -> "Entry":
        return replace(self, end=end, before=None)

    def withdrawn(self, flag: str, end: int | None) -> "Entry":
        left = replace(self.amended(end), standing=self.standing - {flag})
        return replace(left, status=EXPIRED) if self.opened and not left.standing else left

    def completed(self) -> "Entry":
        if self.status not in (*NEW, PENDING):
            return self
        return replace(self, status=PENDING, end=self.end or window(self.term, self.at))

    def decided(self, action: str, term: str, now: int) -> "Entry | None":
        """The entry as the decision leaves it, or `None` if the decision is refused."""
        if (self.status == PROTECTED) != (action == "unprotect") and action != "undo":
            return None
        if action == "undo":
            return self._undone(now)
        found = self._outcome(action, term, now)
        if found is None:
            return None
        status, end = found
        was = replace(self, status=PENDING if self.status in NEW else self.status, flags=frozenset(), before=None)
        kept = self.term if action == "expire" else term
        opened = self.opened and action != "add"
        return replace(self, status=status, end=end, term=kept, before=was, at=now, opened=opened)

    def _outcome(self, action: str, term: str, now: int) -> tuple[str, int | None] | None:
        denies, until = self.denies(now), ends(now, term)
        allowed = {
            "add": not denies,
            "approve": self.status != NONE,
            "expire": self.status not in (NONE, EXPIRED),
            "extend": denies and self.end is not None and (term != "permanent" or self.status == APPROVED),
        }
        outcome = {
            "add": (APPROVED, until),
            "approve": (APPROVED, until),
            "expire": (EXPIRED, self.end),
            "extend": (APPROVED if self.status == APPROVED else PENDING, ends(self.end or 0, term)),
            "protect": (PROTECTED, None),
            "unprotect": (EXPIRED, None),
        }
        return outcome[action] if allowed.get(action, True) else None

    def _undone(self, now: int) -> "Entry | None":
        if self.before is None:
            return None
        was = self.before if self.before.status != NONE else Entry(EXPIRED, term=self.term)
        return replace(was, flags=self.flags, at=now, standing=self.standing, opened=self.opened)


def window(term: str, now: int) -> int:
    """When a flag with that term ends if nobody reviews it."""
    return now + min(TERMS[term or "30d"] or WINDOW, WINDOW)


def ends(start: int, term: str) -> int | None:
    """When a term that begins at `start` is over."""
    seconds = TERMS.get(term)
    return None if seconds is None else start + seconds


def later(one: int | None, other: int) -> int | None:
    """The later of two ends. No end is later than any."""
    return None if one is None else max(one, other)


DECIDED = {"approve": "approved", "expire": "expired", "extend": "extended", "add": "added", "protect": "protected",
           "unprotect": "unprotected", "undo": "taken_back"}  # fmt: skip
"""History's word for a reviewer's decision."""


def event(old: Entry, new: Entry) -> str:
    """History's word for an edit by hand that put one entry in place of another; empty if it is not news."""
    if new.status == NONE:
        return "removed" if old.status != NONE else ""
    if old.status == NONE:
        return "added"
    if new.status == old.status:
        return "edited" if new.end == old.end else "end_changed"
    if old.status == PROTECTED and new.status != APPROVED:
        return "unprotected"
    words = {TYPED: "added", PENDING: "reopened"}
    return words.get(new.status, new.status.lower())


@dataclass(frozen=True, order=True)
class Change:
    """One item of history; `step` gives the order."""

    step: int
    event: str
    actor: str
    before: str
    after: str


@dataclass(frozen=True)
class Spelling:
    """An item that was typed under a spelling of the number, and that the workflow has yet to move there."""

    entry: Entry
    step: int
    actor: str
    word: str = "added"
    """The event that history will have, unless the move turns it into another."""
    before: str = ""
    """The status that it had under the spelling."""


@dataclass(frozen=True)
class World:
    """One state that the stack may be in: the workflow may or may not have processed the latest change."""

    entry: Entry = Entry()
    spellings: frozenset[Spelling] = frozenset()
    history: frozenset[Change] = frozenset()

    def after(self, entry: Entry, step: int, word: str, actor: str) -> "World":
        """The world with `entry` in place of the present one, and with its item of history, if there is one."""
        made = replace(self, entry=entry)
        return made.noting(Change(step, word, actor, shown(self.entry), shown(entry.completed()))) if word else made

    def noting(self, change: Change) -> "World":
        return replace(self, history=self.history | {change})

    def arrived(self, spelling: Spelling) -> "World":
        """The world after a typed spelling was moved to its number."""
        typed, made = spelling.entry, replace(self, spellings=self.spellings - {spelling})
        word, after, entry = spelling.word, shown(typed.completed()), typed.completed()
        if self.entry.status == PROTECTED != typed.status:
            word, after, entry = "refused", REFUSED, self.entry
        elif typed.status == TYPED and self.entry.denies(typed.at):
            asked = typed.end or window("", typed.at)
            met = replace(self.entry, status=PENDING) if self.entry.status in NEW else self.entry
            endless = met.end is None and met.status != APPROVED
            entry = replace(met, end=asked if endless else later(met.end, asked), before=None)
            after = shown(entry)
        return replace(made, entry=entry).noting(Change(spelling.step, word, spelling.actor, spelling.before, after))

    def decided_under(self, typed: Spelling, new: Spelling) -> "World":
        """The worlds after a person decided on a `typed` spelling: it waits, was refused, or is put there anew."""
        refused = any((change.step, change.event) == (typed.step, "refused") for change in self.history)
        made = self
        if refused or typed in self.spellings:
            word = new.entry.status.lower()
            new = replace(new, word=word, before=REFUSED if refused else shown(typed.entry))
        if typed in self.spellings:
            # The spelling's own record will find that the entry has changed since, and write history only.
            made = made.noting(Change(typed.step, typed.word, typed.actor, typed.before, shown(typed.entry)))
        return replace(made, spellings=made.spellings - {typed} | {new})

    def by_the_workflow(self) -> "set[World]":
        """The worlds that the workflow may make next; empty if it has nothing to do."""
        return {replace(self, entry=self.entry.completed()), *map(self.arrived, self.spellings)} - {self}


def shown(entry: Entry) -> str:
    """A status as history writes it."""
    return "" if entry.status in (NONE, TYPED) else entry.status


def reachable(worlds: set[World]) -> set[World]:
    """These worlds, and every world that the workflow may have made of them by now."""
    found, new = set(worlds), set(worlds)
    while new:
        new = {later for world in new for later in world.by_the_workflow()} - found
        found |= new
    return found
