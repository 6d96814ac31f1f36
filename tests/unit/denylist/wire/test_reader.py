"""The check's reader, which reads what `Store` reads without an SDK, and its counters."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import counters
from denylist.entries import Entry, read
from denylist.errors import StoreError
from denylist.tables.store import Store
from denylist.wire.client import Wire
from denylist.wire.reader import Reader
from tests.unit.denylist.dynamodb_json import EXPIRIES, STATUS_VALUES
from tests.unit.dynamodb_http import DynamodbHttp, by_moto
from tests.unit.records import CALLER, DAY, NOW, OTHER, Item, flagged, item
from tests.unit.tables import Tables


class Port(Protocol):
    """The one method that the check reads with."""

    def get(self, number: str) -> Entry | None: ...


@pytest.fixture
def reader(dynamodb_http: DynamodbHttp) -> Iterator[Reader]:
    wire = Wire()
    yield Reader(wire, "Denylist", "History")
    wire.close()


@pytest.fixture(params=["Store", "Reader"])
def port(request: pytest.FixtureRequest, tables: Tables) -> Port:
    """Both classes that have the method, because they keep the same contract."""
    if request.param == "Store":
        return Store(tables.client, "Denylist", "History")
    found: Reader = request.getfixturevalue("reader")
    return found


def what_counts(stored: Item) -> Item:
    """A check reads what decides it, and none of the flags that an entry keeps."""
    return {name: value for name, value in stored.items() if name in ("ContactNumber", "Status", "ExpiresAt")}


# ── The contract of both ────────────────────────────────────────────────────────────────────────


def test_number_that_nobody_flagged_has_no_entry(port: Port) -> None:
    assert port.get(CALLER) is None


def test_entry_is_read_whole(port: Port, tables: Tables) -> None:
    whole = flagged(FlagIds={"SS": ["a", "b"]}, Before={"M": {"Version": {"N": "1"}}}, Note='"quoted"\n한국어 \\')
    tables.put(whole, flagged(OTHER))
    assert port.get(CALLER) == read(whole if isinstance(port, Store) else what_counts(whole))


@given(status=STATUS_VALUES | st.none(), expiry=EXPIRIES | st.just({"S": "soon"}) | st.none(), note=st.text())
def test_entry_is_read_as_it_stands(port: Port, tables: Tables, status: Any, expiry: Any, note: str) -> None:  # noqa: ANN401
    stored = item(Status=status, ExpiresAt=expiry, Note={"S": note})
    tables.put(stored)
    assert port.get(CALLER) == read(stored if isinstance(port, Store) else what_counts(stored))


@given(number=st.text(min_size=1, max_size=40))
def test_any_text_may_be_asked_for(port: Port, number: str) -> None:
    assert port.get(number) is None


def test_missing_table_is_a_store_error_named_by_its_code(port: Port, tables: Tables) -> None:
    tables.client.delete_table(TableName="Denylist")
    with pytest.raises(StoreError, match=r"^ResourceNotFoundException$"):
        port.get(CALLER)


# ── The reader alone ────────────────────────────────────────────────────────────────────────────


def test_read_is_consistent_and_one_request(reader: Reader, dynamodb_http: DynamodbHttp) -> None:
    reader.get(CALLER)
    (asked,) = dynamodb_http.requests
    assert asked.operation == "GetItem"
    assert b'"ConsistentRead": true' in asked.body


def test_read_is_tried_twice(reader: Reader, dynamodb_http: DynamodbHttp) -> None:
    dynamodb_http.act = lambda request: request.answer({"__type": "InternalServerError"}, 500)
    with pytest.raises(StoreError, match=r"^InternalServerError$"):
        reader.get(CALLER)
    assert dynamodb_http.operations == ["GetItem"] * 2


def test_count_is_sent_once(reader: Reader, dynamodb_http: DynamodbHttp) -> None:
    """A count whose answer is lost may have been made; if it were sent again, the call would count twice."""
    dynamodb_http.act = losing_the_answer(by_moto)
    with pytest.raises(StoreError):
        reader.count(counters.denied(CALLER, "2027-01-15T08:00:00Z", NOW), 30)
    assert dynamodb_http.operations == ["UpdateItem"]


def losing_the_answer(act: Callable[[Any], None]) -> Callable[[Any], None]:
    def lose(request: Any) -> None:  # noqa: ANN401
        request.send = lambda *_, **__: request.hang_up()
        act(request)

    return lose


def test_denied_calls_are_counted(reader: Reader, tables: Tables) -> None:
    for at in ("2027-01-15T08:00:00Z", "2027-01-15T08:00:09Z"):
        reader.count(counters.denied(CALLER, at, NOW + DAY), 30)
    counted = {
        "DeniedCount": {"N": "2"},
        "LastDeniedAt": {"S": "2027-01-15T08:00:09Z"},
        "RetainUntil": {"N": str(NOW + DAY)},
    }
    assert tables.counter(f"calls:{CALLER}", "denied") == {**item(f"calls:{CALLER}"), "At": {"S": "denied"}, **counted}
    assert tables.counter(f"calls:{OTHER}", "denied") is None
