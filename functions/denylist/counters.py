"""HistoryTable's counters, as writes, and the partition keys that are no number's."""

from typing import Any

CALLS = "calls:"
"""What a number's counter of denied calls has before the number. Roles reach counters by these beginnings alone."""
AGENT = "agent:"
"""What the counter of an agent's hour has before the agent."""
DAY = "day"
"""Partition key of the items that count a day's flags and denied calls; their range keys are dates in UTC."""
DIGEST = "digest"
"""Partition key of the changes that wait to be told."""
DENIED = "denied"
"""Range key of the item that counts a number's denied calls."""

_ESCAPE = "key:"


def partition_of(number: str) -> str:
    """Where a number's history is; a text that somebody typed as a number has no way into another partition.

    >>> partition_of("+12065550142"), partition_of("digest")
    ('+12065550142', 'key:digest')
    """
    is_taken = number in (DAY, DIGEST) or number.startswith((CALLS, AGENT, _ESCAPE))
    return _ESCAPE + number if is_taken else number


def number_of(partition: str) -> str:
    """Whose history is in a partition.

    >>> number_of("key:digest")
    'digest'
    """
    return partition.removeprefix(_ESCAPE)


def denied(number: str, at: str, retain_until: int) -> dict[str, Any]:
    """One call turned away from `number` at `at` (ISO 8601 UTC); an UpdateItem without its table."""
    return {
        "Key": {"ContactNumber": {"S": CALLS + number}, "At": {"S": DENIED}},
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
