"""AWS clients of the functions that nobody waits on with a telephone at the ear.

Their errors have a code and no message, which may quote what was sent: a key, an item, a subject. X-Ray's recorder
writes the message of every error of botocore into the trace, and Lambda prints that of one which leaves a function;
neither asks.
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
    """DynamoDB within a flow's eight seconds: three attempts of at most two each."""
    config = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(checked(boto3.client("dynamodb", config=config)))


def patient_dynamodb() -> "DynamoDBClient":
    """DynamoDB for whole pages, asked by nobody in a hurry."""
    config = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(checked(boto3.client("dynamodb", config=config)))


def connect() -> "ConnectClient":
    """Amazon Connect, whose API allows two requests a second: standard retries back off with jitter.

    Two calls of four attempts at three seconds end before the function's time does, so that a failure is counted.
    """
    config = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 4, "mode": "standard"})
    return _discreet(boto3.client("connect", config=config))


def sns() -> "SNSClient":
    """Amazon SNS, asked once an hour by nobody in a hurry."""
    config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 3, "mode": "standard"})
    return _discreet(boto3.client("sns", config=config))


def _discreet[Client](client: Client) -> Client:
    events: Any = client.meta.events  # type: ignore[attr-defined]
    events.register("after-call", _forget_message)
    return client


def _forget_message(parsed: dict[str, Any], **_: object) -> None:
    """Before botocore makes an exception of it, and for each cancelled part of a transaction too."""
    for error in (parsed.get("Error"), *(parsed.get("CancellationReasons") or ())):
        if isinstance(error, dict):
            error["Message"] = ""
    parsed.pop("message", None)
    parsed.pop("Message", None)
