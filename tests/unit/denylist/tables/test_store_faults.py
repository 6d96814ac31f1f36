"""Every fault of DynamoDB leaves the store as a StoreError."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from denylist import decisions, entries, own
from denylist.entries import Entry
from denylist.errors import DenylistError, StoreError
from denylist.rulings import Decision, Ruling
from denylist.stream import parse
from denylist.tables.recorder import Recorder
from denylist.tables.store import Store
from tests.unit.denylist.stores import MARK, TYPED, a_flag, recorder_on, store_on
from tests.unit.records import CALLER, NOW, WINDOW, item, record
from tests.unit.tables import Tables


class Broken:
    """A client whose every call fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**_: object) -> None:
            raise self._error

        return call


def a_decision() -> Decision:
    decision = decisions.decide("expire", Entry(CALLER, entries.PENDING, NOW + WINDOW, 1), Ruling("rita", NOW, 1))
    assert isinstance(decision, Decision)
    return decision


def client_error(code: str, **response: Any) -> ClientError:  # noqa: ANN401
    return ClientError(cast("Any", {"Error": {"Code": code, "Message": f"{CALLER} shouts"}, **response}), "UpdateItem")


FAULTS = [
    client_error("ThrottlingException"),
    client_error("ProvisionedThroughputExceededException"),
    client_error("ResourceNotFoundException"),
    client_error("ValidationException"),
    client_error("AccessDeniedException"),
    client_error("InternalServerError"),
    client_error("TransactionConflictException"),
    client_error(
        "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "TransactionConflict"}]
    ),
    client_error("TransactionCanceledException"),
    client_error("TransactionInProgressException"),
    ClientError({}, "UpdateItem"),
    EndpointConnectionError(endpoint_url="https://dynamodb"),
    ConnectTimeoutError(endpoint_url="https://dynamodb"),
    ReadTimeoutError(endpoint_url="https://dynamodb"),
    NoCredentialsError(),
]
OPERATIONS: dict[str, Callable[[Any], object]] = {
    "get": lambda store: store.get(CALLER),
    "item": lambda store: store.item(CALLER),
    "withdraw": lambda store: store.withdraw(CALLER, "flag-1", NOW),
    "flag": lambda store: store.flag(a_flag("flag-1")),
    "is_within": lambda store: store.is_within(a_flag("flag-1"), 20),
    "is_first_told": lambda store: store.is_first_told("maria", "event-1", NOW),
    "keep_for_review": lambda store: store.keep_for_review(a_flag("flag-1"), "too_many_flags"),
    "count_day": lambda store: store.count_day("Flags", "2027-01-15T08:00:00Z", NOW),
    "decide": lambda store: store.decide(a_decision()),
}


OF_THE_RECORDER: dict[str, Callable[[Any], object]] = {
    "record": lambda recorder: recorder.record(
        {"ContactNumber": {"S": CALLER}, "At": {"S": "now"}}, [own.delete(item())]
    ),
    "is_own, by its mark": lambda recorder: recorder.is_own(parse(record(None, item(SettledBy=MARK))), CALLER),
    "is_own, by its number": lambda recorder: recorder.is_own(parse(record(item(TYPED), None)), CALLER),
}
ALL = [
    *(pytest.param(store_on, ask, id=name) for name, ask in OPERATIONS.items()),
    *(pytest.param(recorder_on, ask, id=name) for name, ask in OF_THE_RECORDER.items()),
]


def test_every_operation_is_among_those_that_fail_below() -> None:
    assert set(OPERATIONS) == {name for name in vars(Store) if not name.startswith("_")}
    assert {name.partition(",")[0] for name in OF_THE_RECORDER} == {n for n in vars(Recorder) if not n.startswith("_")}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("denylist.tables.dynamodb.time", SimpleNamespace(sleep=lambda _: None))


@pytest.mark.parametrize(("on", "operation"), ALL)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_fault_of_dynamodb_escapes_by_another_name(
    on: Callable[[object], object], operation: Callable[[object], object], fault: Exception
) -> None:
    with pytest.raises(StoreError) as caught:
        operation(on(Broken(fault)))
    assert isinstance(caught.value, DenylistError)
    assert caught.value.__cause__ is fault


@pytest.mark.parametrize(("on", "operation"), ALL)
def test_store_error_names_the_code_and_no_item(
    on: Callable[[object], object], operation: Callable[[object], object]
) -> None:
    with pytest.raises(StoreError, match=r"^ThrottlingException$"):
        operation(on(Broken(client_error("ThrottlingException"))))
    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        operation(on(Broken(ReadTimeoutError(endpoint_url="https://dynamodb"))))


class AtWork:
    """A client whose first calls conflict with a transaction."""

    def __init__(self, client: Any, times: int) -> None:  # noqa: ANN401
        self._client, self.times = client, times

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**parameters: object) -> Any:  # noqa: ANN401
            if self.times:
                self.times -= 1
                raise client_error("TransactionConflictException")
            return getattr(self._client, name)(**parameters)

        return call


def test_flag_waits_for_a_transaction_on_its_entry(tables: Tables) -> None:
    client = AtWork(tables.client, 3)
    assert store_on(client).flag(a_flag("flag-1")).result == "added"
    assert client.times == 0
