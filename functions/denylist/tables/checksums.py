"""Answers of DynamoDB, and whether they came whole.

DynamoDB sends the CRC-32 of each answer with it (`x-amz-crc32`). Botocore looks at it in its legacy retries alone, and
after reading the answer, which fails on bytes that are no UTF-8 with an exception outside its own tree; in its standard
retries a cut answer passes for an empty one: no such entry.
"""

from typing import Any
from zlib import crc32

from botocore.exceptions import ChecksumError


def checked[Client](client: Client) -> Client:
    """A client that raises ChecksumError, one of botocore's own, for an answer that is not what DynamoDB sent."""
    events: Any = client.meta.events  # type: ignore[attr-defined]
    events.register("before-parse.dynamodb", _check)
    return client


def _check(response_dict: dict[str, Any], **_: object) -> None:
    expected, actual = response_dict["headers"].get("x-amz-crc32"), crc32(response_dict["body"])
    if expected is not None and expected != str(actual):
        raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=str(actual))
