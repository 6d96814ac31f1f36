"""Builders of DynamoDB items, stream records and Connect events; a test gives only what it is about."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from denylist import changes, life
from denylist.entries import read
from denylist.events import Change
from denylist.history import Summary, summarize
from denylist.stream import Record
from denylist.terms import Policy
from denylist.text import iso

EVENTS = Path(__file__).resolve().parents[1] / "events"

NOW = 1_800_000_000
"""2027-01-15T08:00:00Z, the hour's first second."""
CALLER = "+12065550142"
OTHER = "+12125550143"
HOUR = 3600
DAY = 24 * HOUR
WINDOW = 72 * HOUR

POLICY = Policy("provisional", WINDOW, "30d")

type Item = dict[str, dict[str, Any]]


def item(number: str = CALLER, /, **attributes: Any) -> Item:  # noqa: ANN401 - text, a number, a set, or as it is
    """An item in DynamoDB's JSON; a mapping is taken as it is, and `None` is an attribute that is absent."""
    given = {"ContactNumber": number, **attributes}
    return {name: _value(value) for name, value in given.items() if value is not None}


def _value(value: str | int | set[str] | Mapping[str, Any]) -> dict[str, Any]:
    match value:
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case set():
            return {"SS": sorted(value)}
        case _:
            return dict(value)


def flagged(number: str = CALLER, /, **attributes: Any) -> Item:  # noqa: ANN401 - the same as item()'s
    """An item as `add_number` leaves it."""
    given = {
        "Status": "FLAGGED", "ExpiresAt": NOW + WINDOW, "FlagCount": 1, "FlagIds": {"flag-1"}, "Version": 1,
        "FlaggedBy": "maria", "FlaggedAt": iso(NOW), "ContactId": "call-1", "Term": "30d", "Source": "ccp",
    }  # fmt: skip
    return item(number, **{**given, **attributes})


def record(old: Item | None, new: Item | None, *, by_ttl: bool = False, event_id: str = "event-1") -> dict[str, Any]:
    """A stream record, as a pipe delivers it."""
    images = {"OldImage": old, "NewImage": new}
    keys = {"ContactNumber": (new or old or {})["ContactNumber"]}
    return {
        "eventID": event_id,
        "eventName": "REMOVE" if new is None else "INSERT" if old is None else "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": NOW,
            "Keys": keys,
            **copy.deepcopy({name: image for name, image in images.items() if image is not None}),
            "SequenceNumber": "100000000003498069978",
            "SizeBytes": 200,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Denylist/stream/2027-01-01T00:00:00.000",
        **({"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}} if by_ttl else {}),
    }


def event(name: str) -> dict[str, Any]:
    """A whole event out of tests/events."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    return loaded


def call(address: object = CALLER, **parameters: object) -> dict[str, Any]:
    """The event that a flow passes for a call. `Channel` and `ContactId` may be given among the parameters."""
    contact = {
        "Channel": parameters.pop("Channel", "VOICE"),
        "ContactId": parameters.pop("ContactId", "flag-1"),
        "InitialContactId": "call-1",
        "PreviousContactId": "call-1",
        "CustomerEndpoint": {"Address": address, "Type": "TELEPHONE_NUMBER"},
    }
    return {"Name": "ContactFlowEvent", "Details": {"ContactData": contact, "Parameters": parameters}}


def as_told(
    parsed: Record, change: Change, number: str = CALLER, found: Mapping[str, str] = MappingProxyType({}), why: str = ""
) -> Summary:
    """The summary of a change, once the workflow has completed or refused the entry."""
    image = parsed.image or parsed.was
    refused = change is Change.REFUSED
    left = life.refused(image, why, "", NOW + WINDOW) if refused else life.completed(image, found, NOW + WINDOW)
    return summarize(parsed, change, number, read(left), found, why=why)


def meaning(parsed: Record) -> Change | None:
    """What a record means that is not of the workflow's own write."""
    return changes.change_of(parsed, POLICY)
