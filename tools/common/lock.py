"""One command at a time. Two `make up` must not build into the same folder, or start in it, at once."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.common.paths import private
from tools.common.progress import say


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file, once no other process holds it. The system releases it when its holder dies."""
    private(path.parent)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another command that works in {path.parent}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
