"""What the store reads, and what it counts."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from denylist import expressions
from denylist.entries import Entry
from denylist.tables.store import Store
from tests.unit.denylist.stores import a_flag, entry, store_on
from tests.unit.records import CALLER, DAY, HOUR, NOW, item
from tests.unit.tables import Tables

# ── Reading ─────────────────────────────────────────────────────────────────────────────────────


def test_get_reads_consistently(tables: Tables) -> None:
    tables.put(item())
    asked: list[dict[str, Any]] = []

    class Asked:
        def get_item(self, **parameters: Any) -> Any:  # noqa: ANN401
            asked.append(parameters)
            return tables.client.get_item(**parameters)

    assert store_on(Asked()).get(CALLER) == Entry(CALLER)
    assert asked == [{"TableName": "Denylist", "Key": {"ContactNumber": {"S": CALLER}}, "ConsistentRead": True}]


# ── An agent's hour ─────────────────────────────────────────────────────────────────────────────


def test_agent_is_within_until_the_hour_is_full(store: Store) -> None:
    assert [store.is_within(a_flag(f"flag-{n}"), 3) for n in range(5)] == [True, True, True, False, False]


def test_counted_flag_is_within_however_often_it_is_retried(store: Store) -> None:
    for n in range(3):
        assert store.is_within(a_flag(f"flag-{n}"), 3)
    assert all(store.is_within(a_flag(f"flag-{n}"), 3) for n in range(3))
    assert not store.is_within(a_flag("flag-3"), 3)


def test_hours_and_agents_are_counted_apart(store: Store) -> None:
    assert store.is_within(a_flag("flag-1"), 1)
    assert not store.is_within(a_flag("flag-2"), 1)
    assert store.is_within(a_flag("flag-3", flagged_by="noah"), 1)
    assert not store.is_within(a_flag("flag-4", now=NOW + HOUR - 1), 1)
    assert store.is_within(a_flag("flag-5", now=NOW + HOUR), 1)


@pytest.mark.usefixtures("atomic")
def test_twenty_flags_at_once_fill_an_hour_exactly(store: Store) -> None:
    with ThreadPoolExecutor(20) as pool:
        within = list(pool.map(lambda n: store.is_within(a_flag(f"flag-{n}"), 7), range(20)))
    assert within.count(True) == 7


def test_flag_kept_for_review_is_kept_once(store: Store, tables: Tables) -> None:
    for _ in range(3):
        store.keep_for_review(a_flag("flag-1"), "too_many_flags")
    assert (entry(tables).status, entry(tables).flag_count) == ("REFUSED", 1)


# ── Counters ────────────────────────────────────────────────────────────────────────────────────


def test_first_of_an_hour_is_told_and_told_again_when_it_asks_again(store: Store, tables: Tables) -> None:
    def is_first(told: str, at: int = NOW + HOUR - 1) -> bool:
        return store.is_first_told("maria", told, at)

    assert [is_first("event-1"), is_first("event-2"), is_first("event-1")] == [True, False, True]
    assert is_first("event-2", NOW + HOUR)
    counted = tables.counter("agent:maria", "flags#2027-01-15T08")
    assert counted
    assert counted["RetainUntil"] == {"N": str(NOW + 3 * HOUR - 1)}


def test_days_are_counted_apart(store: Store, tables: Tables) -> None:
    for name, at in [
        ("Flags", "2027-01-15T08:00:00Z"),
        ("Flags", "2027-01-15T23:59:59Z"),
        ("DeniedCalls", "2027-01-16T00:00:00Z"),
    ]:
        store.count_day(name, at, NOW + DAY)
    first, second = tables.counter("day", "2027-01-15"), tables.counter("day", "2027-01-16")
    assert first == {
        **expressions.key("day"),
        "At": {"S": "2027-01-15"},
        "Flags": {"N": "2"},
        "RetainUntil": {"N": str(NOW + DAY)},
    }
    assert second
    assert second["DeniedCalls"] == {"N": "1"}
