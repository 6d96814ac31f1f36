"""All the project's DynamoDB: two tables, and botocore's errors turned into this package's."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from denylist import counters, entries, expressions, writes
from denylist.agent_key import agent_key
from denylist.errors import StoreBusyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Entry, Item
    from denylist.expressions import Write
    from denylist.rulings import Decision
    from denylist.writes import Flag

# Each turn either ends or shows a newer entry, and an entry has few states to pass through.
_TURNS = 8
_WAITS = (0.02, 0.05, 0.1, 0.2)


class Store:
    """DenylistTable and HistoryTable, by their names, through one low-level client."""

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def get(self, number: str) -> Entry | None:
        """The number's entry as it is now (a consistent read), in force or not.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        answer = ask(self._client.get_item, TableName=self._table, Key=expressions.key(number), ConsistentRead=True)
        item = answer.get("Item")
        return entries.read(item) if item else None

    def flag(self, flag: Flag) -> str:
        """Store a flag once, and say what it met: `added`, `already_listed` or `protected`.

        A retry is told how its flag stands now: `refused` if it was only kept for review, `ended` if it denies no more.
        Every turn is one conditional UpdateItem whose failure brings the entry that stood in the way,
        so nothing is read first and nothing can change in between.

        Raises:
            StoreBusyError: others kept changing the entry; the flag was not stored, and trying again is safe.
            StoreError: DynamoDB did not answer; whether the flag was stored is unknown, and trying again is safe.
        """
        opening, entry = True, self._update(writes.open_entry(flag))
        for _ in range(_TURNS):
            if entry is None:
                return "added" if opening else "already_listed"
            if former := _former_answer(flag, entry):
                return former
            if entry.status == entries.PROTECTED:
                return "protected"
            opening = not entry.is_in_force(flag.now)
            entry = self._update(writes.open_entry(flag, entry) if opening else writes.join_entry(flag, entry))
        raise StoreBusyError("the entry kept changing while it was being flagged")

    def is_within(self, flag: Flag, limit: int) -> bool:
        """Whether the agent of this flag has made at most `limit` in its clock hour; each flag counts once.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        write = counters.count_flag(agent_key(flag.flagged_by), flag.id_in_hour, limit, flag.now)
        full = self._update(write, self._history)
        return full is None or flag.id_in_hour in full.flag_ids

    def is_first_told(self, agent: str, told: str, now: int) -> bool:
        """Whether supervisors have yet to be told of the agent's flags over the limit in this clock hour.

        True once an hour, and again for the stream record (`told`) that it was true for.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        return self._update(counters.tell_once(agent_key(agent), told, now), self._history) is None

    def keep_for_review(self, flag: Flag, why: str) -> str:
        """Keep a flag that must not deny, unless the number has an entry in force or is protected: `refused`.

        A retry of a flag that was stored as one that denies is answered as `flag` would.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        met = self._update(writes.keep_for_review(flag, why))
        if met and (former := _former_answer(flag, met)):
            return former
        if met and (met.odd or len(met.flag_ids) >= writes.MOST_FLAG_IDS):
            self._update(writes.keep_for_review(flag, why, met))
        return "refused"

    def decide(self, decision: Decision) -> tuple[Entry, bool]:
        """Make a reviewer's decision; the entry as it is now, and whether that is what was decided.

        A decision whose answer was lost is found made; any other change since is left as it is.

        Raises:
            StoreError: DynamoDB did not answer; whether it was decided is unknown, and trying again is safe.
        """
        try:
            answer = send(
                self._client.update_item,
                TableName=self._table,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **decision.as_write(),
            )
        except ClientError as exc:
            if code_of(exc) != "ConditionalCheckFailedException":
                raise store_error(exc) from exc
            met = _met(exc.response.get("Item"))
            return met, decision.is_made_in(met)
        except BotoCoreError as exc:
            raise store_error(exc) from exc
        return entries.read(answer["Attributes"]), True

    def _update(self, write: Write, table: str = "") -> Entry | None:
        """`None` when written; else the entry that made the condition fail, one not in force if there is none."""
        try:
            send(
                self._client.update_item,
                TableName=table or self._table,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **write,
            )
        except ClientError as exc:
            if code_of(exc) != "ConditionalCheckFailedException":
                raise store_error(exc) from exc
            return _met(exc.response.get("Item"))
        except BotoCoreError as exc:
            raise store_error(exc) from exc
        return None

    def count_day(self, name: str, at: str, retain_until: int) -> None:
        """Add one to `name` (`Flags`, `DeniedCalls`) of the day of `at` (ISO 8601 UTC): a chart's data, no ledger.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        ask(self._client.update_item, TableName=self._history, **counters.of_day(name, at, retain_until))


def send(operation: Callable[..., Any], **parameters: Any) -> Any:  # noqa: ANN401 - any operation's own shapes
    """The operation's answer, asked again while a transaction is at one of its items: that takes milliseconds.

    Raises:
        ClientError: anything else, or a transaction that is still at it.
        BotoCoreError: there was no answer.
    """
    for wait in _WAITS:
        try:
            return operation(**parameters)
        except ClientError as exc:
            if not _is_conflict(exc):
                raise
        time.sleep(wait)
    return operation(**parameters)


def _is_conflict(exc: ClientError) -> bool:
    """Whether another writer was at one of the items, and no condition failed besides."""
    if code_of(exc) != "TransactionCanceledException":
        return code_of(exc) == "TransactionConflictException"
    reasons = {reason.get("Code") for reason in exc.response.get("CancellationReasons", [])}
    return "TransactionConflict" in reasons and "ConditionalCheckFailed" not in reasons


def ask(operation: Callable[..., Any], **parameters: Any) -> Any:  # noqa: ANN401 - any operation's own shapes
    """The operation's answer.

    Raises:
        StoreError: DynamoDB did not answer.
    """
    try:
        return send(operation, **parameters)
    except (ClientError, BotoCoreError) as exc:
        raise store_error(exc) from exc


def _former_answer(flag: Flag, entry: Entry) -> str:
    """What became of an earlier attempt at the same flag, as it is now; empty when there was none."""
    if flag.flag_id not in entry.flag_ids:
        return ""
    if entry.is_in_force(flag.now):
        return "added" if entry.opened_by == flag.flag_id else "already_listed"
    return {entries.REFUSED: "refused", entries.PROTECTED: "protected"}.get(entry.status or "", "ended")


def _met(item: object) -> Entry:
    """The entry that stood in a write's way; where there was none, one that denies nobody."""
    return entries.read(cast("Item", item)) if item else entries.Entry("", entries.EXPIRED)


def code_of(exc: ClientError) -> str:
    """The service's word for what went wrong."""
    return exc.response.get("Error", {}).get("Code", "")


def store_error(exc: ClientError | BotoCoreError) -> StoreError:
    """DynamoDB's code alone: its message may quote an item."""
    return StoreError(code_of(exc) if isinstance(exc, ClientError) else type(exc).__name__)
