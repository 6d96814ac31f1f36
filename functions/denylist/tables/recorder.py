"""History and own writes in DynamoDB: each pair is one transaction, which leaves the proof of its own writes."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from denylist import own
from denylist.keys import history_key
from denylist.tables.dynamodb import ConditionFailedError, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Item
    from denylist.own import OwnWrite
    from denylist.stream import Record


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a history item: written, there already, or not written because an entry has changed."""

    item: Item | None
    """As it is in the table; `None` if it was not written."""
    new: bool = False
    """Whether it was written now."""
    met: Mapping[str, Item] = field(default_factory=dict)
    """The entries that have changed, by their keys; empty for one that is gone."""


class Recorder:
    """DenylistTable and HistoryTable through one low-level client. Its methods raise `StoreError`."""

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def record(self, item: Item, writes: Sequence[OwnWrite] = ()) -> Recorded:
        """Write a history item, keyed by its stream record, and these changes of entries: all of it or nothing.

        An item that is there already is left as it is: an earlier attempt or delivery of the record wrote it.
        """
        put = {"Item": item, "ConditionExpression": "attribute_not_exists(ContactNumber)"}
        changes = [_part(write.action, self._table, write.parameters) for write in writes]
        try:
            ask(self._client.transact_write_items, TransactItems=[_part("Put", self._history, put), *changes])
        except ConditionFailedError as exc:
            if 0 in exc.met:
                return Recorded(exc.met[0])
            return Recorded(None, met={write.number: exc.met[n] for n, write in enumerate(writes, 1) if n in exc.met})
        return Recorded(item, new=True)

    def is_own(self, record: Record, partition: str) -> bool:
        """Whether a history item proves that the record is of an own write; then the proof is claimed for this record.

        `partition` is where the record's history is. It is searched if the entry is gone, and cannot say which item.
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
        """The items of a number's history that hold the digest."""
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
        """Whether the proof is there and belongs to this record, which may claim it again."""
        try:
            ask(
                self._client.update_item,
                TableName=self._history,
                Key=history_key(*place),
                UpdateExpression="SET Wrote.#digest = :event",
                ConditionExpression="Wrote.#digest IN (:unclaimed, :event)",
                ExpressionAttributeNames={"#digest": digest},
                ExpressionAttributeValues={":event": {"S": event_id}, ":unclaimed": {"S": own.UNCLAIMED}},
            )
        except ConditionFailedError:
            return False
        return True


def _part(action: str, table: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a transaction, which returns the item if its condition fails."""
    sent = {"TableName": table, **parameters, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return {action: _as_bytes(sent)}


def _as_bytes(value: Any) -> Any:  # noqa: ANN401 - DynamoDB's JSON at any depth
    """Binary values as botocore wants them; in a stream record they are base64."""
    if isinstance(value, Mapping):
        return {name: _decoded(name, inner) for name, inner in value.items()}
    return [_as_bytes(inner) for inner in value] if isinstance(value, list) else value


def _decoded(kind: str, value: Any) -> Any:  # noqa: ANN401 - the same
    if kind == "B" and isinstance(value, str):
        return base64.b64decode(value)
    if kind == "BS" and isinstance(value, list):
        return [base64.b64decode(one) if isinstance(one, str) else one for one in value]
    return _as_bytes(value)
