"""AWS clients for all functions but `check_number`, which does without an SDK.

Their errors have a code but no message, because a message may quote what was sent: a key, an item, a subject. X-Ray's
recorder would write the message of every botocore error into the trace, and Lambda logs that of an error that leaves a
function.
"""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from denylist.tables.checksums import checked

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sns import SNSClient


def dynamodb() -> "DynamoDBClient":
    """DynamoDB within a flow's eight seconds: three attempts of at most two seconds each."""
    config = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(checked(boto3.client("dynamodb", config=config)))


def patient_dynamodb() -> "DynamoDBClient":
    """DynamoDB for whole pages, with time to spare."""
    config = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(checked(boto3.client("dynamodb", config=config)))


def connect() -> "ConnectClient":
    """Amazon Connect. Its API allows two requests a second; botocore's standard retries back off with jitter.

    Two requests of four attempts, three seconds each, end before the function times out, so that a failure is counted.
    """
    config = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 4, "mode": "standard"})
    return _discreet(boto3.client("connect", config=config))


def prompt_connect() -> "ConnectClient":
    """Amazon Connect for an agent who waits: two attempts of at most two seconds each."""
    config = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 2, "mode": "standard"})
    return _discreet(boto3.client("connect", config=config))


def sns() -> "SNSClient":
    """Amazon SNS, asked once an hour, with time to spare."""
    config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(boto3.client("sns", config=config))


def _discreet[Client](client: Client) -> Client:
    events: Any = client.meta.events  # type: ignore[attr-defined]
    events.register("after-call", _forget_message)
    return client


def _forget_message(parsed: dict[str, Any], **_: object) -> None:
    """Remove the message before botocore makes an exception of it, also from each cancelled part of a transaction."""
    for error in (parsed.get("Error"), *(parsed.get("CancellationReasons") or ())):
        if isinstance(error, dict):
            error["Message"] = ""
    parsed.pop("message", None)
    parsed.pop("Message", None)
