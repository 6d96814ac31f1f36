"""The workflow's functions under a fault: each raises, so that the workflow retries, or does its part once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.measure.faults import connect, promises
from tools.measure.faults.bench import Bench
from tools.measure.faults.events import flagged, insertion, number_of, typed
from tools.measure.faults.faults import Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Call, Handler
from tools.measure.faults.tables import Item, new_number
from tools.measure.faults.tried import said, tried

MINE, ANOTHERS = "execution-1", "execution-2"


def identify_agent(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:  # noqa: ARG001 - it has one moment
    """A flag whose flow did not say who made it. Where Connect knows of no such contact, the agent is `unknown`."""
    right = {connect.NAME, "unknown"} if fault.name == "table missing" else {connect.NAME}
    event = {"Record": insertion(flagged(new_number()))}

    def promise(call: Call) -> Iterator[str]:
        if not call.raised and call.answer["FlaggedBy"] not in right:
            yield f"answered {call.answer}"

    yield from tried(bench, "identify_agent", fault, event, promise, "ConnectError")


def record_change(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """A flag is completed, and a spelling typed by hand moves to its number. History has each of them once."""
    flag, other, spelling = flagged(new_number()), flagged(new_number()), typed(new_number())
    history = {"body": f"TableName == '{bench.tables.history}'"}
    with bench.handler("record_change") as handler:
        handler.start()
        yield from _recorded(bench, handler, fault, Part("a flag", flag, version=2))
        if most == 1:
            return
        yield from _recorded(bench, handler, fault, Part("a flag's history", other, version=2), **history)
        yield from _recorded(bench, handler, fault, Part("a spelling", spelling, version=1))


@dataclass(frozen=True)
class Part:
    """An item that was put, and the version that its entry has when the workflow is done with it."""

    moment: str
    item: Item
    version: int
    at: int = field(default_factory=lambda: int(time.time()))

    @property
    def key(self) -> str:
        """The key under which it was put."""
        return str(self.item["ContactNumber"]["S"])

    @property
    def number(self) -> str:
        """The key of its entry in the end, because a spelling moves."""
        return number_of(self.key)

    def event(self, execution: str) -> dict[str, Any]:
        """What the workflow hands to the function."""
        return {"Record": insertion(self.item, self.at), "Execution": execution, "Agent": {"FlaggedBy": connect.NAME}}


def _recorded(bench: Bench, handler: Handler, fault: Fault, part: Part, **where: str) -> Iterator[Finding]:
    """Record it under the fault, then as the workflow's retry, then as another delivery of the same record."""
    bench.tables.put(part.item)
    with handler.under(fault, **where):
        call = handler.call(part.event(MINE))
    yield finding(part.moment, said(call), call.seconds, promises.named(call))
    for execution in (MINE, ANOTHERS):
        call = handler.call(part.event(execution))
        moment = f"{part.moment}, {'again' if execution == MINE else 'delivered again'}"
        yield afterwards(moment, said(call), call.seconds, _completed(bench, part, call, execution))


def _completed(bench: Bench, part: Part, call: Call, execution: str) -> Iterator[str]:
    changes = sum("Event" in item for item in bench.tables.history_of(part.number))
    entry = bench.tables.entry(part.number)
    yield from promises.recorded(call, entry, changes, is_new=execution == MINE, version=part.version)
    if part.key != part.number and bench.tables.entry(part.key):
        yield "the spelling is still there beside its number"
