"""Flags sent to DynamoDB (moto): which may open an entry, join one or only be kept, and that each counts once."""

import pytest

from denylist import counters, writes
from denylist.entries import read
from tests.unit.denylist.sending import a_flag, applied
from tests.unit.records import CALLER, DAY, NOW, Item, flagged, item
from tests.unit.tables import Tables


def test_first_flag_makes_a_whole_entry(tables: Tables) -> None:
    assert applied(tables, writes.open_entry(a_flag()))
    expected = flagged(FlagIds={"flag-2"}, ContactId="call-2", FlaggedBy="noah", Reason="shouts")
    stored = tables.get() or {}
    assert stored == {**stored, **expected}


def test_new_round_forgets_the_former_decision_and_counts_on(tables: Tables) -> None:
    decided = {"ReviewedBy": "ruth", "ReviewedAt": "2027-01-01T00:00:00Z", "Note": "calm again"}
    tables.put(flagged(Status="EXPIRED", Version=5, **decided))
    assert applied(tables, writes.open_entry(a_flag()))
    entry = read(tables.get() or {})
    assert (entry.status, entry.flag_count, entry.version) == ("FLAGGED", 2, 6)
    assert (entry.reviewed_by, entry.reviewed_at, entry.note) == ("", "", "")


def test_nothing_is_stored_of_an_empty_text(tables: Tables) -> None:
    tables.put(flagged(Status="EXPIRED", Reason="shouts"))
    assert applied(tables, writes.open_entry(a_flag(reason="", flagged_by="")))
    stored = tables.get() or {}
    assert not {"Reason", "FlaggedBy"} & set(stored)


@pytest.mark.parametrize("seen", [NOW + 1, NOW + 99 * DAY, None])
@pytest.mark.parametrize("end", [NOW + 2, NOW + 98 * DAY, None])
def test_joining_flag_that_saw_another_end_never_shortens(tables: Tables, seen: int | None, end: int | None) -> None:
    def ending(at: int | None) -> Item:
        return item(Status="APPROVED", ExpiresAt=at)

    tables.put(ending(end))
    applied(tables, writes.join_entry(a_flag(), ending(seen)))
    after = read(tables.get() or {}).expires_at
    assert after is None if end is None else after is not None and after >= end


def test_flag_counts_once_whatever_state_its_entry_came_to(tables: Tables) -> None:
    for status in ("FLAGGED", "APPROVED", "EXPIRED", "REFUSED"):
        tables.put(flagged(Status=status, FlagIds={"flag-1", "flag-2"}))
        for write in (
            writes.open_entry(a_flag()),
            writes.join_entry(a_flag(), tables.get() or {}),
            writes.keep_for_review(a_flag(), "too_many_flags"),
        ):
            assert not applied(tables, write), status


def test_hour_of_an_agent_is_counted_by_flag_and_kept_two_hours(tables: Tables) -> None:
    write = counters.count_flag("noah", a_flag().id_in_hour, 2, NOW)
    tables.client.update_item(TableName="History", **write)
    assert tables.counter("agent:noah", "flags#2027-01-15T08") == {
        "ContactNumber": {"S": "agent:noah"},
        "At": {"S": "flags#2027-01-15T08"},
        "FlagCount": {"N": "1"},
        "FlagIds": {"SS": [writes.id_in_hour("flag-2", CALLER)]},
        "RetainUntil": {"N": str(NOW + 7200)},
    }
