"""Completing, refusing and moving entries: which writes DynamoDB (moto) accepts, and when."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import claims
from denylist.entries import read
from denylist.text import iso
from tests.unit.denylist.dynamodb_json import EXPIRIES, STATUS_VALUES
from tests.unit.denylist.sending import moved, transacted
from tests.unit.denylist.stores import FOUND, MARK, TYPED, a_claim
from tests.unit.records import CALLER, DAY, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables


def completed(tables: Tables, image: Item) -> bool:
    return transacted(tables, claims.complete(a_claim(image)))


def refused(tables: Tables, image: Item, number: str = CALLER) -> bool:
    return transacted(tables, claims.refuse(a_claim(image, number), "emergency"))


def test_typed_item_is_completed(tables: Tables) -> None:
    tables.put(item())
    assert completed(tables, item())
    assert tables.get() == item(Status="PENDING", ExpiresAt=NOW + WINDOW, Version=1, SettledBy=MARK, **FOUND)


def test_flag_is_completed_with_what_it_lacks_only(tables: Tables) -> None:
    tables.put(flagged())
    assert completed(tables, flagged())
    assert tables.get() == flagged(Status="PENDING", Version=2, Country="US", NumberType="MOBILE", SettledBy=MARK)


@pytest.mark.parametrize("status", ["APPROVED", "PROTECTED"])
def test_decided_entry_keeps_its_permanence(tables: Tables, status: str) -> None:
    tables.put(item(Status=status))
    assert completed(tables, item(Status=status))
    stored = read(tables.get() or {})
    assert (stored.status, stored.expires_at, stored.country) == (status, None, "US")


@pytest.mark.parametrize("end", [NOW + DAY, NOW - DAY, {"S": "tomorrow"}])
def test_protection_that_was_given_an_end_loses_it(tables: Tables, end: Any) -> None:  # noqa: ANN401
    tables.put(item(Status="PROTECTED", ExpiresAt=end, **FOUND))
    assert completed(tables, item(Status="PROTECTED", ExpiresAt=end, **FOUND))
    assert tables.get() == item(Status="PROTECTED", Version=1, SettledBy=MARK, **FOUND), "time to live would delete it"


@pytest.mark.parametrize("expiry", [None, {"S": "tomorrow"}, {"N": "0"}, {"N": str(NOW * 1000)}])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING"])
def test_entry_without_a_readable_end_gets_one(tables: Tables, status: str | None, expiry: Item | None) -> None:
    image = item(Status=status, ExpiresAt=expiry)
    tables.put(image)
    assert completed(tables, image)
    assert read(tables.get() or {}).expires_at == NOW + WINDOW


def test_nothing_is_written_to_a_complete_entry() -> None:
    assert claims.complete(a_claim(flagged(Status="PENDING", **FOUND))).writes == ()


@pytest.mark.parametrize(
    "now",
    [flagged(Version=2), None, item(), flagged(ExpiresAt=NOW + 1), flagged(Country="CA"), flagged(Status="REFUSED")],
)
def test_entry_that_moved_on_is_left_alone(tables: Tables, now: Item | None) -> None:
    if now:
        tables.put(now)
    assert not completed(tables, flagged())
    assert now == flagged(Country="CA") or not refused(tables, flagged())
    assert now == flagged(Country="CA") or tables.get() == now


def test_note_that_came_meanwhile_stays(tables: Tables) -> None:
    tables.put(flagged(Note="seen"))
    assert completed(tables, flagged())
    assert (tables.get() or {})["Note"] == {"S": "seen"}


@given(status=STATUS_VALUES | st.none(), expiry=EXPIRIES | st.none())
def test_refused_entry_denies_nobody(tables: Tables, status: Any, expiry: Any) -> None:  # noqa: ANN401
    image = item(Status=status, ExpiresAt=expiry)
    tables.put(image)
    assert refused(tables, image)
    stored = read(tables.get() or {})
    assert (stored.status, stored.note, stored.expires_at) == ("REFUSED", "emergency", NOW + WINDOW)


@pytest.mark.parametrize(
    "there", [None, item(Status="EXPIRED"), item(Status="REFUSED"), item(Status="PENDING", ExpiresAt=NOW)]
)
def test_spelling_takes_the_place_of_what_ended(tables: Tables, there: Item | None) -> None:
    typed = item(TYPED, Color="red")
    tables.put(typed, *([there] if there else []))
    assert moved(tables, typed)
    placed = item(
        Status="PENDING",
        ExpiresAt=NOW + WINDOW,
        Version=1,
        OpenedBy=MARK,
        SettledBy=MARK,
        Color="red",
        **FOUND,
    )
    assert tables.entries() == {CALLER: placed}


def test_spelling_that_brings_flags_is_placed_with_them(tables: Tables) -> None:
    said = {"M": {"flag-1": {"M": {"By": {"S": "maria"}, "At": {"S": iso(NOW)}, "Until": {"N": "1"}}}, "x": {"S": ""}}}
    typed = item(TYPED, Status="FLAGGED", Flags=said, FlagIds={"flag-1"}, FlagCount=1, EndBefore=NOW)
    tables.put(typed)
    assert moved(tables, typed)
    placed = tables.get() or {}
    assert (placed["Flags"], placed["EndBefore"]) == (typed["Flags"], typed["EndBefore"])


@pytest.mark.parametrize("typed", [item(TYPED), item(TYPED, Status="FLAGGED")])
@pytest.mark.parametrize("there", [item(), flagged(), flagged(Status="PENDING"), item(Status="APPROVED")])
def test_claim_under_a_spelling_yields_to_an_entry_in_force(tables: Tables, typed: Item, there: Item) -> None:
    tables.put(typed, there)
    assert not moved(tables, typed)
    assert tables.entries() == {TYPED: typed, CALLER: there}


def test_flag_imported_under_a_spelling_waits_for_a_reviewer(tables: Tables) -> None:
    typed = item(TYPED, Status="FLAGGED")
    tables.put(typed)
    assert moved(tables, typed)
    assert (tables.get() or {})["Status"] == {"S": "PENDING"}


@pytest.mark.parametrize("status", ["PENDING", "APPROVED"])
def test_decision_under_a_spelling_replaces_an_entry_in_force(tables: Tables, status: str) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, flagged())
    assert moved(tables, typed)
    placed = read(tables.get() or {})
    assert (placed.status, placed.flag_count) == (status, 0)
    assert placed.expires_at == (None if status == "APPROVED" else NOW + WINDOW)


@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_no_spelling_replaces_a_protected_entry(tables: Tables, status: str | None) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, item(Status="PROTECTED"))
    assert not moved(tables, typed)


@pytest.mark.parametrize("there", [flagged(), item(Status="APPROVED"), item(Status="PROTECTED", Note="hospital"), None])
def test_protection_under_a_spelling_protects_the_number(tables: Tables, there: Item | None) -> None:
    typed = item(TYPED, Status="PROTECTED", Note="school", ExpiresAt=NOW + WINDOW)
    tables.put(typed, *([there] if there else []))
    assert moved(tables, typed)
    assert list(tables.entries()) == [CALLER]
    assert read(tables.get() or {}).status == "PROTECTED"
    assert "ExpiresAt" not in (tables.get() or {}), "time to live would delete it without notice"


def test_spelling_that_changed_is_not_moved(tables: Tables) -> None:
    tables.put(item(TYPED, Version=1))
    assert not moved(tables, item(TYPED))
    assert tables.entries() == {TYPED: item(TYPED, Version=1)}


@pytest.mark.parametrize("end", [None, NOW + 1, NOW + 99 * DAY])
def test_spelling_that_joins_never_ends_an_entry_sooner(tables: Tables, end: int | None) -> None:
    there = item(Status="APPROVED", ExpiresAt=end)
    tables.put(item(TYPED), there)
    assert moved(tables, item(TYPED), there)
    joined = read(tables.get() or {})
    assert (joined.status, joined.expires_at) == ("APPROVED", None if end is None else max(end, NOW + WINDOW))
    assert list(tables.entries()) == [CALLER]


@pytest.mark.parametrize("there", [NOW + 1800, NOW + WINDOW + DAY, None])
@pytest.mark.parametrize("typed", [NOW - 3600, NOW + 3600, NOW + 365 * DAY])
def test_spelling_that_joins_asks_for_the_end_it_was_typed_with(tables: Tables, there: int | None, typed: int) -> None:
    spelling, entry = item(TYPED, ExpiresAt=typed), item(Status="PENDING", ExpiresAt=there)
    tables.put(spelling, entry)
    assert moved(tables, spelling, entry)
    assert read(tables.get() or {}).expires_at == max(there or 0, typed), "one without an end is not yet completed"


@pytest.mark.parametrize("typed", [{"S": "tomorrow"}, {"N": "0"}, {"N": str(NOW * 1000)}])
def test_spelling_typed_with_an_unreadable_end_joins_as_one_without(tables: Tables, typed: Item) -> None:
    spelling, entry = item(TYPED, ExpiresAt=typed), item(Status="PENDING", ExpiresAt=NOW + 1800)
    tables.put(spelling, entry)
    assert moved(tables, spelling, entry)
    assert read(tables.get() or {}).expires_at == NOW + WINDOW
