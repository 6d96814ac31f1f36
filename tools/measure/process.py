"""One handler in a process of its own, and what comes of each event that it is given."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any, Self, cast

from tools.common.errors import LocalError

RUNNER = Path(__file__).with_name("runner.py")


@dataclass(frozen=True)
class Program:
    """One handler with all that it can see."""

    module: str
    folders: Sequence[Path]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What came of loading a handler, or of calling it: times are seconds of the clock that all processes share."""

    began: float
    ended: float
    cpu: float
    """Seconds of the process's own, the kernel's part for it included."""
    answer: Any = None
    kinds: Sequence[str] = ()
    """The exception's class and those it derives from; none where there was an answer."""
    message: str = ""
    log: str = ""
    started: float = 0.0
    """When the interpreter came to the runner's first line; of loading alone, as what follows is of calls alone."""
    imports: Sequence[tuple[float, float]] = ()
    """Since the process began."""
    modules: int = 0
    peak_kb: int = 0

    @property
    def wall(self) -> float:
        """Seconds."""
        return self.ended - self.began


class Process:
    """Runs until `end` is called or its context is left. Its first reply tells how loading went.

    It has no site-packages, none of the user's variables and not the current folder, and writes no bytecode, because
    on Lambda a package cannot be written to.
    """

    def __init__(self, program: Program) -> None:
        self._program, self.spawned = program, time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(RUNNER), program.module, *map(str, program.folders)],
            env=dict(program.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pid = self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def want(self, event: object, times: int = 1) -> None:
        """Ask for calls without waiting for what comes of them."""
        print(json.dumps({"event": event, "times": times}), file=self._process.stdin, flush=True)

    def reply(self, limit: float) -> Reply | None:
        """The next, within so many seconds; none where the process ended, or was ended because it took longer."""
        timer = Timer(limit, self._process.kill)
        timer.start()
        line = cast("IO[str]", self._process.stdout).readline()
        timer.cancel()
        return Reply(**json.loads(line)) if line else None

    def answer(self, limit: float = 60) -> Reply:
        """The next reply, which must be an answer."""
        reply = self.reply(limit)
        if not reply or reply.kinds:
            why = f"{reply.kinds[0]}: {reply.message}" if reply else "the process ended"
            raise LocalError(f"{self._program.module} of {self._program.folders[0]} failed: {why}")
        return reply

    def run(self, event: object, times: int = 1) -> Reply:
        """Calls, and the answer to the last of them."""
        self.want(event, times)
        return self.answer()

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.communicate()
