"""All that a check asks of the tables: one entry, and two counters of denied calls."""

from collections.abc import Mapping
from typing import Any

from denylist import entries
from denylist.entries import Entry
from denylist.wire.client import ANSWER_SECONDS, CONNECT_SECONDS, Wire

READ_ATTEMPTS = 2
READ_SECONDS = CONNECT_SECONDS + ANSWER_SECONDS
"""Seconds of each attempt, for a new connection and an answer on it."""
COUNT_SECONDS = ANSWER_SECONDS
CHECK_SECONDS = 1.75
"""Seconds of a whole check. Two attempts and the pause take 1.65 s, which leaves 0.1 s to count a denied call."""
START_SECONDS = 0.4
"""Seconds to connect and get one answer before the first check. Its caller waits 2.15 s at most in all."""
_WHAT_COUNTS = {
    "ProjectionExpression": "ContactNumber, #Status, ExpiresAt",
    "ExpressionAttributeNames": {"#Status": "Status"},
}
"""An entry may keep twenty flags with their reasons, and a check needs none of them."""


class Reader:
    """Has the same `get` as `Store`, without an SDK, whose imports a caller would wait for."""

    def __init__(self, wire: Wire, table: str, history: str) -> None:
        self._wire = wire
        self._table = table
        self._history = history

    def get(self, number: str) -> Entry | None:
        """The number's entry as it is now (a consistent read), in force or not.

        Raises:
            StoreError: DynamoDB did not answer either attempt.
        """
        key = {"ContactNumber": {"S": number}}
        asked = {"TableName": self._table, "Key": key, "ConsistentRead": True, **_WHAT_COUNTS}
        item = self._wire.ask("GetItem", asked, READ_ATTEMPTS, READ_SECONDS).get("Item")
        return entries.read(item) if item else None

    def warm_up(self) -> None:
        """Open the connection and ask once, so that no caller waits for a handshake.

        Raises:
            StoreError: DynamoDB did not answer in time.
        """
        self._wire.ask("GetItem", {"TableName": self._table, "Key": {"ContactNumber": {"S": "+0"}}}, 1, START_SECONDS)

    def count(self, write: Mapping[str, Any], seconds: float) -> None:
        """Send a write of `counters` once, because a repeated one might count twice; it has `seconds`, 0.5 at most.

        Raises:
            StoreError: DynamoDB did not answer; whether it was counted is unknown.
        """
        self._wire.ask("UpdateItem", {"TableName": self._history, **write}, 1, min(seconds, COUNT_SECONDS))
