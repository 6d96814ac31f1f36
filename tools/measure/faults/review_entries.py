"""`review_entries` under a fault: a 503 that says when to try again, and decisions made completely or not at all."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tools.embedded.api import entry_path
from tools.measure.faults import promises
from tools.measure.faults.bench import Bench
from tools.measure.faults.events import entry, origin_of, request
from tools.measure.faults.faults import LATE_SECONDS, Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Call, Handler
from tools.measure.faults.tables import Item, new_number


@dataclass(frozen=True)
class Wish:
    """A request that decides something: its path, its body, and the status that the entry gets."""

    name: str
    path: Callable[[str], str]
    body: Callable[[str], dict[str, Any]]
    status: str
    is_addition: bool = False


APPROVE = Wish("approve", lambda n: entry_path(n, "approve"), lambda _: {"version": 1, "term": "30d"}, "APPROVED")
WISHES = (
    APPROVE,
    Wish("expire", lambda n: entry_path(n, "expire"), lambda _: {"version": 1, "note": "by mistake"}, "EXPIRED"),
    Wish("protect", lambda n: entry_path(n, "protect"), lambda _: {"version": 1}, "PROTECTED"),
    Wish("add", lambda _: "/api/entries", lambda n: {"number": n, "term": "7d"}, "APPROVED", is_addition=True),
)


def requests(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """All requests of a GET meet the fault; then all requests of a decision, its first read included."""
    number = new_number()
    before = bench.tables.put(entry(number, "PENDING"))
    with bench.handler("review_entries") as handler:
        handler.start()
        for path in ("/api/entries", entry_path(number), "/api/daily")[:most]:
            with handler.under(fault):
                call = _ask(handler, "GET", path)
            left = [] if bench.tables.entry(number) == before else [f"GET {path} changed the entry"]
            shown = f"GET {path.partition('%')[0]}"
            yield finding(shown, _said(call), call.seconds, promises.unavailable(call), left)
        if most > 1:
            yield from _decided(bench, handler, fault, APPROVE)


def writes(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """The entry is read without a fault, and then the decision's write meets it."""
    with bench.handler("review_entries") as handler:
        handler.start()
        for wish in WISHES[:most]:
            yield from _decided(bench, handler, fault, wish, operation="UpdateItem")


def _decided(bench: Bench, handler: Handler, fault: Fault, wish: Wish, **where: str) -> Iterator[Finding]:
    """Make a decision under the fault, repeat it without, and look again once late requests were carried out."""
    number = new_number()
    before = {} if wish.is_addition else bench.tables.put(entry(number, "PENDING"))
    with handler.under(fault, **where):
        call = _post(handler, wish, number)
    after = bench.tables.entry(number)
    moment = f"{wish.name}, {where.get('operation', 'every request')}"
    broken = promises.unavailable(call), promises.whole(before, after, wish.status)
    yield finding(moment, f"{_said(call)}, {_state(before, after)}", call.seconds, *broken)
    yield _repeated(bench, handler, wish, number, before)
    if fault.is_late:
        time.sleep(LATE_SECONDS)
        yield _repeated(bench, handler, wish, number, before)


def _repeated(bench: Bench, handler: Handler, wish: Wish, number: str, before: Item) -> Finding:
    call = _post(handler, wish, number)
    broken = promises.decided(call, before, bench.tables.entry(number), wish.status)
    return afterwards(f"{wish.name}, again", _said(call), call.seconds, broken)


def _post(handler: Handler, wish: Wish, number: str) -> Call:
    return _ask(handler, "POST", wish.path(number), wish.body(number))


def _ask(handler: Handler, method: str, path: str, body: object = None) -> Call:
    return handler.call(request(origin_of(handler.environment["CONSOLE_URL"]), method, unquote(path), body))


def _said(call: Call) -> str:
    return call.raised or str(call.answer["statusCode"])


def _state(before: Item, after: Item) -> str:
    return "as it was" if after == before else "decided"
