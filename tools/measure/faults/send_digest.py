"""`send_digest` under a fault: each change is mailed or still waits, and the next digest tells of all that waits."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from tools.measure.faults import promises
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Handler
from tools.measure.faults.tried import OF_SNS, said
from tools.measure.faults.window import Window

CHANGES = 30
"""More than a batch can delete, and fewer than a mail lists."""
MOMENTS: dict[str, dict[str, Any]] = {
    "the mail": {"operation": "Publish"},
    "the deletion": {"operation": "BatchWriteItem"},
    "the first deletion": {"operation": "BatchWriteItem", "times": 1},
    "every request": {},
}


def digests(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """The changes are read, and then the mail or the deletion meets the fault; or every request meets it."""
    with closing(Window(bench.stack)) as window, bench.handler("send_digest", **window.variables) as handler:
        handler.start()
        for moment, where in islice(MOMENTS.items(), most):
            yield from _digested(window, handler, fault, moment, where)


def _digested(window: Window, handler: Handler, fault: Fault, moment: str, where: dict[str, Any]) -> Iterator[Finding]:
    """A digest under the fault; then the next one, without it."""
    changes = window.put(CHANGES)
    with handler.under(fault, **where):
        call = handler.call({})
    told, left = window.told(), window.waiting()
    broken = (
        promises.named(call, "StoreError", *OF_SNS),
        promises.digested(call, changes, told, left),
    )
    yield finding(moment, f"{said(call)}, {'mailed' if told else 'not mailed'}", call.seconds, *broken)
    call = handler.call({})
    caught_up = promises.caught_up(left, window.told(), window.waiting())
    yield afterwards(f"{moment}, again", said(call), call.seconds, promises.well(call), caught_up)
