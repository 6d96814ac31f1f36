"""A spelling moves to its number, once, whatever happens meanwhile."""

import pytest

from denylist.entries import read
from denylist.errors import StoreBusyError, StoreError
from denylist.store import Store
from tests.unit.denylist.stores import TYPED, Calls, Interrupted, a_move, entry, remove, store_on
from tests.unit.records import CALLER, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables


def test_spelling_moves_to_its_number(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED, Reason="shouts"))
    assert store.move(a_move(item(TYPED, Reason="shouts"))) == "added"
    moved = entry(tables)
    assert list(tables.entries()) == [CALLER]
    assert (moved.status, moved.reason, moved.expires_at) == ("PENDING", "shouts", NOW + WINDOW)


@pytest.mark.parametrize(
    "there", [flagged(), item(), item(Status="APPROVED", ExpiresAt=NOW + 1), item(Status="APPROVED")]
)
def test_spelling_joins_an_entry_in_force(store: Store, tables: Tables, there: Item) -> None:
    tables.put(item(TYPED), there)
    assert store.move(a_move()) == "already_listed"
    assert list(tables.entries()) == [CALLER]
    before, after = read(there), entry(tables)
    assert after.status == before.status
    assert after.expires_at is None if before.expires_at is None else after.expires_at == NOW + WINDOW


def test_spelling_of_a_protected_number_stays(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED), item(Status="PROTECTED"))
    assert store.move(a_move()) == "protected"
    assert tables.entries() == {TYPED: item(TYPED), CALLER: item(Status="PROTECTED")}


@pytest.mark.parametrize("there", [None, item(TYPED, Version=1), item(TYPED, Status="EXPIRED", Version=9)])
def test_spelling_that_is_gone_or_changed_is_left(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    assert store.move(a_move()) == "gone"
    assert list(tables.entries().values()) == ([there] if there else [])


def test_move_that_is_repeated_gets_the_same_answer(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED))
    assert store.move(a_move()) == "added"
    moved = tables.entries()
    assert store.move(a_move()) == "added"
    assert tables.entries() == moved


def test_joining_that_is_repeated_gets_the_same_answer(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED), flagged())
    assert store.move(a_move()) == "already_listed"
    joined = tables.entries()
    assert store.move(a_move()) == "already_listed"
    assert tables.entries() == joined


def test_move_whose_answer_was_lost_moved_once(tables: Tables) -> None:
    tables.put(item(TYPED))
    store = store_on(Interrupted(tables.client, lost=1))
    with pytest.raises(StoreError):
        store.move(a_move())
    assert store.move(a_move()) == "added"
    assert entry(tables).version == 1


def test_another_records_move_is_not_taken_for_ones_own(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED))
    assert store.move(a_move()) == "added"
    assert store.move(a_move(event_id="event-2")) == "gone"


@pytest.mark.parametrize(
    ("meanwhile", "answer"),
    [(flagged(), "already_listed"), (item(Status="PROTECTED"), "protected"), (item(Status="EXPIRED"), "added")],
)
def test_number_that_changes_while_a_spelling_moves_is_met_as_it_is(
    tables: Tables, meanwhile: Item, answer: str
) -> None:
    tables.put(item(TYPED), item(Status="APPROVED"))
    interruptions: Calls = [lambda: None, lambda: tables.put(meanwhile)]
    assert store_on(Interrupted(tables.client, interruptions)).move(a_move()) == answer


def test_number_that_is_cleared_while_a_spelling_moves_is_taken(tables: Tables) -> None:
    tables.put(item(TYPED), item(Status="APPROVED"))
    store = store_on(Interrupted(tables.client, [lambda: None, lambda: remove(tables)]))
    assert store.move(a_move()) == "added"
    assert list(tables.entries()) == [CALLER]


def test_number_that_never_stops_changing_is_busy_and_nothing_moves(tables: Tables) -> None:
    states = [item(Status="EXPIRED"), item(Status="APPROVED")] * 20
    tables.put(item(TYPED), item(Status="APPROVED"))
    interruptions: Calls = [lambda state=state: tables.put(state) for state in states]  # type: ignore[misc]
    with pytest.raises(StoreBusyError):
        store_on(Interrupted(tables.client, [lambda: None, *interruptions])).move(a_move())
    assert TYPED in tables.entries()
