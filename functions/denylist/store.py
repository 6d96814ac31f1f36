"""All the project's DynamoDB: two tables, and botocore's errors turned into this package's."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from denylist import counts, entries, expressions, writes
from denylist.errors import StoreBusyError, StoreError
from denylist.stream import mark
from denylist.text import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.decisions import Decision
    from denylist.entries import Entry, Item
    from denylist.expressions import Write
    from denylist.writes import Flag, Move

# Each turn either ends or shows a newer entry, and an entry has few states to pass through.
_TURNS = 8


class Recorded(Enum):
    """What became of an item of history; its execution announces what is `NEW` or written `AGAIN`."""

    NEW = auto()
    AGAIN = auto()
    BY_ANOTHER = auto()


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

        `refused` is the answer to a retry of a flag that was only kept for review.
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
        write = writes.count_flag(flag.flagged_by, iso(flag.now)[:13], flag, limit)
        full = self._update(write, self._history)
        return full is None or flag.id_in_hour in full.flag_ids

    def is_first_told(self, agent: str, hour: str, told: str, retain_until: int) -> bool:
        """Whether supervisors have yet to be told of the agent's flags over the limit in that hour.

        True once for each hour, and again for the stream record (`told`) that it was true for.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        return self._update(writes.tell_once(agent, hour, told, retain_until), self._history) is None

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

    def apply(self, write: Write) -> bool:
        """Send a conditional write; `False` if its condition no longer holds.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        return self._update(write) is None

    def decide(self, decision: Decision) -> tuple[Entry, bool]:
        """Make a reviewer's decision; the entry as it is now, and whether that is what was decided.

        A decision whose answer was lost is found made; any other change since is left as it is.

        Raises:
            StoreError: DynamoDB did not answer; whether it was decided is unknown, and trying again is safe.
        """
        try:
            answer = self._client.update_item(
                TableName=self._table,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **decision.as_write(),
            )
        except ClientError as exc:
            if _code(exc) != "ConditionalCheckFailedException":
                raise _store_error(exc) from exc
            met = _met(exc.response.get("Item"))
            return met, decision.is_made_in(met)
        except BotoCoreError as exc:
            raise _store_error(exc) from exc
        return entries.read(answer["Attributes"]), True

    def _update(self, write: Write, table: str = "") -> Entry | None:
        """`None` when written; else the entry that made the condition fail, one not in force if there is none."""
        try:
            self._client.update_item(
                TableName=table or self._table, ReturnValuesOnConditionCheckFailure="ALL_OLD", **write
            )
        except ClientError as exc:
            if _code(exc) != "ConditionalCheckFailedException":
                raise _store_error(exc) from exc
            return _met(exc.response.get("Item"))
        except BotoCoreError as exc:
            raise _store_error(exc) from exc
        return None

    def move(self, move: Move) -> str:
        """Move a hand-typed spelling to its number in one transaction; what it met there.

        `added`, `already_listed`, `protected`, or `gone` when somebody changed or removed the spelling
        since it was typed.

        Raises:
            StoreBusyError: others kept changing the number's entry; nothing was moved.
            StoreError: DynamoDB did not answer.
        """
        typed = entries.read(move.image)
        placed, placing = True, writes.place_spelling(move)
        for _ in range(_TURNS):
            put = {"Put" if "Item" in placing else "Update": {"TableName": self._table, **placing}}
            failed = self._transact({"Delete": {"TableName": self._table, **writes.remove_spelling(typed)}}, put)
            if failed is None:
                return "added" if placed else "already_listed"
            if "Delete" in failed:
                return self._after_lost_spelling(move)
            entry = failed["Put"]
            if entry.status == entries.PROTECTED:
                return "protected"
            placed = not entry.is_in_force(move.now)
            placing = writes.place_spelling(move) if placed else writes.join_spelling(move, entry)
        raise StoreBusyError("the entry kept changing while a spelling was being moved to it")

    def _after_lost_spelling(self, move: Move) -> str:
        """What a former attempt, whose answer was lost, made of a spelling that is no longer as it was typed."""
        spelling, entry = self.get(entries.read(move.image).number), self.get(move.number)
        if entry and entry.opened_by == move.mark:
            return "added"
        if entry and entry.settled_by == move.mark:
            return "already_listed"
        refused = spelling and spelling.settled_by == mark(move.event_id, spelling.number)
        return "protected" if refused else "gone"

    def _transact(self, delete: Any, put: Any) -> dict[str, Entry] | None:  # noqa: ANN401 - botocore's item unions
        """`None` when both were written; else what stood in the way of which."""
        for write in (*delete.values(), *put.values()):
            write["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        try:
            self._client.transact_write_items(TransactItems=[delete, put])
        except ClientError as exc:
            failed = _failed_conditions(exc)
            if not failed:
                raise _store_error(exc) from exc
            return failed
        except BotoCoreError as exc:
            raise _store_error(exc) from exc
        return None

    def record(self, item: Mapping[str, Any], execution: str) -> Recorded:
        """Write one history item, keyed by its stream record; whether it is this execution's to announce.

        A retry within one execution finds its own item and says yes again; another delivery of the
        same stream record finds somebody else's and says no. So each change is announced once.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        try:
            answer = self._client.put_item(
                TableName=self._history,
                Item={**item, "Execution": {"S": execution}},
                ConditionExpression="attribute_not_exists(ContactNumber) OR Execution = :execution",
                ExpressionAttributeValues={":execution": {"S": execution}},
                ReturnValues="ALL_OLD",
            )
        except ClientError as exc:
            if _code(exc) == "ConditionalCheckFailedException":
                return Recorded.BY_ANOTHER
            raise _store_error(exc) from exc
        except BotoCoreError as exc:
            raise _store_error(exc) from exc
        return Recorded.AGAIN if answer.get("Attributes") else Recorded.NEW

    def count_day(self, name: str, at: str, retain_until: int) -> None:
        """Add one to `name` (`Flags`, `DeniedCalls`) of the day of `at` (ISO 8601 UTC): a chart's data, no ledger.

        Raises:
            StoreError: DynamoDB did not answer.
        """
        ask(self._client.update_item, TableName=self._history, **counts.of_day(name, at, retain_until))


def ask(operation: Callable[..., Any], **parameters: Any) -> Any:  # noqa: ANN401 - any operation's own shapes
    """The operation's answer.

    Raises:
        StoreError: DynamoDB did not answer.
    """
    try:
        return operation(**parameters)
    except (ClientError, BotoCoreError) as exc:
        raise _store_error(exc) from exc


def _former_answer(flag: Flag, entry: Entry) -> str:
    """What an earlier attempt at the same flag made of the entry; empty when there was none."""
    if flag.flag_id not in entry.flag_ids:
        return ""
    if entry.status == entries.REFUSED:
        return "refused"
    return "added" if entry.opened_by == flag.flag_id else "already_listed"


def _failed_conditions(exc: ClientError) -> dict[str, Entry]:
    """Which of a transaction's two conditions failed, with the entry each met; empty for any other failure.

    A conflict with another transaction, or throttling, is no answer about the conditions: the caller's
    retry asks again.
    """
    reasons = exc.response.get("CancellationReasons", [])
    if _code(exc) != "TransactionCanceledException":
        return {}
    return {
        name: _met(reason.get("Item"))
        for name, reason in zip(("Delete", "Put"), reasons, strict=False)
        if reason.get("Code") == "ConditionalCheckFailed"
    }


def _met(item: object) -> Entry:
    """The entry that stood in a write's way; where there was none, one that denies nobody."""
    return entries.read(cast("Item", item)) if item else entries.Entry("", entries.EXPIRED)


def _code(exc: ClientError) -> str:
    return exc.response.get("Error", {}).get("Code", "")


def _store_error(exc: ClientError | BotoCoreError) -> StoreError:
    """DynamoDB's code alone: its message may quote an item."""
    return StoreError(_code(exc) if isinstance(exc, ClientError) else type(exc).__name__)
