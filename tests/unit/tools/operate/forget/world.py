"""What is known about a number in these tests, what the workflow does meanwhile, and how to look at what is left."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from denylist import history, stream
from tests.unit.records import DAY, NOW, OTHER, Item, as_told, flagged, item, meaning, record
from tests.unit.tables import Tables
from tools.operate.forget.erasing import Patience
from tools.operate.storage import Storage

SPELLING = "(206) 555-0142"
KEY = "1 (206) 555 0142"
ARN = "arn:aws:states:us-east-1:123456789012:execution:denylist:"


def change(old: Item | None, new: Item | None, *, at: int = NOW, event: str = "event-1", key: str = "") -> Item:
    """A change as the workflow records it."""
    body = record(old, new, event_id=event)
    body["dynamodb"]["ApproximateCreationDateTime"] = at
    parsed = stream.parse(body)
    meant = meaning(parsed)
    assert meant
    summary = as_told(parsed, meant, key or parsed.entry.number)
    return {**history.item_of(summary, parsed, NOW + DAY), "Execution": {"S": ARN + event}}


def waits(told: Item) -> Item:
    """The same change as the workflow keeps it for the next digest."""
    summary = {"number": told["ContactNumber"]["S"], "event": told["Event"]["S"]}
    return item("digest", At=told["At"], Change=json.dumps(summary), RetainUntil=NOW)


FLAGGED = change(None, flagged())
COUNTER = item(At="denied", DeniedCount=3, LastDeniedAt="2027-01-15T09:00:00Z")
PENDING = flagged(Status="PENDING", Version=2, Reason="shouts")


class Running:
    """The workflow's running executions, as `list_executions` lists them at each look."""

    def __init__(self) -> None:
        self.looks: list[set[str]] = []

    def get_paginator(self, operation: str) -> "Running":
        assert operation == "list_executions"
        return self

    def paginate(self, **asked: str) -> Iterator[dict[str, Any]]:
        assert asked == {"stateMachineArn": ARN, "statusFilter": "RUNNING"}
        look = self.looks.pop(0) if len(self.looks) > 1 else (self.looks or [set()])[0]
        yield {"executions": [{"executionArn": arn} for arn in look]}


def park(storage: Storage, body: object) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    storage.sqs.send_message(QueueUrl=storage.queue, MessageBody=text)


def parked(entry: Item, execution: str = "parked") -> dict[str, Any]:
    return {"Record": record(None, entry), "Error": {"Error": "StoreError"}, "Execution": ARN + execution}


def waiting(storage: Storage) -> list[Any]:
    """The messages that can be received from the queue now."""
    messages = storage.sqs.receive_message(QueueUrl=storage.queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
    return sorted((json.loads(m["Body"]) for m in messages.get("Messages", [])), key=str)


class Workflow:
    """A clock for the command: whenever it sleeps, the workflow does the next thing in `does`."""

    def __init__(self, tables: Tables) -> None:
        self.now, self.tables = 0.0, tables
        self.does: list[Callable[[], object]] = []
        self.slept = 0

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += 1
        if self.does:
            self.does.pop(0)()

    def records(self, *changes: Item) -> None:
        """Let the workflow write these changes the next time that the command waits."""
        self.does.append(lambda: self.tables.put(*changes, table="History"))

    @property
    def patience(self) -> Patience:
        return Patience(5, 1, lambda: self.now, self.sleep)


REMOVED = change(PENDING, None, at=NOW + 60, event="event-9")


type Forget = Callable[..., str]


def everything(tables: Tables, storage: Storage) -> object:
    pages = [tables.client.scan(TableName=name)["Items"] for name in ("Denylist", "History")]
    return [sorted(page, key=str) for page in pages], waiting(storage)


def kept_of_others(tables: Tables) -> list[tuple[str, ...]]:
    """The keys of everything that is left in both tables."""
    left = [i for name in ("Denylist", "History") for i in tables.client.scan(TableName=name)["Items"]]
    return sorted(tuple(i[name]["S"] for name in ("ContactNumber", "At") if name in i) for i in left)


OTHERS = [
    (OTHER,),
    (OTHER, "2027-01-15T08:00:00Z#event-1"),
    (OTHER, "denied"),
    ("agent:maria", "flags#2027-01-15T08"),
    ("day", "2027-01-15"),
]
