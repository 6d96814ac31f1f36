"""`check_number` under a fault: callers with and without an entry, beginning with the first call after a start."""

from collections.abc import Iterator
from itertools import islice

from tools.connect.run import Contact
from tools.measure.faults import promises, telephone
from tools.measure.faults.bench import Bench
from tools.measure.faults.events import entry
from tools.measure.faults.faults import Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Call, Handler
from tools.measure.faults.tables import new_number
from tools.measure.faults.telephone import Heard

WHO = {True: "denied caller", False: "allowed caller"}


def from_the_start(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """The fault begins before the function is loaded."""
    for denied, who in islice(WHO.items(), most):
        number = _caller(bench, denied=denied)
        with bench.handler("check_number") as handler:
            with handler.under(fault):
                loaded = handler.start()
                yield finding("start", loaded.raised or "started", loaded.seconds, promises.loaded(loaded))
                yield _checked(f"first call, {who}", handler, number, denied=denied)
                yield _checked(f"second call, {who}", handler, number, denied=denied)
            yield _recovered(handler, number, denied=denied)


def later(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """The fault meets a function that has answered before, called directly and then by the flow."""
    with bench.handler("check_number") as handler:
        for denied, who in islice(WHO.items(), most):
            number = _caller(bench, denied=denied)
            yield _recovered(handler, number, denied=denied)
            with handler.under(fault):
                yield _checked(f"later call, {who}", handler, number, denied=denied)
                heard = telephone.call(handler, number)
            yield _rung(f"call through the flow, {who}", heard, denied=denied)
            yield _recovered(handler, number, denied=denied)
        if most > 1:
            yield _while_counting(bench, handler, fault)


def _while_counting(bench: Bench, handler: Handler, fault: Fault) -> Finding:
    """The entry can be read, but the denied call cannot be counted. The caller must still be turned away."""
    number = _caller(bench, denied=True)
    with handler.under(fault, operation="UpdateItem"):
        call = _ring(handler, number)
    counted = promises.counted(call, _count(bench, number))
    return finding("between read and count", _said(call), call.seconds, promises.turned_away(call), counted)


def _caller(bench: Bench, *, denied: bool) -> str:
    """A number whose entry is in force, or has ended."""
    number = new_number()
    bench.tables.put(entry(number, "APPROVED" if denied else "EXPIRED"))
    return number


def _ring(handler: Handler, number: str) -> Call:
    return handler.call(Contact(customer_address=number).event({}))


def _checked(moment: str, handler: Handler, number: str, *, denied: bool) -> Finding:
    call = _ring(handler, number)
    return finding(moment, _said(call), call.seconds, promises.checked(call, denied=denied))


def _recovered(handler: Handler, number: str, *, denied: bool) -> Finding:
    """Call again without the fault."""
    call = _ring(handler, number)
    right = promises.well(call), promises.checked(call, denied=denied)
    return afterwards("without a fault", _said(call), call.seconds, *right)


def _rung(moment: str, heard: Heard, *, denied: bool) -> Finding:
    """A whole call, with all attempts that Connect made."""
    each = [promises.checked(call, denied=denied) for call in heard.calls]
    happened = "queued" if heard.outcome.ended == "queue" else "turned away"
    return finding(moment, happened, heard.waited, promises.queued(heard, denied=denied), *each)


def _count(bench: Bench, number: str) -> int:
    counters = [item for item in bench.tables.history_of(f"calls:{number}") if item["At"]["S"] == "denied"]
    return int(counters[0]["DeniedCount"]["N"]) if counters else 0


def _said(call: Call) -> str:
    if call.raised:
        return "raises" if "StoreError" in call.kinds else call.raised
    decision = call.answer["Decision"]
    return f"{decision}, not counted" if "DeniedNotCounted" in call.log else str(decision)
