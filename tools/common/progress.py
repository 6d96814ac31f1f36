"""Prints progress: what is being done, then how long it took."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from tools.common.errors import LocalError

POLL_SECONDS = 0.05


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"==> {text}", flush=True)


def in_columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """A table as lines, each column as wide as its longest cell.

    >>> in_columns([("name", "group"), ("ada", "admins")])
    ['name  group', 'ada   admins']
    """
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what a long step does when it starts, and its seconds when it ends."""
    print(f"==> {text} … ", end="", flush=True)
    started, outcome = time.monotonic(), "failed after "
    try:
        yield
        outcome = ""
    finally:
        print(f"{outcome}{time.monotonic() - started:.1f} s", flush=True)


def wait_until[T](read: Callable[[], T], seconds: float, what: str) -> T:
    """Ask `read` until its answer is true, and return that. When time is up, a `LocalError` names `what`."""
    deadline = time.monotonic() + seconds
    while not (answer := read()):
        if time.monotonic() > deadline:
            raise LocalError(f"Waited {seconds:g} s in vain for {what}.")
        time.sleep(POLL_SECONDS)
    return answer
