"""Ten thousand entries, page by page: each page is one Query that reads what it returns and no more.

That keeps the last page as fast as the first. Times are printed and not asserted.
"""

import itertools
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from denylist.entries import Entry
from denylist.tables.listing import Listing
from denylist.text import iso
from review_entries import cursors
from tests.unit.records import NOW, Item, flagged
from tests.unit.tables import properties
from tools.embedded.stack import Stack

TABLE = "DenylistOfTenThousand"
ENTRIES = 10_000
OTHERS = 100
PAGE = 100
BATCH = 25
# Entries that were flagged in the same second, whose order is up to the index. None may be lost between two pages.
A_SECOND = 7

type Query = dict[str, Any]


def waiting(number: int) -> Item:
    return flagged(f"+1206{number:07}", Status="PENDING", FlaggedAt=iso(NOW + number // A_SECOND), Reason="shouts")


@pytest.fixture(scope="module")
def filled(stack: Stack) -> Iterator[Any]:
    """A client, and a table with the template's keys and index but without its stream: no workflow follows."""
    dynamodb, described = stack.client("dynamodb"), properties("DenylistTable")
    created = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    dynamodb.create_table(TableName=TABLE, **{name: described[name] for name in created})
    items = [
        *(waiting(number) for number in range(ENTRIES)),
        *(flagged(f"+1212{number:07}", Status="APPROVED") for number in range(OTHERS)),
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda batch: _put(dynamodb, batch), itertools.batched(items, BATCH, strict=False)))
    yield dynamodb
    dynamodb.delete_table(TableName=TABLE)


def _put(dynamodb: Any, items: tuple[Item, ...]) -> None:  # noqa: ANN401 - a client's methods are made at run time
    put = [{"PutRequest": {"Item": item}} for item in items]
    assert not dynamodb.batch_write_item(RequestItems={TABLE: put})["UnprocessedItems"]


@pytest.fixture
def requests(filled: Any) -> Iterator[list[tuple[str, Query]]]:  # noqa: ANN401 - as above
    """Every request to DynamoDB: the operation's name, and what it answered."""
    made: list[tuple[str, Query]] = []

    def keep(parsed: Query, model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's own
        made.append((model.name, parsed))

    filled.meta.events.register("after-call.dynamodb", keep)
    yield made
    filled.meta.events.unregister("after-call.dynamodb", keep)


def turn(listing: Listing, status: str) -> Iterator[tuple[list[Entry], float]]:
    """All pages of a status from the API, following the cursors, each with the seconds that it took."""
    cursor = None
    while True:
        started = time.perf_counter()
        page, place = listing.page(status, PAGE, cursors.read(cursor))
        yield page, time.perf_counter() - started
        cursor = cursors.write(place)
        if cursor is None:
            return


def test_each_page_of_ten_thousand_reads_what_it_returns(
    filled: Any,  # noqa: ANN401 - as above
    requests: list[tuple[str, Query]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    pages = list(turn(Listing(filled, TABLE, TABLE), "PENDING"))
    read = [len(page) for page, _ in pages]
    assert [name for name, _ in requests] == ["Query"] * len(pages)
    counted = [(answer["Count"], answer["ScannedCount"]) for _, answer in requests]
    # Each Query reads one item more, to see whether there is a next page. The last page has no more to read.
    assert counted == [(PAGE + 1, PAGE + 1)] * (len(pages) - 1) + [(PAGE, PAGE)]
    assert read == [PAGE] * (ENTRIES // PAGE)

    entries = [entry for page, _ in pages for entry in page]
    assert {entry.number for entry in entries} == {f"+1206{number:07}" for number in range(ENTRIES)}
    assert len(entries) == ENTRIES
    assert [entry.flagged_at for entry in entries] == sorted(entry.flagged_at for entry in entries)
    _tell(capsys, [seconds for _, seconds in pages[: ENTRIES // PAGE]])


def test_short_list_beside_a_long_one_reads_nothing_of_it(
    filled: Any,  # noqa: ANN401 - as above
    requests: list[tuple[str, Query]],
) -> None:
    pages = list(turn(Listing(filled, TABLE, TABLE), "APPROVED"))
    assert sum(len(page) for page, _ in pages) == OTHERS
    assert sum(answer["ScannedCount"] for _, answer in requests) == OTHERS
    assert len(requests) <= 2


def _tell(capsys: pytest.CaptureFixture[str], seconds: list[float]) -> None:
    first, last = (statistics.median(some) * 1000 for some in (seconds[:10], seconds[-10:]))
    with capsys.disabled():
        print(f"\n{ENTRIES} entries: a page took {first:.0f} ms at first, {last:.0f} ms at last")  # noqa: T201 - the report
