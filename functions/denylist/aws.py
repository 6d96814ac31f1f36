"""AWS clients of the functions that nobody waits on with a telephone at the ear."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from denylist.answers import checked

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sns import SNSClient


def dynamodb() -> "DynamoDBClient":
    """DynamoDB within a flow's eight seconds: three attempts of at most two each."""
    config = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 3, "mode": "standard"})
    return checked(boto3.client("dynamodb", config=config))


def connect() -> "ConnectClient":
    """Amazon Connect, whose API allows two requests a second: standard retries back off with jitter.

    Two calls of four attempts at three seconds end before the function's time does, so that a failure is counted.
    """
    return boto3.client(
        "connect",
        config=Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 4, "mode": "standard"}),
    )


def sns() -> "SNSClient":
    """Amazon SNS, asked once an hour by nobody in a hurry."""
    return boto3.client(
        "sns",
        config=Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 3, "mode": "standard"}),
    )
