"""Makes up entries of different numbers, in the state of flags that wait for a reviewer."""

from datetime import UTC, datetime, timedelta
from typing import Any

LOWEST = 2_000_000
"""The lowest subscriber number in North America. The workflow would refuse lower ones."""
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
EXPIRES = "4102444800"
"""The year 2100, so that all of them deny."""


def listed(index: int) -> str:
    """A number that has an entry once the table has more than `index`."""
    return f"+1206{LOWEST + index}"


def unlisted(index: int) -> str:
    """A number that never has one."""
    return f"+1212{LOWEST + index}"


def entry(index: int) -> dict[str, Any]:
    """In DynamoDB's JSON, about 400 bytes."""
    return {
        "ContactNumber": {"S": listed(index)},
        "Status": {"S": "PENDING"},
        "FlaggedAt": {"S": (FIRST + timedelta(seconds=index)).strftime("%Y-%m-%dT%H:%M:%SZ")},
        "FlaggedBy": {"S": "maria.lopez"},
        "FlagCount": {"N": "1"},
        "FlagIds": {"SS": [f"flag-{index:032}"]},
        "ContactId": {"S": f"call-{index:032}"},
        "Reason": {"S": "Threatened the agent"},
        "Term": {"S": "30d"},
        "Source": {"S": "ccp"},
        "Country": {"S": "US"},
        "NumberType": {"S": "FIXED_LINE_OR_MOBILE"},
        "ExpiresAt": {"N": EXPIRES},
        "Version": {"N": "2"},
    }
