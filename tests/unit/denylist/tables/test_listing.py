"""What reviewers read: pages that hold every entry once, a history in order, and counts by day."""

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from denylist.errors import StoreError
from denylist.tables.listing import Calls, Listing, Place
from denylist.text import iso
from tests.unit.records import CALLER, NOW, flagged, item
from tests.unit.tables import Tables


@pytest.fixture
def listing(tables: Tables) -> Listing:
    return Listing(tables.client, "Denylist", "History")


def number(n: int) -> str:
    return f"+1206555{n:04}"


def put(tables: Tables, status: str, count: int) -> None:
    for n in range(count):
        tables.put(flagged(number(n), Status=status, FlaggedAt=iso(NOW + n)))


def read_all(listing: Listing, status: str, limit: int) -> list[str]:
    """Every number of a status, page by page."""
    numbers: list[str] = []
    page, place = listing.page(status, limit, None)
    while True:
        numbers += [entry.number for entry in page]
        if place is None:
            return numbers
        page, place = listing.page(status, limit, place)


@pytest.mark.parametrize("limit", [1, 3, 10, 100])
def test_pages_hold_every_entry_once(listing: Listing, tables: Tables, limit: int) -> None:
    put(tables, "PENDING", 10)
    tables.put(flagged(number(99), Status="APPROVED"))
    assert read_all(listing, "PENDING", limit) == [number(n) for n in range(10)]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10, 11])
def test_next_page_is_named_only_where_there_is_one(listing: Listing, tables: Tables, count: int) -> None:
    """DynamoDB itself names a next page whenever a page is full, even if nothing follows."""
    put(tables, "PENDING", count)
    page, place = listing.page("PENDING", 5, None)
    assert (len(page), place is not None) == (min(count, 5), count > 5)
    following = listing.page("PENDING", 5, place) if place else ([], None)
    assert (len(following[0]), following[1] is not None) == (min(max(count - 5, 0), 5), count > 10)


def test_ended_entries_are_listed_newest_first(listing: Listing, tables: Tables) -> None:
    put(tables, "EXPIRED", 5)
    assert read_all(listing, "EXPIRED", 2) == [number(n) for n in reversed(range(5))]


def test_flags_of_the_same_second_are_not_lost_between_pages(listing: Listing, tables: Tables) -> None:
    tables.put(*(flagged(number(n), Status="PENDING") for n in range(7)))
    assert sorted(read_all(listing, "PENDING", 2)) == [number(n) for n in range(7)]


def test_place_of_a_removed_entry_still_leads_on(listing: Listing, tables: Tables) -> None:
    put(tables, "PENDING", 4)
    page, _ = listing.page("PENDING", 2, Place(number(1), iso(NOW + 1)))
    tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": number(1)}})
    assert listing.page("PENDING", 2, Place(number(1), iso(NOW + 1)))[0] == page


def change(second: int, sequence: int, event: str) -> dict[str, Any]:
    at = {"S": f"{iso(NOW + second)}#event-{event}"}
    return {**item(), "At": at, "Event": {"S": event}, "Sequence": {"S": str(sequence)}}


def test_history_is_newest_first_and_in_order_within_a_second(listing: Listing, tables: Tables) -> None:
    for second, sequence, event in [(0, 9, "flagged"), (5, 100, "expired"), (5, 99, "approved"), (6, 1000, "lapsed")]:
        tables.put(change(second, sequence, event), table="History")
    changes, _ = listing.history(CALLER, 10)
    assert [i["Event"]["S"] for i in changes] == ["lapsed", "expired", "approved", "flagged"]


def test_history_comes_with_the_denied_calls(listing: Listing, tables: Tables) -> None:
    assert listing.history(CALLER, 10) == ([], Calls())
    tables.put(change(0, 1, "flagged"), table="History")
    counter = {"DeniedCount": 3, "LastDeniedAt": iso(NOW)}
    tables.put(item(f"calls:{CALLER}", At="denied", **counter), table="History")
    changes, calls = listing.history(CALLER, 1)
    assert (len(changes), calls) == (1, Calls(3, iso(NOW)))


def test_counters_of_agents_and_days_are_no_history(listing: Listing, tables: Tables) -> None:
    tables.put(item("day", At="2027-01-15", Flags=3), item("agent:maria", At="flags#2027-01-15T08"), table="History")
    assert listing.history("day", 10)[0] == listing.history("agent:maria", 10)[0] == []


def test_days_are_those_between_two_dates(listing: Listing, tables: Tables) -> None:
    for day in ("2027-01-13", "2027-01-14", "2027-01-16"):
        tables.put(item("day", At=day, Flags=1, DeniedCalls=2), table="History")
    days = listing.days("2027-01-14", "2027-01-16")
    assert sorted(days) == ["2027-01-14", "2027-01-16"]
    assert (days["2027-01-14"].flags, days["2027-01-14"].denied_calls) == (1, 2)


@pytest.mark.parametrize(
    "ask",
    [lambda it: it.page("PENDING", 1, None), lambda it: it.history(CALLER, 1), lambda it: it.days("a", "b")],
)
def test_no_answer_is_a_store_error(ask: Any) -> None:  # noqa: ANN401
    class Silent:
        def query(self, **_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://dynamodb")

    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        ask(Listing(Silent(), "Denylist", "History"))  # type: ignore[arg-type]
