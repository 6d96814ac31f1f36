"""Starts the DynamoDB that answers at once, and asks it what it has seen."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self, cast

from tools.common.errors import LocalError
from tools.embedded.emulator import HOST
from tools.measure.bench.certificates import issue
from tools.measure.bench.dynamodb import Connection

PROGRAM = Path(__file__).with_name("dynamodb.py")


@dataclass(frozen=True)
class Traffic:
    """The connections and requests of functions since the last time."""

    connections: Sequence[Connection]

    @property
    def requests(self) -> list[str]:
        """The operations, in lower case."""
        return [operation for connection in self.connections for operation, _ in connection.requests]

    @property
    def opened(self) -> int:
        """How many connections are new."""
        return sum(connection.is_new for connection in self.connections)

    @property
    def first(self) -> Connection:
        """The first connection that was asked on.

        Raises:
            LocalError: there was none.
        """
        for connection in self.connections:
            if connection.requests:
                return connection
        raise LocalError("A program was to ask the table and did not.")


class StandIn:
    """Answers on a free port of 127.0.0.1 while it is entered as a context."""

    def __init__(self, directory: Path) -> None:
        self._certificates = issue(directory)
        self.bundle = self._certificates.bundle

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self._certificates.chain), str(self._certificates.key)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url = f"https://{HOST}:{self._line().strip()}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def take(self) -> Traffic:
        """The traffic since the last time."""
        print(file=self._process.stdin, flush=True)
        return Traffic([Connection(**seen) for seen in json.loads(self._line())])

    def _line(self) -> str:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            raise LocalError("The table that answers at once has ended by itself.")
        return line
