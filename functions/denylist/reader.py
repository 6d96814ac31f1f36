"""All that the check path asks of the tables: one entry, and two counters of denied calls."""

from collections.abc import Mapping
from typing import Any

from denylist import entries
from denylist.entries import Entry
from denylist.wire import ANSWER_SECONDS, CONNECT_SECONDS, Wire

READ_ATTEMPTS = 2
READ_SECONDS = CONNECT_SECONDS + ANSWER_SECONDS
"""For each attempt: a new connection, and an answer on it."""
COUNT_SECONDS = ANSWER_SECONDS


class Reader:
    """`get` as `Store` has it, without the SDK that keeps a caller waiting."""

    def __init__(self, wire: Wire, table: str, history: str) -> None:
        self._wire = wire
        self._table = table
        self._history = history

    def get(self, number: str) -> Entry | None:
        """The number's entry as it is now (a consistent read), in force or not.

        Raises:
            StoreError: DynamoDB did not answer, twice.
        """
        key = {"ContactNumber": {"S": number}}
        asked = {"TableName": self._table, "Key": key, "ConsistentRead": True}
        item = self._wire.ask("GetItem", asked, READ_ATTEMPTS, READ_SECONDS).get("Item")
        return entries.read(item) if item else None

    def count(self, write: Mapping[str, Any]) -> None:
        """Send one of `counts`' writes, once: a repeated one might count twice.

        Raises:
            StoreError: DynamoDB did not answer; whether it was counted is unknown.
        """
        self._wire.ask("UpdateItem", {"TableName": self._history, **write}, 1, COUNT_SECONDS)
