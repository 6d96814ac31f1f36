"""Changes kept for a digest are read whole and in order, and deleted exactly, despite pages and half-done batches."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from denylist.errors import StoreBusyError, StoreError
from denylist.tables import digests
from denylist.tables.digests import Waiting
from tests.unit.records import CALLER, Item, item
from tests.unit.tables import Tables


@pytest.fixture
def store(tables: Tables) -> Waiting:
    return Waiting(tables.client, "History")


def kept(n: int, **attributes: Any) -> Item:  # noqa: ANN401
    return item("digest", At=f"2027-01-15T08:{n // 60:02}:{n % 60:02}Z#event-{n}", Change="{}", **attributes)


def put(tables: Tables, count: int, **attributes: Any) -> list[Item]:  # noqa: ANN401
    items = [kept(n, **attributes) for n in range(count)]
    tables.put(*reversed(items), table="History")
    return items


def left(tables: Tables) -> list[Item]:
    items: list[Any] = tables.client.scan(TableName="History")["Items"]
    return items


def test_changes_are_read_oldest_first(store: Waiting, tables: Tables) -> None:
    items = put(tables, 7)
    assert store.oldest(100) == (items, False)


def test_nothing_else_of_the_table_is_read(store: Waiting, tables: Tables) -> None:
    tables.put(item("day", At="2027-01-15"), item(At="2027-01-15T08:00:00Z#e"), item(At="denied"), table="History")
    assert store.oldest(100) == ([], False)


def test_oldest_are_read_when_more_wait_than_asked_for(store: Waiting, tables: Tables) -> None:
    items = put(tables, 7)
    assert store.oldest(7) == (items, False)
    assert store.oldest(6) == (items[:6], True)


def test_that_more_wait_is_known_where_a_page_ends(slow: "Slow") -> None:
    pages = [{"Items": [kept(1), kept(2)], "LastEvaluatedKey": {}}, {"Items": [kept(3)]}]
    slow.query = lambda **_: pages.pop(0)  # type: ignore[attr-defined]
    assert Waiting(slow, "History").oldest(2) == ([kept(1), kept(2)], True)  # type: ignore[arg-type]


def test_every_page_is_read_and_consistently(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two megabytes are at least two pages, because DynamoDB's pages end at one megabyte."""
    items = put(tables, 30, Filler="x" * 70_000)
    asked: list[dict[str, Any]] = []
    query = tables.client.query

    def listened(**parameters: Any) -> Any:  # noqa: ANN401
        asked.append(parameters)
        return query(**parameters)

    monkeypatch.setattr(tables.client, "query", listened)
    assert Waiting(tables.client, "History").oldest(100) == (items, False)
    assert len(asked) > 1
    assert all(parameters["ConsistentRead"] is True for parameters in asked)


@pytest.mark.parametrize("count", [0, 1, 25, 26, 60])
def test_what_was_told_is_deleted_and_nothing_else(store: Waiting, tables: Tables, count: int) -> None:
    items = put(tables, 61)
    others = [item("day", At="2027-01-15"), item(CALLER, At="denied")]
    tables.put(*others, table="History")
    store.remove(items[:count])
    assert sorted(left(tables), key=str) == sorted([*items[count:], *others], key=str)


class Slow:
    """A table that processes only a part of each batch."""

    def __init__(self, does: int) -> None:
        self.does, self.done, self.waits = does, list[Any](), list[float]()

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803 - botocore's name
        requests = RequestItems["History"]
        self.done += requests[: self.does]
        return {"UnprocessedItems": {"History": requests[self.does :]} if requests[self.does :] else {}}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    table = Slow(10)
    monkeypatch.setattr(digests, "time", SimpleNamespace(sleep=table.waits.append))
    return table


def test_what_a_batch_left_undone_is_asked_for_again(slow: Slow) -> None:
    Waiting(slow, "History").remove([kept(n) for n in range(50)])  # type: ignore[arg-type]
    assert len(slow.done) == 50
    assert slow.waits == [0.05, 0.1] * 2, "two batches of three turns"


def test_a_table_that_does_nothing_is_a_fault(slow: Slow) -> None:
    slow.does = 0
    with pytest.raises(StoreBusyError):
        Waiting(slow, "History").remove([kept(1)])  # type: ignore[arg-type]
    assert sum(slow.waits) < 15


def test_no_answer_is_a_fault(store: Waiting, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="")

    for name in ("query", "batch_write_item"):
        monkeypatch.setattr(tables.client, name, silent)
    for ask in (lambda: store.oldest(1), lambda: store.remove([kept(1)])):
        with pytest.raises(StoreError):
            ask()
