"""No write of our own is news to the stream."""

import pytest

from denylist import stream, writes
from denylist.entries import read
from denylist.text import iso
from tests.unit.denylist.sending import applied, transacted
from tests.unit.denylist.stores import FOUND, TYPED, a_move
from tests.unit.records import DAY, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables, changes


def news(before: dict[str, Item], tables: Tables) -> list[stream.Change]:
    """What the stream would say of the difference."""
    records = [stream.parse(raw) for raw in changes(before, tables.entries())]
    assert records
    assert not any(stream.is_claim(record) and record.new for record in records)
    return [change for record in records if (change := stream.change_of(record))]


CLAIMS = {
    "flag": flagged(),
    "flag without agent": {k: v for k, v in flagged().items() if k != "FlaggedBy"},
    "typed": item(),
    "typed with an end": item(ExpiresAt=NOW + DAY),
    "typed with an unreadable end": item(ExpiresAt="soon"),
    "whole, pending": item(Status="PENDING"),
    "whole, pending with an unreadable end": item(Status="PENDING", ExpiresAt="soon"),
    "whole, approved": item(Status="APPROVED", ReviewedBy="ruth"),
    "whole, protected": item(Status="PROTECTED"),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_completing_is_not_news(tables: Tables, claim: Item) -> None:
    tables.put(claim)
    before = tables.entries()
    write = writes.complete_entry(claim, FOUND, NOW + WINDOW, "event-1")
    assert write
    assert applied(tables, write)
    assert news(before, tables) == []


@pytest.mark.parametrize("claim", [c for c in CLAIMS.values() if c is not CLAIMS["whole, protected"]])
def test_refusing_is_not_news(tables: Tables, claim: Item) -> None:
    tables.put(claim)
    before = tables.entries()
    assert applied(tables, writes.refuse_entry(read(claim), "not_a_number", NOW + WINDOW, "event-1", iso(NOW)))
    assert news(before, tables) == []


THERE = {
    "nothing": None,
    "expired": {"Status": "EXPIRED"},
    "moved before": {"Status": "EXPIRED", "SettledBy": "event-0"},
}


@pytest.mark.parametrize("there", THERE.values(), ids=THERE)
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED", "PROTECTED"])
def test_placing_a_spelling_is_not_news(tables: Tables, there: dict[str, str] | None, status: str | None) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, *([item(**there)] if there else []))
    before = tables.entries()
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert news(before, tables) == []


@pytest.mark.parametrize("there", [flagged(), flagged(SettledBy="event-0"), item(), item(Status="APPROVED")])
def test_joining_with_a_spelling_is_not_news(tables: Tables, there: Item) -> None:
    tables.put(item(TYPED), there)
    before = tables.entries()
    assert transacted(tables, item(TYPED), writes.join_spelling(a_move(item(TYPED)), read(there)))
    records = [stream.parse(raw) for raw in changes(before, tables.entries())]
    assert len(records) == 2
    assert [change for record in records if record.new and (change := stream.change_of(record))] == []
