"""A page of waiting entries without an index: the whole table is read, filtered and sorted."""

import os
from typing import Any

import boto3

CLIENT = boto3.client("dynamodb")
TABLE = os.environ["DENYLIST_TABLE"]
PAGE = 25


def lambda_handler(event: dict[str, Any], context: object) -> list[dict[str, Any]]:
    """The entries that have waited longest."""
    pages = CLIENT.get_paginator("scan").paginate(
        TableName=TABLE,
        FilterExpression="#Status = :status",
        ExpressionAttributeNames={"#Status": "Status"},
        ExpressionAttributeValues={":status": {"S": "PENDING"}},
    )
    waiting = [item for page in pages for item in page["Items"]]
    return sorted(waiting, key=lambda item: item["FlaggedAt"]["S"])[:PAGE]
