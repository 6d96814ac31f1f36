"""Changes that wait for the next digest: items of HistoryTable under one partition key."""

from __future__ import annotations

import time
from itertools import batched
from typing import TYPE_CHECKING, Any

from denylist.errors import StoreBusyError
from denylist.keys import DIGEST
from denylist.tables.dynamodb import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Item

# How many items one BatchWriteItem takes, and how often it is retried for those that it left, waiting twice as long
# each time.
_TOGETHER = 25
_TURNS = 8
_WAIT = 0.05


class Waiting:
    """The waiting changes, through one low-level client. Its methods raise `StoreError`."""

    def __init__(self, client: DynamoDBClient, history: str) -> None:
        self._client = client
        self._history = history

    def oldest(self, most: int) -> tuple[list[Item], bool]:
        """At most `most` of the oldest changes, read consistently, and whether more wait."""
        items: list[Item] = []
        start: dict[str, Any] = {}
        while True:
            answer = ask(
                self._client.query,
                TableName=self._history,
                KeyConditionExpression="ContactNumber = :digest",
                ExpressionAttributeValues={":digest": {"S": DIGEST}},
                ConsistentRead=True,
                **start,
            )
            items += answer["Items"]
            if len(items) > most or "LastEvaluatedKey" not in answer:
                return items[:most], len(items) > most
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def remove(self, items: Sequence[Item]) -> None:
        """Delete these items. After a fault, those that were not deleted still wait."""
        for together in batched(items, _TOGETHER, strict=False):
            self._remove([{"DeleteRequest": {"Key": _key(item)}} for item in together])

    def _remove(self, requests: list[Any]) -> None:
        """Ask until DynamoDB has deleted all of them: it may do a batch in part.

        Raises:
            StoreBusyError: some are still there.
        """
        for turn in range(_TURNS):
            answer = ask(self._client.batch_write_item, RequestItems={self._history: requests})
            requests = answer.get("UnprocessedItems", {}).get(self._history, [])
            if not requests:
                return
            time.sleep(_WAIT * 2**turn)
        raise StoreBusyError("the table did not take every deletion")


def _key(item: Item) -> Item:
    return {name: item[name] for name in ("ContactNumber", "At")}
