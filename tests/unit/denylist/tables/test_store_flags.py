"""Flags in the store: races end, and retries change nothing."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from denylist import entries
from denylist.entries import read
from denylist.errors import StoreBusyError, StoreError
from denylist.tables.store import Store
from denylist.writes import Flag
from tests.unit.denylist.stores import Calls, Interrupted, a_flag, entry, remove, store_on
from tests.unit.records import DAY, HOUR, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables


def test_first_flag_is_added_and_second_is_listed(store: Store, tables: Tables) -> None:
    assert store.flag(a_flag("flag-1")).result == "added"
    assert store.flag(a_flag("flag-2", flagged_by="noah")).result == "already_listed"
    assert (entry(tables).flag_count, entry(tables).flag_ids) == (2, frozenset({"flag-1", "flag-2"}))
    assert entry(tables).status == entries.FLAGGED


@pytest.mark.parametrize("there", [None, flagged(FlagIds={"flag-0"}), item(Status="EXPIRED"), item(Status="APPROVED")])
def test_retried_flag_is_one_flag(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    first = store.flag(a_flag("flag-1"))[:2]
    stored = tables.get()
    assert [store.flag(a_flag("flag-1", now=NOW + n))[:2] for n in (1, 2, 3)] == [first] * 3
    assert tables.get() == stored


def test_flag_between_a_flag_and_its_retry_changes_nothing(store: Store, tables: Tables) -> None:
    store.flag(a_flag("flag-1"))
    store.flag(a_flag("flag-2"))
    store.flag(a_flag("flag-1"))
    assert entry(tables).flag_count == 2


def test_flag_whose_answer_was_lost_is_one_flag(tables: Tables) -> None:
    store = store_on(Interrupted(tables.client, lost=1))
    with pytest.raises(StoreError):
        store.flag(a_flag("flag-1"))
    assert store.flag(a_flag("flag-1")).result == "added"
    assert entry(tables).flag_count == 1


@pytest.mark.parametrize("status", ["FLAGGED", "PENDING", "APPROVED"])
def test_flag_begins_a_new_round_of_what_lapsed(store: Store, tables: Tables, status: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW))
    assert store.flag(a_flag("flag-1")).result == "added"
    assert (entry(tables).status, entry(tables).expires_at) == ("FLAGGED", NOW + WINDOW)


@pytest.mark.parametrize("end", [None, NOW + 1, NOW + WINDOW - 1, NOW + WINDOW, NOW + 99 * DAY])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_flag_never_shortens_an_entry_in_force(
    store: Store, tables: Tables, status: str | None, end: int | None
) -> None:
    tables.put(item(Status=status, ExpiresAt=end))
    assert store.flag(a_flag("flag-1")).result == "already_listed"
    after = entry(tables)
    assert after.status == status
    assert after.expires_at == (None if end is None else max(end, NOW + WINDOW))


@pytest.mark.parametrize(
    ("meanwhile", "answer", "status"),
    [
        (item(Status="EXPIRED", ExpiresAt=NOW + DAY), "added", "FLAGGED"),
        (item(Status="PROTECTED"), "protected", "PROTECTED"),
        (item(Status="APPROVED"), "already_listed", "APPROVED"),
        (flagged(ExpiresAt=NOW - 1), "added", "FLAGGED"),
        (flagged(ExpiresAt=NOW + 99 * DAY), "already_listed", "FLAGGED"),
    ],
)
def test_entry_that_changes_while_it_is_flagged_is_met_as_it_is(
    tables: Tables, meanwhile: Item, answer: str, status: str
) -> None:
    tables.put(flagged(FlagIds={"flag-0"}))
    interruptions: Calls = [lambda: None, lambda: tables.put(meanwhile)]
    assert store_on(Interrupted(tables.client, interruptions)).flag(a_flag("flag-9")).result == answer
    assert entry(tables).status == status


def test_entry_that_is_removed_while_it_is_flagged_is_begun_anew(tables: Tables) -> None:
    tables.put(flagged(FlagIds={"flag-0"}))
    store = store_on(Interrupted(tables.client, [lambda: None, lambda: remove(tables)]))
    assert store.flag(a_flag("flag-1")).result == "added"
    assert entry(tables).flag_count == 1


def test_entry_that_never_stops_changing_is_busy(tables: Tables) -> None:
    def restless() -> Iterator[Callable[[], object]]:
        for turn in range(100):
            state = flagged(ExpiresAt=NOW + 99 * DAY) if turn % 2 else item(Status="EXPIRED")
            yield lambda state=state: tables.put({**state, **item(FlagIds={"flag-0"})})  # type: ignore[misc]

    tables.put(flagged())
    interruptions = list(restless())
    with pytest.raises(StoreBusyError):
        store_on(Interrupted(tables.client, [lambda: None, *interruptions])).flag(a_flag("flag-9"))
    assert "flag-9" not in entry(tables).flag_ids


@pytest.mark.usefixtures("atomic")
@pytest.mark.parametrize("there", [None, item(Status="EXPIRED"), item(Status="APPROVED", ExpiresAt=NOW + 5), item()])
def test_twenty_flags_at_once_count_twenty(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    flags = [a_flag(f"flag-{n}", until=NOW + (n * 7 % 20 + 1) * HOUR) for n in range(20)]
    gate = threading.Barrier(20)

    def at_once(flag: Flag) -> str:
        gate.wait()
        return store.flag(flag).result

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(at_once, flags))
    in_force = bool(there) and read(there or {}).is_in_force(NOW)
    assert answers.count("added") == (0 if in_force else 1)
    assert set(answers) <= {"added", "already_listed"}
    assert (entry(tables).flag_count, len(entry(tables).flag_ids)) == (20, 20)
    endless = there == item()
    assert entry(tables).expires_at == (None if endless else max(flag.until for flag in flags))


@pytest.mark.usefixtures("atomic")
def test_twenty_retries_at_once_count_one(store: Store, tables: Tables) -> None:
    gate = threading.Barrier(20)

    def at_once(_: int) -> str:
        gate.wait()
        return store.flag(a_flag("flag-1")).result

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(at_once, range(20))) == {"added"}
    assert entry(tables).flag_count == 1
