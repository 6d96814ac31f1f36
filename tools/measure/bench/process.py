"""A program in a process of its own, and what its calls took."""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self, cast

from tools.common.errors import LocalError
from tools.measure.bench.programs import Program

RUNNER = Path(__file__).with_name("runner.py")


@dataclass(frozen=True)
class Load:
    """How a handler was loaded: monotonic seconds."""

    started: float
    """When the interpreter came to the runner's first line."""
    began: float
    ended: float


@dataclass(frozen=True)
class Calls:
    """Some calls, one after another."""

    began: float
    ended: float
    cpu: float
    """Seconds of the process's own, the kernel's part for it included."""
    answer: Any
    imports: Sequence[tuple[float, float]]
    """Since the process began."""
    modules: int
    peak_kb: int

    @property
    def wall(self) -> float:
        """Seconds."""
        return self.ended - self.began


class Process:
    """From its start until the end of the context it is entered as.

    Without site-packages, the user's variables or the current folder, and writing no bytecode: what Lambda unpacks
    cannot be written to.
    """

    def __init__(self, program: Program) -> None:
        self._program = program

    def __enter__(self) -> Self:
        program, self.spawned = self._program, time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(RUNNER), program.module, *map(str, program.folders)],
            env=dict(program.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def loaded(self) -> Load:
        """Once it is; the first thing to be asked of a process."""
        return Load(**self._reply())

    def want(self, event: object, times: int = 1) -> None:
        """Ask for calls without waiting for what comes of them."""
        print(json.dumps({"event": event, "times": times}), file=self._process.stdin, flush=True)

    def calls(self) -> Calls:
        """What came of the calls that were wanted first."""
        return Calls(**self._reply())

    def run(self, event: object, times: int = 1) -> Calls:
        """Calls, and what came of them."""
        self.want(event, times)
        return self.calls()

    def _reply(self) -> dict[str, Any]:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            said = cast("IO[str]", self._process.stderr).read().strip().splitlines()
            raise LocalError(
                f"{self._program.module} of {self._program.folders[0]} failed: {(said or ['silently'])[-1]}"
            )
        reply: dict[str, Any] = json.loads(line)
        return reply
