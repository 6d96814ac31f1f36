"""Checks that DynamoDB's answers arrive whole.

DynamoDB sends a CRC-32 with each answer (`x-amz-crc32`). Botocore compares it only in its legacy retry mode, and only
after parsing, which raises an exception outside botocore's own tree for bytes that are not UTF-8. In its standard retry
mode, an answer that was cut off passes for an empty one, as if there were no such entry.
"""

from typing import Any
from zlib import crc32

from botocore.exceptions import ChecksumError


def checked[Client](client: Client) -> Client:
    """The client, which now raises botocore's ChecksumError for an answer that is not as DynamoDB sent it."""
    events: Any = client.meta.events  # type: ignore[attr-defined]
    events.register("before-parse.dynamodb", _check)
    return client


def _check(response_dict: dict[str, Any], **_: object) -> None:
    expected, actual = response_dict["headers"].get("x-amz-crc32"), crc32(response_dict["body"])
    if expected is not None and expected != str(actual):
        raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=str(actual))
