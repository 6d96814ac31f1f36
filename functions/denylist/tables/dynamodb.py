"""Requests to DynamoDB through boto3: repeated during a transaction, with faults as this package's errors."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from denylist.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from denylist.entries import Item

_WAITS = (0.02, 0.05, 0.1, 0.2)
"""Seconds; a transaction takes milliseconds."""
_FAILED = "ConditionalCheckFailed"


class ConditionFailedError(StoreError):
    """A write was not made, because an item is not as its condition wants it. It does not leave this folder."""

    def __init__(self, met: Mapping[int, Item]) -> None:
        super().__init__(f"{_FAILED}Exception")
        self.met = met
        """Those items, by their part of the write; empty for one that is not there."""


def ask(operation: Callable[..., Any], **parameters: Any) -> Any:  # noqa: ANN401 - any operation's own shapes
    """The operation's answer.

    Raises:
        ConditionFailedError: a write was not made, because an item is not as its condition wants it.
        StoreError: DynamoDB did not answer. It names the code alone, because DynamoDB's message may quote an item.
    """
    try:
        return _send(operation, **parameters)
    except ClientError as exc:
        met = _met_by(exc)
        raise (ConditionFailedError(met) if met else StoreError(_code_of(exc))) from exc
    except BotoCoreError as exc:
        raise StoreError(type(exc).__name__) from exc


def _met_by(exc: ClientError) -> dict[int, Item]:
    """The items that failed their conditions, by their part of the transaction; empty for any other fault."""
    response: Any = exc.response
    if _code_of(exc) == f"{_FAILED}Exception":
        return {0: response.get("Item", {})}
    reasons = response.get("CancellationReasons", [])
    return {n: reason.get("Item", {}) for n, reason in enumerate(reasons) if reason.get("Code") == _FAILED}


def _send(operation: Callable[..., Any], **parameters: Any) -> Any:  # noqa: ANN401 - any operation's own shapes
    for wait in _WAITS:
        try:
            return operation(**parameters)
        except ClientError as exc:
            if not _is_conflict(exc):
                raise
        time.sleep(wait)
    return operation(**parameters)


def _is_conflict(exc: ClientError) -> bool:
    """Whether another transaction was under way on one of the items, and no condition failed."""
    if _code_of(exc) != "TransactionCanceledException":
        return _code_of(exc) == "TransactionConflictException"
    reasons = {reason.get("Code") for reason in exc.response.get("CancellationReasons", [])}
    return "TransactionConflict" in reasons and _FAILED not in reasons


def _code_of(exc: ClientError) -> str:
    return exc.response.get("Error", {}).get("Code", "")
