"""No fault of DynamoDB escapes the store by another name than its own."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from denylist import decisions, entries, writes
from denylist.decisions import Decision, Ruling
from denylist.entries import Entry
from denylist.errors import DenylistError, StoreError
from denylist.store import Store
from tests.unit.denylist.stores import a_flag, a_move, store_on
from tests.unit.records import CALLER, NOW, WINDOW


class Broken:
    """A client that cannot do anything."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**_: object) -> None:
            raise self._error

        return call


def a_decision() -> Decision:
    decision = decisions.approve(Entry(CALLER, entries.PENDING, NOW + WINDOW, 1), Ruling("rita", NOW, 1, "30d"))
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
OPERATIONS: dict[str, Callable[[Store], object]] = {
    "get": lambda store: store.get(CALLER),
    "flag": lambda store: store.flag(a_flag("flag-1")),
    "is_within": lambda store: store.is_within(a_flag("flag-1"), 20),
    "is_first_told": lambda store: store.is_first_told("maria", "2027-01-15T08", "event-1", NOW),
    "keep_for_review": lambda store: store.keep_for_review(a_flag("flag-1"), "too_many_flags"),
    "apply": lambda store: store.apply(writes.refuse_entry(Entry(CALLER), "emergency", NOW, "event-1", "now")),
    "move": lambda store: store.move(a_move()),
    "record": lambda store: store.record({"ContactNumber": {"S": CALLER}, "At": {"S": "now"}}, "run-1"),
    "count_day": lambda store: store.count_day("Flags", "2027-01-15T08:00:00Z", NOW),
    "decide": lambda store: store.decide(a_decision()),
}


def test_every_operation_is_among_those_that_fail_below() -> None:
    assert set(OPERATIONS) == {name for name in vars(Store) if not name.startswith("_")}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_fault_of_dynamodb_escapes_by_another_name(operation: Callable[[Store], object], fault: Exception) -> None:
    with pytest.raises(StoreError) as caught:
        operation(store_on(Broken(fault)))
    assert isinstance(caught.value, DenylistError)
    assert caught.value.__cause__ is fault


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_store_error_names_the_code_and_no_item(operation: Callable[[Store], object]) -> None:
    with pytest.raises(StoreError, match=r"^ThrottlingException$"):
        operation(store_on(Broken(client_error("ThrottlingException"))))
    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        operation(store_on(Broken(ReadTimeoutError(endpoint_url="https://dynamodb"))))
