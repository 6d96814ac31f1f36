"""Items, stream records and requests, with only what the functions need."""

import base64
import json
import time
from typing import Any
from urllib.parse import urlsplit

from denylist.keys import DIGEST
from denylist.text import iso
from tools.measure.faults.tables import Item

DAY = 86_400
REVIEWER = "rita"


def entry(number: str, status: str = "APPROVED", **attributes: Any) -> Item:  # noqa: ANN401 - DynamoDB's JSON
    """An entry with a month to go."""
    return {
        "ContactNumber": {"S": number},
        "Status": {"S": status},
        "ExpiresAt": {"N": str(int(time.time()) + 30 * DAY)},
        "Version": {"N": "1"},
        "Term": {"S": "30d"},
        **attributes,
    }


def flagged(number: str) -> Item:
    """An entry as a flag leaves it, without the name of an agent."""
    return entry(
        number,
        "FLAGGED",
        FlagCount={"N": "1"},
        FlagIds={"SS": ["flag-1"]},
        FlaggedAt={"S": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())},
        ContactId={"S": "call-1"},
        Source={"S": "ccp"},
    )


def typed(number: str) -> Item:
    """An entry typed by hand: a number as people write it, and nothing else.

    >>> typed("+12065550142")
    {'ContactNumber': {'S': '(206) 555-0142'}}
    """
    return {"ContactNumber": {"S": f"({number[2:5]}) {number[5:8]}-{number[8:]}"}}


def waiting(number: str) -> Item:
    """A flag that waits for the next digest, as the workflow keeps it."""
    now = iso(time.time())
    change = {"event": "flagged", "number": number, "at": now, "actor": "noah"}
    return {
        "ContactNumber": {"S": DIGEST},
        "At": {"S": f"{now}#event-of-{number}"},
        "Change": {"S": json.dumps(change)},
        "RetainUntil": {"N": str(int(time.time()) + 30 * DAY)},
    }


def number_of(key: str) -> str:
    """The number that a key spells.

    >>> number_of("(206) 555-0142"), number_of("+12065550142")
    ('+12065550142', '+12065550142')
    """
    return key if key.startswith("+") else "+1" + "".join(filter(str.isdigit, key))


def insertion(item: Item, at: int = 0) -> dict[str, Any]:
    """The stream record of an item that was put at `at` (epoch seconds; 0 stands for now), as a pipe delivers it."""
    number = item["ContactNumber"]["S"]
    return {
        "eventID": f"event-of-{number}",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": at or int(time.time()),
            "Keys": {"ContactNumber": item["ContactNumber"]},
            "NewImage": item,
            "SequenceNumber": "100000000003498069978",
            "SizeBytes": 200,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Denylist/stream/2027-01-01T00:00:00.000",
    }


def request(origin: str, method: str, path: str, body: object = None) -> dict[str, Any]:
    """An HTTP API's event, payload format 2.0, of a person whose token the authorizer has accepted."""
    claims = {"sub": "1", "token_use": "access", "username": REVIEWER, "cognito:groups": ["reviewers", "admins"]}
    token = ".".join(_encoded(part) for part in ({"alg": "RS256"}, claims, "signature"))
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "authorization": f"Bearer {token}",
            "origin": origin,
            "x-requested-with": "deny-list",
            "content-type": "application/json",
        },
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": {"sub": "1"}, "scopes": []}},
        },
        "isBase64Encoded": False,
    }
    return made if body is None else {**made, "body": json.dumps(body)}


def first_page(origin: str, limit: int) -> dict[str, Any]:
    """The console's first request: at most so many waiting entries."""
    return {
        **request(origin, "GET", "/api/entries"),
        "rawQueryString": f"status=PENDING&limit={limit}",
        "queryStringParameters": {"status": "PENDING", "limit": str(limit)},
    }


def origin_of(url: str) -> str:
    """The origin that a page of the console sends.

    >>> origin_of("https://console.example/a/b")
    'https://console.example'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
