"""Restores a table to a copy, in either of two ways: to a point in time, or from a backup made for it."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tools.common.errors import LocalError
from tools.common.progress import wait_until

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SETS = {"SS", "NS", "BS"}
READY = 120.0
"""Seconds to wait for a copy to be made or deleted."""

type Way = Callable[["DynamoDBClient", str, str], str]
"""Restores a table as a new one of that name. The answer is the ARN of a backup that it made for that, if any."""


def by_point_in_time(dynamodb: "DynamoDBClient", table: str, copy: str) -> str:
    """Restore the latest possible moment, which on AWS is some minutes ago."""
    dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=copy, UseLatestRestorableTime=True)
    return ""


def by_backup(dynamodb: "DynamoDBClient", table: str, copy: str) -> str:
    """Back the table up now, and restore the backup."""
    arn = dynamodb.create_backup(TableName=table, BackupName=copy)["BackupDetails"]["BackupArn"]
    try:
        dynamodb.restore_table_from_backup(TargetTableName=copy, BackupArn=arn)
    except BaseException:
        dynamodb.delete_backup(BackupArn=arn)
        raise
    return arn


WAYS: dict[str, Way] = {"point in time": by_point_in_time, "backup": by_backup}
"""In the order in which they are tried."""


@contextmanager
def restored(dynamodb: "DynamoDBClient", table: str) -> Iterator[tuple[str, str]]:
    """A copy's name, and how it was made. The copy, and a backup made for it, are removed afterwards.

    Raises:
        LocalError: no way works.
    """
    copy = f"{table}-rehearsal-{secrets.token_hex(4)}"
    backup = ""
    try:
        way, backup = _restore(dynamodb, table, copy)
        wait_until(lambda: _status(dynamodb, copy) == "ACTIVE", READY, f"the copy {copy}")
        yield copy, way
    finally:
        _remove(dynamodb, copy, backup)


def _restore(dynamodb: "DynamoDBClient", table: str, copy: str) -> tuple[str, str]:
    refused = []
    for name, way in WAYS.items():
        try:
            return name, way(dynamodb, table, copy)
        except ClientError as exc:
            refused.append(f"{name}: {exc.response.get('Error', {}).get('Code', 'no code')}")
    raise LocalError(f"{table} cannot be restored ({'; '.join(refused)})")


def _status(dynamodb: "DynamoDBClient", table: str) -> str:
    """A table's status; empty if there is no table."""
    try:
        return dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]
    except dynamodb.exceptions.ResourceNotFoundException:
        return ""


def _remove(dynamodb: "DynamoDBClient", copy: str, backup: str) -> None:
    if backup:
        dynamodb.delete_backup(BackupArn=backup)
    if _status(dynamodb, copy):
        dynamodb.update_table(TableName=copy, DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName=copy)
        wait_until(lambda: not _status(dynamodb, copy), READY, f"the end of the copy {copy}")


def contents_of(dynamodb: "DynamoDBClient", table: str) -> list[str]:
    """Every item of a table as a text, sorted: two tables hold the same items if these are equal."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    items = (item for page in pages for item in page["Items"])
    return sorted(json.dumps(_in_order(item), sort_keys=True, default=bytes.hex) for item in items)


def _in_order(value: Any) -> Any:  # noqa: ANN401 - any part of DynamoDB's JSON
    """The same with every set sorted, because DynamoDB gives sets in any order."""
    if isinstance(value, dict):
        return {
            name: sorted(part) if name in SETS and isinstance(part, list) else _in_order(part)
            for name, part in value.items()
        }
    return list(map(_in_order, value)) if isinstance(value, list) else value
