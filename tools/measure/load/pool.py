"""Several processes of one function. As on Lambda, a call gets one that is free, or waits for one."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from queue import LifoQueue

from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.handler import Call, Handler

# The faults that pass by themselves. A missing right or table stays missing; `make faults` tries those.
PASSING = tuple(fault for fault in FAULTS if fault.name not in {"access denied", "table missing"})
NAME = "load-"
"""How the proxy recognises these requests."""


class Pool:
    """A function, as many times as it may run at once."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self.handlers = handlers
        self.calls = self.killed = 0
        self._free: LifoQueue[Handler] = LifoQueue()
        for handler in handlers:
            self._free.put(handler)

    def call(self, event: object) -> Call:
        """Pass an event to the process that became free last, as Lambda chooses."""
        handler = self._free.get()
        try:
            came = handler.call(event)
        finally:
            self._free.put(handler)
        self.calls += 1
        self.killed += came.raised == "Sandbox.Timedout"
        return came

    def pids(self) -> list[int]:
        """The processes that run now."""
        return [handler.pid for handler in self.handlers if handler.pid]


@contextmanager
def pools(bench: Bench, stack: Stack, size: int) -> Iterator[dict[str, Pool]]:
    """A pool for checks and one for flags, on the deployed tables, so that the deployed workflow does the rest."""
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
    """Let a share of all requests meet a fault, each fault as often as the others; afterwards, how many met which."""
    met: dict[str, int] = {}
    faulted = faulted if rate else ()
    for fault in faulted:
        handler.proxy.fail(NAME, {**fault.rule, "probability": rate / len(faulted)})
    try:
        yield met
    finally:
        met.update(zip((fault.name for fault in faulted), handler.proxy.fired(NAME), strict=True))
        handler.proxy.clear(NAME)
