"""What reviewers read: pages of entries, a number's history, its denied calls, and each day's totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from denylist import entries, expressions
from denylist.entries import APPROVED, FLAGGED, PENDING, PROTECTED
from denylist.keys import CALLS, DAY, partition_of
from denylist.lines import FORMS
from denylist.tables.dynamodb import ask
from denylist.text import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ends: the last entry's number and the time of its flag."""

    number: str
    flagged_at: str


@dataclass(frozen=True, slots=True)
class Calls:
    """How many calls from a number were denied, and when the last one was (ISO 8601 UTC; empty if none was)."""

    count: int = 0
    last_at: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Flags and denied calls of one day (`2026-11-22`, UTC)."""

    day: str
    flags: int = 0
    denied_calls: int = 0


class Listing:
    """Reads both tables through one low-level client. Every method raises `StoreError` if DynamoDB does not answer."""

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def page(self, status: str, limit: int, after: Place | None) -> tuple[list[Entry], Place | None]:
        """At most `limit` entries of a status, by the time of their latest flag, and where the next page begins.

        One Query reads these items and one more, which tells whether any follow: DynamoDB names a next page even if it
        is empty. The index may lag a moment behind the table.
        """
        start = {"ExclusiveStartKey": _index_key(status, after)} if after else {}
        answer = ask(
            self._client.query,
            TableName=self._table,
            IndexName="ByStatus",
            KeyConditionExpression="#Status = :status",
            ExpressionAttributeNames={"#Status": "Status"},
            ExpressionAttributeValues={":status": {"S": status}},
            # What waits is listed oldest first.
            ScanIndexForward=status in entries.WAITING,
            Limit=limit + 1,
            **start,
        )
        items = answer["Items"]
        # If DynamoDB read less than was asked for and names a next page, it reached its limit for one answer.
        last = items[limit - 1] if len(items) > limit else answer.get("LastEvaluatedKey")
        place = Place(last["ContactNumber"]["S"], last["FlaggedAt"]["S"]) if last else None
        return [entries.read(item) for item in items[:limit]], place

    def count_waiting(self, before: int, now: int) -> int:
        """How many flags in force, made before `before` (epoch seconds), the workflow has yet to process."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="ByStatus",
            KeyConditionExpression="#Status = :flagged AND FlaggedAt < :before",
            FilterExpression=entries.LASTS,
            ExpressionAttributeNames={"#Status": "Status"},
            ExpressionAttributeValues={
                ":flagged": {"S": FLAGGED},
                ":before": {"S": iso(before)},
                **entries.values_at(now),
            },
            Select="COUNT",
        )
        return ask(lambda: sum(page["Count"] for page in pages))  # type: ignore[no-any-return]

    def count_former_keys(self, now: int) -> int:
        """How many entries stand under a number of a line that is not its key, so that no call is looked up there.

        Those in force at `now` (epoch seconds) and protected ones are counted.
        """
        forms = {f":begins{n}": {"S": form.begins} for n, form in enumerate(FORMS)}
        lengths = {f":length{n}": {"N": str(len(form.begins) + form.digits)} for n, form in enumerate(FORMS)}
        of_form = [
            f"(begins_with(ContactNumber, :begins{n}) AND size(ContactNumber) = :length{n})" for n in range(len(FORMS))
        ]
        pages = [
            self._client.get_paginator("query").paginate(
                TableName=self._table,
                IndexName="ByStatus",
                KeyConditionExpression="#Status = :status",
                FilterExpression=f"{entries.LASTS} AND ({' OR '.join(of_form)})",
                ExpressionAttributeNames={"#Status": "Status"},
                ExpressionAttributeValues={":status": {"S": status}, **entries.values_at(now), **forms, **lengths},
                Select="COUNT",
            )
            for status in (FLAGGED, PENDING, APPROVED, PROTECTED)
        ]
        return ask(lambda: sum(page["Count"] for status in pages for page in status))  # type: ignore[no-any-return]

    def history(self, number: str, limit: int) -> tuple[list[Mapping[str, Any]], Calls]:
        """A number's latest changes (items of HistoryTable, newest first) and its denied calls."""
        items = self._newest(partition_of(number), limit)
        # Earlier releases kept the counter among the changes.
        changes = [item for item in items if "Event" in item]
        counters = self._newest(CALLS + number, 1)
        calls = Calls(_whole(counters[0], "DeniedCount"), _text(counters[0], "LastDeniedAt")) if counters else Calls()
        return sorted(changes, key=_order, reverse=True), calls

    def _newest(self, partition: str, limit: int) -> list[Mapping[str, Any]]:
        answer = ask(
            self._client.query,
            TableName=self._history,
            KeyConditionExpression="ContactNumber = :partition",
            ExpressionAttributeValues={":partition": {"S": partition}},
            ScanIndexForward=False,
            Limit=limit,
            ConsistentRead=True,
        )
        items: list[Mapping[str, Any]] = answer["Items"]
        return items

    def days(self, first: str, last: str) -> dict[str, Day]:
        """The totals of the days from `first` to `last`; days without any are absent."""
        answer = ask(
            self._client.query,
            TableName=self._history,
            KeyConditionExpression="ContactNumber = :day AND #At BETWEEN :first AND :last",
            ExpressionAttributeNames={"#At": "At"},
            ExpressionAttributeValues={":day": {"S": DAY}, ":first": {"S": first}, ":last": {"S": last}},
        )
        days = [Day(_text(i, "At"), _whole(i, "Flags"), _whole(i, "DeniedCalls")) for i in answer["Items"]]
        return {day.day: day for day in days}


def _index_key(status: str, place: Place) -> dict[str, Any]:
    return {**expressions.key(place.number), "Status": {"S": status}, "FlaggedAt": {"S": place.flagged_at}}


def _order(item: Mapping[str, Any]) -> tuple[str, int]:
    """Changes by their second; within a second, by the stream's sequence number."""
    return _text(item, "At").partition("#")[0], int(_text(item, "Sequence") or 0)


def _text(item: Mapping[str, Any], name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _whole(item: Mapping[str, Any], name: str) -> int:
    return int(item.get(name, {}).get("N", 0))
