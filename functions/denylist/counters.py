"""HistoryTable's counters, as parameters of UpdateItem without `TableName`."""

from typing import Any

from denylist.keys import calls_key, day_key, hour_key
from denylist.text import iso

_HOUR_KEPT = 7200
"""Seconds that an hour's counter is kept after a flag. Retries of the flag come much sooner."""


def denied(key: str, at: str, retain_until: int) -> dict[str, Any]:
    """One more denied call of the entry under `key`, at `at` (ISO 8601 UTC)."""
    return {
        "Key": calls_key(key),
        "UpdateExpression": "ADD DeniedCount :one SET LastDeniedAt = :at, RetainUntil = :retain",
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":at": {"S": at}, ":retain": {"N": str(retain_until)}},
    }


def of_day(name: str, at: str, retain_until: int) -> dict[str, Any]:
    """One more `name` (`Flags`, `DeniedCalls`) on the day of `at`. The day's chart may miss one now and then."""
    return {
        "Key": day_key(at),
        "UpdateExpression": "ADD #name :one SET RetainUntil = :retain",
        "ExpressionAttributeNames": {"#name": name},
        "ExpressionAttributeValues": {":one": {"N": "1"}, ":retain": {"N": str(retain_until)}},
    }


def count_flag(agent: str, flag: str, limit: int, now: int) -> dict[str, Any]:
    """One more flag (`writes.Flag.id_in_hour`) in the agent's hour, unless it is counted already or the hour is full.

    All agents without a name share one counter.
    """
    return {
        "Key": hour_key(agent, iso(now)),
        "UpdateExpression": "ADD FlagCount :one, FlagIds :flags SET RetainUntil = :retain",
        "ConditionExpression": "(attribute_not_exists(FlagCount) OR FlagCount < :limit) AND "
        "(attribute_not_exists(FlagIds) OR NOT contains(FlagIds, :flag))",
        "ExpressionAttributeValues": {
            ":one": {"N": "1"}, ":limit": {"N": str(limit)}, ":flag": {"S": flag}, ":flags": {"SS": [flag]},
            ":retain": {"N": str(now + _HOUR_KEPT)},
        },
    }  # fmt: skip


def tell_once(agent: str, told: str, now: int) -> dict[str, Any]:
    """Note that the stream record `told` is the one that supervisors are told of the agent's hour by.

    It fails if that is another record.
    """
    return {
        "Key": hour_key(agent, iso(now)),
        "UpdateExpression": "SET ToldBy = :told, RetainUntil = :retain",
        "ConditionExpression": "attribute_not_exists(ToldBy) OR ToldBy = :told",
        "ExpressionAttributeValues": {":told": {"S": told}, ":retain": {"N": str(now + _HOUR_KEPT)}},
    }
