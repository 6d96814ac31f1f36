"""AWS's knowledge-centre article on a deny list, its function B: is the caller in the table? One query.

Written by us to that description, in its favour: the low-level client, made once, when the module is loaded.
"""

import os
from typing import Any

import boto3

CLIENT = boto3.client("dynamodb")
TABLE = os.environ["DENYLIST_TABLE"]


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, bool]:
    """Whether the contact's number is an item of the table."""
    number = event["Details"]["ContactData"]["CustomerEndpoint"]["Address"]
    answer = CLIENT.query(
        TableName=TABLE,
        KeyConditionExpression="ContactNumber = :number",
        ExpressionAttributeValues={":number": {"S": number}},
    )
    return {"Success": answer["Count"] > 0}
