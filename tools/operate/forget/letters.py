"""Messages of the dead-letter queue that are about one number. They are found by their record's key."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from tools.common.errors import LocalError
from tools.operate.storage import Storage, ask

# Seconds for which messages stay hidden from others if this program ends before it shows them again.
HIDDEN = 120
# SQS asks all of its servers only if it may wait; else it asks some of them.
POLL_SECONDS = 1

type IsAbout = Callable[[str], bool]
"""Whether a key of DenylistTable is the number, or a spelling of it."""


@dataclass(frozen=True)
class Letters:
    """What waits in the queue."""

    bodies: tuple[dict[str, Any], ...] = ()
    """Parked records about the number, whole."""
    pointers: int = 0
    """Messages of the pipe: places in the stream, which hold no number, but may lead to one."""


def read(storage: Storage, is_about: IsAbout) -> Letters:
    """What the queue holds about a number. No message is removed."""
    with _taken(storage) as messages:
        bodies = [_body(message) for message in messages]
    mine = tuple(body for body in bodies if is_about(number_of(body)))
    return Letters(mine, sum("DDBStreamBatchInfo" in body for body in bodies))


def erase(storage: Storage, is_about: IsAbout) -> int:
    """Delete the messages about a number, and no other; how many they were."""
    with _taken(storage) as messages:
        mine = [message for message in messages if is_about(number_of(_body(message)))]
        for message in mine:
            ask(storage.sqs, "delete_message", QueueUrl=storage.queue, ReceiptHandle=message["ReceiptHandle"])
            messages.remove(message)
    return len(mine)


def number_of(body: dict[str, Any]) -> str:
    """The key of a parked record; empty for anything else."""
    try:
        record = body["Record"]["dynamodb"]
        image = record.get("Keys") or record.get("NewImage") or record["OldImage"]
        return str(image["ContactNumber"]["S"])
    except (KeyError, TypeError, AttributeError):
        return ""


@contextmanager
def _taken(storage: Storage) -> Iterator[list[dict[str, Any]]]:
    """Every message, taken out of others' sight; those still in the list at the end are shown again at once."""
    taken: list[dict[str, Any]] = []
    try:
        _take(storage, taken)
        yield taken
    finally:
        for message in taken:
            # One that cannot be shown again now shows by itself in two minutes.
            with suppress(ClientError, LocalError):
                storage.sqs.change_message_visibility(
                    QueueUrl=storage.queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )


def _take(storage: Storage, taken: list[dict[str, Any]]) -> None:
    """Receive until nothing new comes."""
    seen: set[str] = set()
    while True:
        batch = ask(
            storage.sqs,
            "receive_message",
            QueueUrl=storage.queue,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN,
            WaitTimeSeconds=POLL_SECONDS,
        ).get("Messages", [])
        fresh = [message for message in batch if message["MessageId"] not in seen]
        if not fresh:
            return
        seen.update(message["MessageId"] for message in fresh)
        taken += fresh


def _body(message: dict[str, Any]) -> dict[str, Any]:
    """A message as JSON; nothing where it is none."""
    try:
        body = json.loads(message["Body"])
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
