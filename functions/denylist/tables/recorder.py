"""History and own writes in DynamoDB: one transaction each, and the records of own writes known by what it left."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError, ClientError

from denylist import own
from denylist.tables.store import ask, code_of, send, store_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Item
    from denylist.own import OwnWrite
    from denylist.stream import Record


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a history item: written, there already, or not written because an entry is not as it was."""

    item: Item | None
    """As it is in the table; `None` where it was not written."""
    new: bool = False
    """Whether it was written now."""
    met: Mapping[str, Item] = field(default_factory=dict)
    """Entries that were in an own write's way, by their keys; empty for one that is gone."""


class Recorder:
    """DenylistTable and HistoryTable through one low-level client. Its methods raise `StoreError`."""

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def record(self, item: Item, writes: Sequence[OwnWrite] = ()) -> Recorded:
        """Write one history item, keyed by its stream record, and these changes of entries: all of it or nothing.

        The item that is there already, of a former attempt or of another delivery of the record, is left as it is.
        """
        put = {"Item": item, "ConditionExpression": "attribute_not_exists(ContactNumber)"}
        changes = [_part(write.action, self._table, write.parameters) for write in writes]
        met = self._transact([_part("Put", self._history, put), *changes])
        if not met:
            return Recorded(item, new=True)
        if 0 in met:
            return Recorded(met[0])
        return Recorded(None, met={write.number: met[n] for n, write in enumerate(writes, 1) if n in met})

    def is_own(self, record: Record, partition: str) -> bool:
        """Whether the record is of an own write, by a history item that no other record has claimed; it is claimed.

        `partition` is the key of the record's history. Where the entry is gone, and so cannot say where to look, its
        history is looked through.
        """
        return any(
            self._claim(place, digest, record.event_id)
            for digest in own.digests_of(record)
            for place in self._places(record, partition, digest)
        )

    def _places(self, record: Record, partition: str, digest: str) -> Iterator[tuple[str, str]]:
        if place := own.place_of(record):
            yield place
        if record.new is None and partition != record.entry.number:
            yield from self._proofs(partition, digest)

    def _proofs(self, partition: str, digest: str) -> Iterator[tuple[str, str]]:
        """Where the digest is among a number's history."""
        start: dict[str, Any] = {}
        while True:
            answer = ask(
                self._client.query,
                TableName=self._history,
                KeyConditionExpression="ContactNumber = :number",
                FilterExpression="attribute_exists(Wrote.#digest)",
                ProjectionExpression="ContactNumber, #At",
                ExpressionAttributeNames={"#digest": digest, "#At": "At"},
                ExpressionAttributeValues={":number": {"S": partition}},
                ScanIndexForward=False,
                ConsistentRead=True,
                **start,
            )
            yield from ((item["ContactNumber"]["S"], item["At"]["S"]) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _claim(self, place: tuple[str, str], digest: str, event_id: str) -> bool:
        """Whether the proof is there and this record's; the same record may claim it again."""
        try:
            send(
                self._client.update_item,
                TableName=self._history,
                Key={"ContactNumber": {"S": place[0]}, "At": {"S": place[1]}},
                UpdateExpression="SET Wrote.#digest = :event",
                ConditionExpression="Wrote.#digest IN (:unclaimed, :event)",
                ExpressionAttributeNames={"#digest": digest},
                ExpressionAttributeValues={":event": {"S": event_id}, ":unclaimed": {"S": own.UNCLAIMED}},
            )
        except ClientError as exc:
            if code_of(exc) != "ConditionalCheckFailedException":
                raise store_error(exc) from exc
            return False
        except BotoCoreError as exc:
            raise store_error(exc) from exc
        return True

    def _transact(self, parts: list[Any]) -> dict[int, Item]:
        """Nothing when all was written; else what each part met whose condition failed, by its place."""
        try:
            send(self._client.transact_write_items, TransactItems=parts)
        except ClientError as exc:
            reasons = exc.response.get("CancellationReasons", [])
            failed = {n: reason for n, reason in enumerate(reasons) if reason.get("Code") == "ConditionalCheckFailed"}
            if code_of(exc) != "TransactionCanceledException" or not failed:
                raise store_error(exc) from exc
            return {n: cast("Item", reason.get("Item", {})) for n, reason in failed.items()}
        except BotoCoreError as exc:
            raise store_error(exc) from exc
        return {}


def _part(action: str, table: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a transaction that says what it met where its condition fails."""
    sent = {"TableName": table, **parameters, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {action: _as_bytes(sent)}


def _as_bytes(value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON at any depth
    """Binary values as botocore wants them: a stream record holds them in base64."""
    if isinstance(value, Mapping):
        return {name: _decoded(name, inner) for name, inner in value.items()}
    return [_as_bytes(inner) for inner in value] if isinstance(value, list) else value


def _decoded(kind: str, value: Any) -> Any:  # noqa: ANN401 - the same
    if kind == "B" and isinstance(value, str):
        return base64.b64decode(value)
    if kind == "BS" and isinstance(value, list):
        return [base64.b64decode(one) if isinstance(one, str) else one for one in value]
    return _as_bytes(value)
