"""Counters and ids typed by hand: values that DynamoDB cannot add to are read as absent, and overwritten."""

import pytest

from denylist import claims, decisions, writes
from denylist.entries import read
from denylist.rulings import Decision, Ruling
from denylist.tables.store import Store
from tests.unit.denylist.sending import a_flag, moved, transacted
from tests.unit.denylist.stores import TYPED, a_claim
from tests.unit.records import CALLER, NOW, WINDOW, Item, item
from tests.unit.tables import Tables

ODD = {
    "a version in words": {"Version": {"S": "two"}},
    "a version and a half": {"Version": {"N": "1.5"}},
    "a version below nothing": {"Version": {"N": "-1"}},
    "a version that is no number at all": {"Version": {"M": {"of": {"S": "what"}}}},
    "a count in words": {"FlagCount": {"S": "many"}},
    "ids in words": {"FlagIds": {"S": "flag-1"}},
    "ids in a list": {"FlagIds": {"L": [{"S": "flag-1"}]}},
    "all of them": {"Version": {"S": ""}, "FlagCount": {"NULL": True}, "FlagIds": {"NS": ["1"]}},
}
EACH = pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())


def stored(tables: Tables, number: str = CALLER) -> Item:
    found = tables.get(number)
    assert found
    return found


@EACH
def test_odd_value_is_read_as_absent(odd: Item) -> None:
    entry = read(item(**odd))
    assert (entry.version, entry.flag_count, entry.flag_ids) == (None, 0, frozenset())
    assert entry.odd == odd


@EACH
@pytest.mark.parametrize(
    ("status", "result"), [("EXPIRED", "added"), ("PENDING", "already_listed"), ("APPROVED", "already_listed")]
)
def test_flag_is_stored_once_all_the_same(tables: Tables, store: Store, odd: Item, status: str, result: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW + 1, **odd))
    assert [store.flag(a_flag()).result for _ in range(2)] == [result, result]
    assert stored(tables)["FlagIds"] == {"SS": ["flag-2"]}
    entry = read(stored(tables))
    assert (entry.flag_count, sorted(entry.flag_ids)) == (1, ["flag-2"])
    assert entry.is_in_force(NOW + WINDOW - 1)


@EACH
def test_flag_over_the_limit_is_kept_all_the_same(tables: Tables, store: Store, odd: Item) -> None:
    tables.put(item(Status="EXPIRED", **odd))
    store.keep_for_review(a_flag(), "too_many_flags")
    assert (stored(tables)["Status"], stored(tables)["FlagCount"]) == ({"S": "REFUSED"}, {"N": "1"})


@EACH
def test_typed_entry_is_completed_and_gets_its_end(tables: Tables, odd: Item) -> None:
    tables.put(item(**odd))
    write = claims.complete(a_claim(stored(tables)))
    assert transacted(tables, write)
    assert stored(tables)["Version"] == {"N": "1"}
    assert read(stored(tables)).expires_at == NOW + WINDOW
    assert not transacted(tables, write), "the entry has changed since"


@EACH
def test_typed_nonsense_is_refused(tables: Tables, odd: Item) -> None:
    tables.put(item("hello", **odd))
    assert transacted(tables, claims.refuse(a_claim(stored(tables, "hello")), "not_a_number"))
    assert (stored(tables, "hello")["Status"], stored(tables, "hello")["Version"]) == ({"S": "REFUSED"}, {"N": "1"})


@EACH
def test_spelling_moves_to_its_number(tables: Tables, odd: Item) -> None:
    tables.put(item(TYPED, **odd))
    typed = stored(tables, TYPED)
    assert moved(tables, typed)
    assert list(tables.entries()) == [CALLER]


@EACH
def test_spelling_joins_an_entry_with_odd_values(tables: Tables, odd: Item) -> None:
    tables.put(item(Status="PENDING", ExpiresAt=NOW + 1, **odd), item(TYPED))
    assert moved(tables, item(TYPED), stored(tables))
    assert read(stored(tables)).expires_at == NOW + WINDOW


@EACH
def test_decision_is_made_on_what_the_console_shows_as_version_0(tables: Tables, store: Store, odd: Item) -> None:
    tables.put(item(Status="PENDING", **odd))
    shown = store.get(CALLER)
    assert shown
    decision = decisions.decide("expire", shown, Ruling("rita", NOW, shown.version or 0, note="a mistake"))
    assert isinstance(decision, Decision)
    assert [store.decide(decision)[1], store.decide(decision)[1]] == [True, True]
    assert (stored(tables)["Status"], stored(tables)["Version"]) == ({"S": "EXPIRED"}, {"N": "1"})


def test_decision_on_another_oddity_than_was_shown_is_not_made(tables: Tables, store: Store) -> None:
    tables.put(item(Status="PENDING", Version="two"))
    shown = store.get(CALLER)
    assert shown
    decision = decisions.decide("expire", shown, Ruling("rita", NOW, 0))
    assert isinstance(decision, Decision)
    tables.put(item(Status="PENDING", Version="three"))
    assert store.decide(decision)[1] is False
    assert stored(tables)["Status"] == {"S": "PENDING"}


# ── An entry that is flagged without end stays small ────────────────────────────────────────────


@pytest.mark.parametrize("status", ["APPROVED", "EXPIRED"])
def test_ids_of_flags_are_a_bounded_number(tables: Tables, store: Store, status: str) -> None:
    ids = {f"{n:0128}" for n in range(writes.MOST_FLAG_IDS)}
    tables.put(item(Status=status, FlagIds=ids, FlagCount=len(ids), Version=len(ids)))
    expected = "already_listed" if status == "APPROVED" else "added"
    assert [store.flag(a_flag()).result for _ in range(2)] == [expected, expected], "a retry is the same flag"
    assert stored(tables)["FlagIds"] == {"SS": ["flag-2"]}
    assert stored(tables)["FlagCount"] == stored(tables)["Version"] == {"N": str(len(ids) + 1)}
    assert store.flag(a_flag("flag-3")).result == "already_listed"
    assert stored(tables)["FlagIds"] == {"SS": ["flag-2", "flag-3"]}


def test_full_ids_keep_no_flag_from_review(tables: Tables, store: Store) -> None:
    tables.put(item(Status="EXPIRED", FlagIds={f"{n}" for n in range(writes.MOST_FLAG_IDS)}, FlagCount=200))
    store.keep_for_review(a_flag(), "too_many_flags")
    assert (stored(tables)["Status"], stored(tables)["FlagIds"]) == ({"S": "REFUSED"}, {"SS": ["flag-2"]})
