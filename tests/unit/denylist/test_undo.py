"""Undoing a decision brings back the state before it."""

import pytest

from denylist import decisions, entries, writes
from denylist.decisions import KEPT, Objection
from denylist.entries import Before, Entry
from denylist.keys import of_key
from denylist.rights import Right
from denylist.text import iso
from tests.unit.denylist.deciding import MADE, SOON, STATES, begun, decide, made, made_on
from tests.unit.denylist.stores import store_on
from tests.unit.records import CALLER, NOW
from tests.unit.tables import Tables


@pytest.mark.parametrize(("state", "rule"), [case for case in MADE if case[0] not in {"typed", "flagged"}])
def test_decision_taken_back_leaves_what_was_there(state: str, rule: str, tables: Tables) -> None:
    was = entries.read(STATES[state])
    version = made(tables, rule, STATES[state]).version
    back = made_on(tables, "undo", by="adam", now=NOW + 60)
    assert (back.status, back.expires_at, back.term) == (was.status, was.expires_at, was.term)
    assert back.version == (version or 0) + 1
    assert (back.reviewed_by, back.reviewed_at, back.note) == (was.reviewed_by, was.reviewed_at, was.note)
    assert (back.undone_by, back.undone_at) == ("adam", iso(NOW + 60))
    assert back.is_in_force(NOW) == was.is_in_force(NOW)


@pytest.mark.parametrize("state", ["typed", "flagged"])
def test_flag_not_yet_processed_comes_back_as_waiting(state: str, tables: Tables) -> None:
    made(tables, "expire", STATES[state])
    assert made_on(tables, "undo").status == "PENDING"


@pytest.mark.parametrize("rule", ["add", "protect"])
def test_undo_of_an_added_entry_ends_it(rule: str, tables: Tables) -> None:
    store_on(tables.client).decide(begun(rule))
    back = made_on(tables, "undo")
    assert (back.status, back.expires_at) == ("EXPIRED", NOW + KEPT)


def test_nothing_is_taken_back_twice(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    made_on(tables, "undo")
    assert decide("undo", tables.get() or {}) is Objection.NOTHING_TO_UNDO


def test_nothing_is_taken_back_once_something_else_happened(tables: Tables) -> None:
    made(tables, "expire", STATES["pending"])
    image = {**(tables.get() or {}), "Version": {"N": "4"}}
    assert decide("undo", image) is Objection.NOTHING_TO_UNDO
    assert "undo" not in decisions.may(entries.read(image), of_key(CALLER), NOW, list(Right))


def test_new_flag_forgets_what_could_be_taken_back(tables: Tables) -> None:
    made(tables, "expire", STATES["pending"])
    flag = writes.Flag(CALLER, "flag-2", "call-2", "joe", "", "30d", NOW, SOON)
    assert store_on(tables.client).flag(flag).result == "added"
    assert entries.read(tables.get() or {}).before is None


def test_taking_a_protection_back_needs_the_right_to_protect() -> None:
    assert decisions.right_for("undo", Entry(CALLER, "PROTECTED")) is Right.PROTECT
    assert decisions.right_for("undo", Entry(CALLER, "EXPIRED", before=Before(1, "PROTECTED"))) is Right.PROTECT
    assert decisions.right_for("undo", Entry(CALLER, "EXPIRED", before=Before(1, "PENDING"))) is Right.REVIEW
