"""Which event the stream makes of a reviewer's decision."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import changes, entries, stream
from denylist.entries import Before
from tests.unit.denylist.deciding import STATES, TERM, begun, made, made_on
from tests.unit.denylist.stores import store_on
from tests.unit.records import NOW, Item, as_told, item, meaning, record
from tests.unit.tables import Tables


@pytest.mark.parametrize(
    ("state", "rule", "event"),
    [
        ("typed", "approve", "approved"),
        ("typed", "protect", "protected"),
        ("flagged", "approve", "approved"),
        ("flagged", "extend", "extended"),
        ("pending", "approve", "approved"),
        ("approved", "approve", "approved"),
        ("pending", "expire", "expired"),
        ("pending", "extend", "extended"),
        ("approved", "extend", "extended"),
        ("pending", "protect", "protected"),
        ("protected", "unprotect", "unprotected"),
        ("expired", "add", "added"),
        ("refused", "approve", "approved"),
    ],
)
def test_decision_is_told_as_what_it_is(state: str, rule: str, event: str, tables: Tables) -> None:
    made(tables, rule, STATES[state])
    _assert_told(STATES[state], tables.get() or {}, event)


@pytest.mark.parametrize(
    ("state", "rule", "event"),
    [
        ("pending", "approve", "taken_back"),
        ("approved", "expire", "taken_back"),
        ("approved", "extend", "taken_back"),
        ("pending", "protect", "taken_back"),
        ("protected", "unprotect", "taken_back"),
    ],
)
def test_decision_taken_back_is_told_too(state: str, rule: str, event: str, tables: Tables) -> None:
    made(tables, rule, STATES[state])
    before = tables.get() or {}
    made_on(tables, "undo", now=NOW + 60)
    _assert_told(before, tables.get() or {}, event)


@pytest.mark.parametrize("state", ["pending", "approved"])
def test_undo_is_told_with_who_undid_it_and_without_the_restored_note(state: str, tables: Tables) -> None:
    """The entry itself names the reviewer of the restored decision, who is another person."""
    made(tables, "extend", {**STATES[state], "ReviewedBy": {"S": "rolf"}, "Note": {"S": "of rolf"}})
    before = tables.get() or {}
    made_on(tables, "undo", by="adam", now=NOW + 60)
    parsed = stream.parse(record(before, tables.get() or {}))
    change = meaning(parsed)
    assert change
    summary = as_told(parsed, change)
    assert (summary.actor, summary.why) == ("adam", "")
    assert entries.read(tables.get() or {}).reviewed_by == "rolf"


@pytest.mark.parametrize(("rule", "event"), [("add", "added"), ("protect", "protected")])
def test_beginning_is_told_as_by_the_reviewer(rule: str, event: str, tables: Tables) -> None:
    store_on(tables.client).decide(begun(rule))
    _assert_told(None, tables.get() or {}, event)


def test_second_decision_within_a_second_is_the_reviewers_too(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    before = tables.get() or {}
    made_on(tables, "extend")
    _assert_told(before, tables.get() or {}, "extended")
    decided = tables.get() or {}
    made_on(tables, "undo")
    _assert_told(decided, tables.get() or {}, "taken_back")


def test_same_decision_with_another_note_within_a_second_is_told_too(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    before = tables.get() or {}
    made_on(tables, "approve", note="another")
    _assert_told(before, tables.get() or {}, "approved")


def _assert_told(old: Item | None, new: Item, event: str) -> None:
    """The workflow sees a change by the reviewer, and nothing that it has to complete."""
    parsed = stream.parse(record(old, new))
    change = meaning(parsed)
    assert change == event
    assert as_told(parsed, change).actor == "rita"
    assert old is None or not changes.is_claim(parsed)


@given(version=st.integers(0, 2**53), status=st.sampled_from(sorted(entries.STATUSES)), term=TERM,
       end=st.none() | st.integers(1, entries.LATEST - 1),
       review=st.tuples(st.text(), st.text(), st.text()))  # fmt: skip
def test_what_was_replaced_is_read_as_it_was_written(
    version: int, status: str, term: str, end: int | None, review: tuple[str, str, str]
) -> None:
    before = Before(version, status, end, term, *review)
    assert entries.read(item(Before=before.as_attribute())).before == before


@pytest.mark.parametrize("odd", [{"S": "x"}, {"M": {}}, {"M": {"Version": {"S": "1"}}}, {"L": []}])
def test_unreadable_former_state_cannot_be_taken_back(odd: dict[str, Any]) -> None:
    assert entries.read(item(Before=odd)).before is None
