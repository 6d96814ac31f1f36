"""Several processes of one function: whoever calls gets one that is free, as on Lambda, or waits for one."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from queue import LifoQueue

from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.handler import Call, Handler

# What passes by itself. A right that is missing and a table that is not there stay, and `make faults` has them.
PASSING = tuple(fault for fault in FAULTS if fault.name not in {"access denied", "table missing"})
NAME = "load-"
"""What each request says of itself, for the proxy to know it by."""


class Pool:
    """A function as often as it may run at once."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self.handlers = handlers
        self.calls = self.killed = 0
        self._free: LifoQueue[Handler] = LifoQueue()
        for handler in handlers:
            self._free.put(handler)

    def call(self, event: object) -> Call:
        """What one of them makes of an event; the one that was last free, as Lambda chooses."""
        handler = self._free.get()
        try:
            came = handler.call(event)
        finally:
            self._free.put(handler)
        self.calls += 1
        self.killed += came.raised == "Sandbox.Timedout"
        return came

    def pids(self) -> list[int]:
        """Of those that run now."""
        return [handler.pid for handler in self.handlers if handler.pid]


@contextmanager
def pools(bench: Bench, stack: Stack, size: int) -> Iterator[dict[str, Pool]]:
    """The check's and the flag's, on the deployed tables, so that the deployed workflow does the rest."""
    tables = {"DENYLIST_TABLE": stack.outputs["DenylistTable"], "HISTORY_TABLE": stack.outputs["HistoryTable"]}
    with ExitStack() as opened:
        made = {
            name: Pool(
                [
                    opened.enter_context(bench.handler(name, AWS_SDK_UA_APP_ID=f"{NAME}{name}", **tables))
                    for _ in range(size)
                ]
            )
            for name in ("check_number", "add_number")
        }
        for pool in made.values():
            for handler in pool.handlers:
                handler.start()
        yield made


@contextmanager
def faults(handler: Handler, rate: float, faulted: Sequence[Fault] = PASSING) -> Iterator[dict[str, int]]:
    """Let each fault meet its share of the requests, `rate` of all of them together; how many met which, afterwards."""
    met: dict[str, int] = {}
    faulted = faulted if rate else ()
    for fault in faulted:
        handler.proxy.fail(NAME, {**fault.rule, "probability": rate / len(faulted)})
    try:
        yield met
    finally:
        met.update(zip((fault.name for fault in faulted), handler.proxy.fired(NAME), strict=True))
        handler.proxy.mend(NAME)
