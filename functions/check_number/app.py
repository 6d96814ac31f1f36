"""`check_number`: is this caller denied? It makes one consistent GetItem while the caller hears silence.

It answers `Success` (`"true"` if denied, else `"false"`: the contract of AWS's knowledge-centre article), `Decision`
(`deny`, `allow` or `withheld`), `Status` and `ExpiresAt`. On any fault it raises an error. Amazon Connect then takes
the flow's error branch, so the call goes on, and the alarm on this function's errors rings.

There is no SDK, no Powertools, no tracer and no number library here, because a caller waits for every import.
tests/static/test_import_budget.py lists the imports that are allowed.
"""

import json
import os
import time
from typing import Any

from denylist import contacts, counters
from denylist.e164 import is_withheld
from denylist.entries import STATUSES, Entry
from denylist.errors import StoreError
from denylist.keys import key_of
from denylist.text import iso, mask
from denylist.wire.client import Wire
from denylist.wire.reader import CHECK_SECONDS, Reader

REGION = os.environ["DEFAULT_REGION"]
RETENTION = int(os.environ["HISTORY_RETENTION_DAYS"]) * 86_400
STACK = os.environ["STACK_NAME"]
NONE = "NONE"
# The day's chart is updated only if at least this much of a check's time is left.
CHART_SECONDS = 0.15
WIRE = Wire()
READER = Reader(WIRE, os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])


def _connect_early() -> None:
    """Open the connection during initialisation, so that no caller waits for a TLS handshake.

    A fault here is only logged. If it lasts, the first check meets it too, and raises the error.
    """
    try:
        READER.warm_up()
    except StoreError as exc:
        _log("warning", "first connection failed", error=str(exc))


def _log(level: str, message: str, **fields: str) -> None:
    print(json.dumps({"level": level, "service": "check_number", "message": message, **fields}))  # noqa: T201


def _count(name: str) -> None:
    """Count one in a CloudWatch metric: a log line in Embedded Metric Format, which takes no request."""
    described = {
        "Namespace": "DenyList",
        "Dimensions": [["stack", "service"]],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    stamp = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [described]}
    print(json.dumps({"_aws": stamp, "stack": STACK, "service": "check_number", name: 1}))  # noqa: T201


_connect_early()


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Answer an inbound contact flow: a flat map of strings, because a flow can read nothing else.

    Raises:
        StoreError: DynamoDB did not answer in time; Connect takes the flow's error branch.
    """
    started = time.monotonic()
    contact = contacts.read(event)
    address = contact.address
    if not contact.is_a_call:
        # Only calls are turned away. Chats, e-mails and tasks are allowed and not counted.
        return _answer("allow", None)
    if is_withheld(address):
        return _answer("withheld", None)
    number = key_of(address, REGION)
    entry = READER.get(number) if number else None
    if number is None or entry is None or not entry.is_in_force(time.time()):
        return _answer("allow", entry)
    _log("info", "denied", number=mask(number), status=entry.status or NONE)
    if not contact.is_dialled:
        _count_denied(number, started + CHECK_SECONDS)
    return _answer("deny", entry)


def _count_denied(number: str, deadline: float) -> None:
    """Count a denied call. If that fails, the call is still denied, and a metric says that it was not counted."""
    now = time.time()
    try:
        READER.count(counters.denied(number, iso(now), int(now) + RETENTION), deadline - time.monotonic())
        left = deadline - time.monotonic()
        if left > CHART_SECONDS:
            READER.count(counters.of_day("DeniedCalls", iso(now), int(now) + RETENTION), left)
    except StoreError as exc:
        _log("error", "denied call not counted", number=mask(number), error=str(exc))
        _count("DeniedNotCounted")
    _count("Denied")


def _answer(decision: str, entry: Entry | None) -> dict[str, str]:
    """The answer. `Status` and `ExpiresAt` are `NONE` without a value, because a flow cannot compare an empty one."""
    status = entry.status if entry and entry.status in STATUSES else NONE
    expires_at = entry.expires_at if entry else None
    return {
        "Success": "true" if decision == "deny" else "false",
        "Decision": decision,
        "Status": status or NONE,
        "ExpiresAt": NONE if expires_at is None else str(expires_at),
    }
