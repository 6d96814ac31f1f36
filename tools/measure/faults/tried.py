"""A function that asks AWS and changes nothing: under a fault it raises or answers correctly; after it, it answers."""

from collections.abc import Callable, Iterable, Iterator

from tools.measure.faults import promises
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Call

OF_SNS = ("ClientError", "BotoCoreError", "ResponseParserError")
"""Errors that a function may raise that asks SNS. The last is no BotoCoreError, and means an answer without XML."""
_PROMISED = frozenset({"DenylistError", *OF_SNS})


def tried(
    bench: Bench, function: str, fault: Fault, event: object, promise: Callable[[Call], Iterable[str]], *errors: str
) -> Iterator[Finding]:
    """Every request meets the fault, and then the event is repeated. Only these errors may be raised."""
    with bench.handler(function) as handler:
        handler.start()
        with handler.under(fault):
            call = handler.call(event)
        yield finding("every request", said(call), call.seconds, promises.named(call, *errors), promise(call))
        again = handler.call(event)
        yield afterwards("again", said(again), again.seconds, promises.well(again), promise(again))


def said(call: Call) -> str:
    """`done`, `raises`, or the name of an exception that no function promises."""
    if not call.raised:
        return "done"
    return "raises" if _PROMISED & set(call.kinds) else call.raised
