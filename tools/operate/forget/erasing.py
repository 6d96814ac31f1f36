"""Erases what is known about a number in an order in which nothing comes back.

The entry goes first. Deleting it is a change like any other: the stream tells the workflow, which writes it to history
and mails supervisors. Only when the workflow has recorded the removal are its messages and the history erased; what is
erased before that would be written again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from denylist import expressions
from tools.common.errors import LocalError
from tools.common.progress import step
from tools.operate.forget import letters
from tools.operate.forget.known import Known, history_of, waiting_for
from tools.operate.storage import SENTENCES, Item, Storage, ask, entry, pages

WAIT = 120.0
"""Seconds. The workflow usually needs far fewer."""
INTERVAL = 1.0
AGAIN = "running this again is safe, and erases what remains"
# An entry is the one that was shown if these are the same. An edit by hand does not raise Version.
_SHOWN = ("Version", "Status", "ExpiresAt", "Note", "Reason")
_TOGETHER = 100


@dataclass(frozen=True)
class Patience:
    """How long to wait for the workflow, and how."""

    seconds: float = WAIT
    interval: float = INTERVAL
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def until[T](self, read: Callable[[], T], text: str) -> T:
        """The first true answer of `read`, or its last one when time is up; it says what is being waited for."""
        deadline = self.clock() + self.seconds
        with step(f"Waiting for {text} (at most {self.seconds:g} s)"):
            while not (answer := read()) and self.clock() <= deadline:
                self.sleep(self.interval)
        return answer


@dataclass
class Erased:
    """What is gone, and what came meanwhile and was left."""

    entries: int = 0
    spellings: int = 0
    messages: int = 0
    changes: int = 0
    counters: int = 0
    waiting: int = 0
    """Changes that were to be told in the next digest."""
    relisted: bool = False
    """The number was put on the list again while it was being erased."""
    left: int = 0
    """Changes of that new entry."""


def erase(storage: Storage, known: Known, patience: Patience) -> Erased:
    """Erase what was shown.

    Raises:
        LocalError: an entry is not the one that was shown, or the workflow does not come to an end. The text says what
            is gone and what remains.
    """
    erase_items(storage, known.items)
    done = Erased(1 if known.entry else 0, len(known.spellings))
    try:
        removals = _await_workflow(storage, known, patience)
        done.messages = letters.erase(storage, known.wanted.is_about)
        _erase_history(storage, known, removals, done)
    except LocalError as exc:
        raise LocalError(f"{_entries_gone(known)}{exc}; {AGAIN}") from exc
    return done


def erase_items(storage: Storage, items: Sequence[Item]) -> None:
    """Delete entries, all or none of them, if each is as it was shown."""
    for together in batched(items, _TOGETHER, strict=False):
        deletes = [{"Delete": {"TableName": storage.entries, **_as_shown(item)}} for item in together]
        try:
            storage.dynamodb.transact_write_items(TransactItems=deletes)
        except ClientError as exc:
            if _changed(exc):
                raise LocalError(
                    "The entry was changed after it was shown, so it was not erased, and neither was its history; "
                    "run this again to see it as it is now"
                ) from exc
            raise SENTENCES.error(exc, {}) from exc
        except BotoCoreError as exc:
            raise LocalError(f"{SENTENCES.error(exc, {})}; whether the entry is erased is not known; {AGAIN}") from exc


def _as_shown(item: Item) -> dict[str, Any]:
    """Parameters of a transaction's `Delete`: the item, as long as it has these attributes, and lacks the others."""
    has = [name for name in _SHOWN if name in item]
    conditions = [
        "attribute_exists(ContactNumber)",
        *(f"#{name} = :{name}" if name in has else f"attribute_not_exists(#{name})" for name in _SHOWN),
    ]
    values = {f":{name}": item[name] for name in has}
    return {
        "Key": expressions.key(item["ContactNumber"]["S"]),
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": {f"#{name}": name for name in _SHOWN},
        **({"ExpressionAttributeValues": values} if values else {}),
    }


def _changed(exc: ClientError) -> bool:
    """Whether an item was no longer as shown, or was being written at that very moment."""
    codes = {reason.get("Code") for reason in exc.response.get("CancellationReasons", [])}
    return bool(codes & {"ConditionalCheckFailed", "TransactionConflict"})


def _await_workflow(storage: Storage, known: Known, patience: Patience) -> set[str]:
    """Wait until the workflow has recorded each removal and written all it had to; the removals' keys in history."""
    removals = _await_removals(storage, known, patience) if known.items else set()
    running = _running(storage)
    ended = not running or patience.until(lambda: not running & _running(storage), "the workflow's running executions")
    if not ended:
        raise LocalError(
            f"Executions of the workflow are still running after {patience.seconds:g} s, and may be about it, so "
            f"{_remains(known)}"
        )
    return removals


def _await_removals(storage: Storage, known: Known, patience: Patience) -> set[str]:
    before = {item["At"]["S"] for item in known.changes}
    removals = patience.until(lambda: _removals(storage, known, before), "the workflow to record the removal")
    if not removals:
        raise LocalError(
            f"The workflow has not recorded the removal after {patience.seconds:g} s, so {_remains(known)}. "
            "See whether the pipe runs and whether the record was parked: docs/operating.md, “An entry stays FLAGGED”"
        )
    return removals


def _removals(storage: Storage, known: Known, before: set[str]) -> set[str]:
    """The keys of the removals' changes that are there; not those of earlier ones."""
    told = history_of(storage, known.wanted.number)
    return {i["At"]["S"] for i in told if i.get("Event", {}).get("S") == "removed"} - before


def _running(storage: Storage) -> set[str]:
    read = pages(
        storage.states, "list_executions", stateMachineArn=storage.outputs["WorkflowArn"], statusFilter="RUNNING"
    )
    return {execution["executionArn"] for page in read for execution in page["executions"]}


def _erase_history(storage: Storage, known: Known, removals: set[str], done: Erased) -> None:
    """Erase all under the number's keys; if the number was put on the list again, only what was shown."""
    done.relisted = bool(entry(storage, known.wanted.number))
    shown = {*removals, *(item["At"]["S"] for item in known.changes)}
    for item in [item for key in sorted(known.keys) for item in history_of(storage, key)]:
        if done.relisted and "Event" in item and item["At"]["S"] not in shown:
            done.left += 1
            continue
        _delete(storage, item)
        if "Event" in item:
            done.changes += 1
        else:
            done.counters += 1
    # A change has the same range key where it waits as in history.
    shown |= {item["At"]["S"] for item in known.waiting}
    for item in waiting_for(storage, known.wanted):
        if not done.relisted or item["At"]["S"] in shown:
            _delete(storage, item)
            done.waiting += 1


def _delete(storage: Storage, item: Item) -> None:
    key = {name: item[name] for name in ("ContactNumber", "At")}
    ask(storage.dynamodb, "delete_item", TableName=storage.history, Key=key)


def _entries_gone(known: Known) -> str:
    if not known.items:
        return ""
    return "The entry is erased, and the number is not denied any more. " if known.entry else "Its spellings are gone. "


def _remains(known: Known) -> str:
    parts = [f"{len(known.changes)} change(s)"]
    parts += ["the counter of denied calls"] if known.counters else []
    parts += [f"{len(known.waiting)} change(s) for the next digest"] if known.waiting else []
    parts += [f"{len(known.letters.bodies)} message(s) of the dead-letter queue"] if known.letters.bodies else []
    return f"{', '.join(parts)} and what it has yet to write remain"
