"""Entries in each state, and what each of a reviewer's decisions makes of them."""

from typing import Any

from hypothesis import strategies as st

from denylist import decisions, entries
from denylist.decisions import Objection
from denylist.entries import Entry
from denylist.keys import of_key
from denylist.rulings import Decision, Ruling
from denylist.terms import TERMS
from tests.unit.denylist.stores import store_on
from tests.unit.records import CALLER, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables

SOON = NOW + WINDOW
STATES: dict[str, Item] = {
    "typed": item(),
    "flagged": flagged(),
    "pending": flagged(Status="PENDING", Version=2),
    "approved": flagged(Status="APPROVED", Version=3, ReviewedBy="rita"),
    "permanent": flagged(Status="APPROVED", Version=3, ExpiresAt=None, Term="permanent"),
    "lapsed": flagged(Status="PENDING", Version=2, ExpiresAt=NOW),
    "expired": flagged(Status="EXPIRED", Version=4),
    "refused": flagged(Status="REFUSED", Version=1, Note="too_many_flags"),
    "protected": item(Status="PROTECTED", Version=1, Term="permanent"),
}
for _status in entries.STATUSES:
    STATES.setdefault(_status.lower(), flagged(Status=_status, Version=1))
END, AGAIN, GUARD, LATE, FREE = "EXPIRED", "APPROVED", "PROTECTED", "not_in_force", "not_protected"
# What each decision makes of each state: a status, or its objection.
_RULES = ("approve", "expire", "extend", "add", "protect", "unprotect")
_OUTCOMES = {
    "typed": (AGAIN, END, "no_end", "in_force", GUARD, FREE),
    "flagged": (AGAIN, END, "PENDING", "in_force", GUARD, FREE),
    "pending": (AGAIN, END, "PENDING", "in_force", GUARD, FREE),
    "approved": (AGAIN, END, AGAIN, "in_force", GUARD, FREE),
    "permanent": (AGAIN, END, "no_end", "in_force", GUARD, FREE),
    "lapsed": (AGAIN, END, LATE, AGAIN, GUARD, FREE),
    "expired": (AGAIN, "already_ended", LATE, AGAIN, GUARD, FREE),
    "refused": (AGAIN, "already_ended", LATE, AGAIN, GUARD, FREE),
    "protected": ("protected", "protected", "protected", "protected", "protected", END),
}
OUTCOMES = {
    (state, rule): outcome
    for state, outcomes in _OUTCOMES.items()
    for rule, outcome in zip(_RULES, outcomes, strict=True)
}
MADE = [case for case, outcome in OUTCOMES.items() if outcome in entries.STATUSES]
TERM = st.sampled_from(sorted(TERMS))


def ruling(version: int = 2, **changed: Any) -> Ruling:  # noqa: ANN401
    given = {"by": "rita", "now": NOW, "version": version, "term": "7d", "note": "listened", "number": of_key(CALLER)}
    return Ruling(**{**given, **changed})


def decide(rule: str, image: Item, **changed: Any) -> Decision | Objection:  # noqa: ANN401
    entry = entries.read(image)
    given = {"version": entry.version or 0, "number": of_key(entry.number), **changed}
    return decisions.decide(rule, entry, ruling(**given))


def begun(rule: str, **changed: Any) -> Decision:  # noqa: ANN401
    """A decision that makes an entry for a number that has none."""
    decision = decisions.decide(rule, None, ruling(0, **changed))
    assert isinstance(decision, Decision), decision
    return decision


def made(tables: Tables, rule: str, image: Item, **changed: Any) -> Entry:  # noqa: ANN401
    """The entry after the decision is written."""
    tables.put(image)
    decision = decide(rule, image, **changed)
    assert isinstance(decision, Decision), decision
    entry, written = store_on(tables.client).decide(decision)
    assert written
    return entry


def made_on(tables: Tables, rule: str, **changed: Any) -> Entry:  # noqa: ANN401
    return made(tables, rule, tables.get() or {}, **changed)
