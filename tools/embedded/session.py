"""Allows one command at a time in a folder to stay with its stack, so that no other ends or changes that stack."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.common.errors import LocalError
from tools.common.paths import private
from tools.embedded import emulator


@contextmanager
def alone(directory: Path, command: str) -> Iterator[None]:
    """Make this the only such command in the folder.

    Raises:
        LocalError: another one is running.
    """
    holder = _held(directory, fcntl.LOCK_EX)
    try:
        os.truncate(holder, 0)
        os.pwrite(holder, f"{command} (process {os.getpid()})".encode(), 0)
        yield
    finally:
        os.close(holder)


@contextmanager
def on_a_running_stack(directory: Path) -> Iterator[None]:
    """If something fails because the stack was ended, say so in one sentence.

    Raises:
        LocalError: the stack was ended meanwhile.
    """
    try:
        yield
    except Exception as exc:
        if isinstance(exc, LocalError) or emulator.pids(directory):
            raise
        raise LocalError(f"The stack in {directory} was ended by another command ({type(exc).__name__}).") from exc


def refuse_beside_another(directory: Path) -> None:
    """Refuse to change a folder whose stack belongs to a running command.

    Raises:
        LocalError: there is one; the text says which, and what to do.
    """
    os.close(_held(directory, fcntl.LOCK_SH))


def _held(directory: Path, how: int) -> int:
    """The lock file of the folder's running command. The system unlocks it when that command ends in any way."""
    private(directory)
    holder = os.open(directory / "session", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(holder, how | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        who = os.pread(holder, 200, 0).decode() or "Another command"
        os.close(holder)
        raise LocalError(
            f"{who} runs here already, in {directory}, and goes on. End it with Ctrl-C where it runs, or wait for its "
            "end, then run this again. A stack beside it: make up DIR=.local/second, or make lab with the same."
        ) from exc
    return holder
