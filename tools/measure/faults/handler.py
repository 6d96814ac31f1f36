"""Runs a function between its caller and a network that can be made to fail."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, cast

from tools.common.errors import LocalError
from tools.measure.faults.faults import Fault
from tools.measure.faults.proxy import Proxy
from tools.measure.process import Process, Program

INIT_SECONDS = 10.0
"""Lambda's limit for loading a function (Developer Guide, "Lambda execution environment lifecycle")."""
KILLED = "Sandbox.Timedout"
# Loading keeps a processor busy, so more than two at a time would only delay each other.
_STARTS = BoundedSemaphore(2)


@dataclass(frozen=True)
class Call:
    """The result of one event."""

    seconds: float
    """How long the handler took, as it measured itself."""
    answer: Any = None
    kinds: tuple[str, ...] = ()
    """The exception's class and its base classes; empty if there was an answer."""
    message: str = ""
    log: str = ""

    @property
    def raised(self) -> str:
        """The exception's name; empty if there was an answer."""
        return self.kinds[0] if self.kinds else ""


@dataclass
class Handler:
    """A function between its caller and a network that can be made to fail, from the first event to `close`.

    As on Lambda, it answers one event at a time, and is ended when it takes longer than its function may.
    """

    function: str
    name: str
    """How the proxy recognises its requests."""
    folders: Sequence[Path]
    environment: Mapping[str, str]
    limit: float
    """Seconds; the function's own `Timeout`."""
    proxy: Proxy
    _process: Process | None = None
    _busy: Lock = field(default_factory=Lock)

    def start(self) -> Call:
        """Load the function, and return the result. If it cannot be loaded, it does not run."""
        with _STARTS:
            self._process = Process(Program(f"{self.function}.app", self.folders, self.environment))
            loaded = self._outcome(self._process, INIT_SECONDS)
        if loaded.raised:
            self.close()
        return loaded

    def call(self, event: object) -> Call:
        """The handler's result for an event, or the result of loading it."""
        with self._busy:
            if not self._process and (loaded := self.start()).raised:
                return loaded
            process = cast("Process", self._process)
            process.want(event)
            return self._outcome(process, self.limit)

    @contextmanager
    def under(self, fault: Fault, **where: Any) -> Iterator[None]:  # noqa: ANN401 - microburst's own matchers
        """Inside this context, requests meet the fault: all, or those that match `where` (`operation`, `body`)."""
        self.proxy.fail(self.name, {**fault.rule, **where})
        try:
            yield
        finally:
            with self._busy:  # a call that its caller gave up must still meet the fault
                met = self.proxy.clear(self.name)
        if not met:
            raise LocalError(f"{self.function} made no request that met the fault {fault} ({where})")

    @property
    def pid(self) -> int:
        """The id of the process that runs now; 0 if none does."""
        return self._process.pid if self._process else 0

    def close(self) -> None:
        """End the process."""
        if self._process:
            process, self._process = self._process, None
            process.end()

    def _outcome(self, process: Process, limit: float) -> Call:
        """The process's next reply. A function that takes too long is ended, as Lambda does."""
        reply = process.reply(limit)
        if not reply:
            self.close()
            return Call(limit, kinds=(KILLED,), message=f"Task timed out after {limit:.2f} seconds")
        return Call(reply.wall, reply.answer, tuple(reply.kinds), reply.message, reply.log)
