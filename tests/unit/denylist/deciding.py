"""Entries in each state, a reviewer's rules, and what each makes of each."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from denylist import decisions, entries
from denylist.decisions import Decision, Objection, Ruling
from denylist.entries import Entry
from denylist.numbers import Number, judge
from denylist.terms import TERMS
from tests.unit.denylist.stores import store_on
from tests.unit.records import NOW, WINDOW, Item, flagged, item
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
RULES: dict[str, Callable[[Entry, Ruling], Decision | Objection]] = {
    "approve": decisions.approve,
    "expire": decisions.expire,
    "extend": decisions.extend,
    "unprotect": decisions.unprotect,
    "undo": decisions.undo,
    "add": lambda entry, ruling: decisions.add(a_number(entry.number), entry, ruling),
    "protect": lambda entry, ruling: decisions.protect(a_number(entry.number), entry, ruling),
}
END, AGAIN, GUARD, LATE = "EXPIRED", "APPROVED", "PROTECTED", "not_in_force"
# What each rule makes of each state: a status, or its objection.
OUTCOMES = {
    "typed":     {"approve": AGAIN, "expire": END, "extend": "no_end", "add": "in_force", "protect": GUARD},
    "flagged":   {"approve": AGAIN, "expire": END, "extend": "PENDING", "add": "in_force", "protect": GUARD},
    "pending":   {"approve": AGAIN, "expire": END, "extend": "PENDING", "add": "in_force", "protect": GUARD},
    "approved":  {"approve": AGAIN, "expire": END, "extend": AGAIN, "add": "in_force", "protect": GUARD},
    "permanent": {"approve": AGAIN, "expire": END, "extend": "no_end", "add": "in_force", "protect": GUARD},
    "lapsed":    {"approve": AGAIN, "expire": END, "extend": LATE, "add": AGAIN, "protect": GUARD},
    "expired":   {"approve": AGAIN, "expire": "already_ended", "extend": LATE, "add": AGAIN, "protect": GUARD},
    "refused":   {"approve": AGAIN, "expire": "already_ended", "extend": LATE, "add": AGAIN, "protect": GUARD},
    "protected": {"approve": "protected", "expire": "protected", "extend": "protected", "add": "protected",
                  "protect": "protected"},
}  # fmt: skip
TERM = st.sampled_from(sorted(TERMS))


def a_number(number: str) -> Number:
    judged = judge(number, "US")
    assert isinstance(judged, Number)
    return judged


def ruling(version: int = 2, **changed: Any) -> Ruling:  # noqa: ANN401
    return Ruling(**{"by": "rita", "now": NOW, "version": version, "term": "7d", "note": "listened", **changed})


def decide(rule: str, image: Item, **changed: Any) -> Decision | Objection:  # noqa: ANN401
    entry = entries.read(image)
    return RULES[rule](entry, ruling(entry.version or 0, **changed))


def made(tables: Tables, rule: str, image: Item, **changed: Any) -> Entry:  # noqa: ANN401
    """The entry after the rule's decision was written."""
    tables.put(image)
    decision = decide(rule, image, **changed)
    assert isinstance(decision, Decision), decision
    entry, written = store_on(tables.client).decide(decision)
    assert written
    return entry


def made_on(tables: Tables, rule: str, **changed: Any) -> Entry:  # noqa: ANN401
    return made(tables, rule, tables.get() or {}, **changed)
