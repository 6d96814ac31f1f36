"""What an agent has done: their changes by the index ByActor, and the entries of these numbers as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from denylist import entries, expressions, history
from denylist.errors import StoreError
from denylist.tables.dynamodb import ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Entry, Item
    from denylist.history import Summary

_TURNS = 4


class Actors:
    """Reads both tables through one low-level client. Every method raises `StoreError` if DynamoDB does not answer."""

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def changes(self, actor: str, most: int) -> list[Summary]:
        """The latest changes (at most 100) whose `Actor` is this name as stored, newest first.

        The index has their keys alone, and may lag a moment behind the table.
        """
        answer = ask(
            self._client.query,
            TableName=self._history,
            IndexName="ByActor",
            KeyConditionExpression="Actor = :actor",
            ExpressionAttributeValues={":actor": {"S": actor}},
            ScanIndexForward=False,
            Limit=most,
        )
        keys = [{name: item[name] for name in ("ContactNumber", "At")} for item in answer["Items"]]
        found = sorted(self._read(self._history, keys), key=lambda item: item["At"]["S"], reverse=True)
        return [history.read(item) for item in found]

    def entries(self, numbers: Iterable[str]) -> dict[str, Entry]:
        """The entries of these numbers (at most 100), as they are now; those without one are left out."""
        found = self._read(self._table, [expressions.key(number) for number in dict.fromkeys(numbers)])
        return {entry.number: entry for entry in map(entries.read, found)}

    def _read(self, table: str, keys: list[dict[str, Any]]) -> list[Item]:
        """The items of these keys. DynamoDB may answer in part, and is asked for the rest."""
        found: list[Item] = []
        for _ in range(_TURNS):
            if not keys:
                return found
            wanted = {table: {"Keys": keys, "ConsistentRead": True}}
            answer = ask(self._client.batch_get_item, RequestItems=wanted)
            found += answer["Responses"].get(table, [])
            keys = answer["UnprocessedKeys"].get(table, {}).get("Keys", [])
        raise StoreError("UnprocessedKeys")
