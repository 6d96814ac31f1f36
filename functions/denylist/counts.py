"""Counters in HistoryTable, as writes: how often a denied number called, and what a day brought."""

from typing import Any

DENIED = "denied"
"""Range key of the item that counts a number's denied calls."""
DAY = "day"
"""Partition key of the items that count a day's flags and denied calls; their range keys are dates in UTC."""


def denied(number: str, at: str, retain_until: int) -> dict[str, Any]:
    """One call turned away from `number` at `at` (ISO 8601 UTC); an UpdateItem without its table."""
    return {
        "Key": {"ContactNumber": {"S": number}, "At": {"S": DENIED}},
        "UpdateExpression": "ADD DeniedCount :one SET LastDeniedAt = :at, RetainUntil = :retain",
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":at": {"S": at}, ":retain": {"N": str(retain_until)}},
    }


def of_day(name: str, at: str, retain_until: int) -> dict[str, Any]:
    """One more `name` (`Flags`, `DeniedCalls`) on the day of `at`: a chart's data, no ledger."""
    return {
        "Key": {"ContactNumber": {"S": DAY}, "At": {"S": at[:10]}},
        "UpdateExpression": "ADD #name :one SET RetainUntil = :retain",
        "ExpressionAttributeNames": {"#name": name},
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":retain": {"N": str(retain_until)}},
    }
