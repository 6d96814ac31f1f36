"""An embedded stack for one command or one test, which ends with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.common.parameters import Wishes
from tools.common.progress import step
from tools.embedded.down import bring_down
from tools.embedded.overlay import Beside
from tools.embedded.stack import Stack
from tools.embedded.up import bring_up


@contextmanager
def own_stack(
    directory: Path,
    wishes: Wishes | None = None,
    settings: Mapping[str, str] | None = None,
    beside: Beside | None = None,
) -> Iterator[Stack]:
    """Bring up a fresh stack, and end it, whatever happens. One that a crash left in this folder is ended first."""
    bring_down(directory)
    try:
        yield bring_up(directory, wishes or {}, settings, beside)
    finally:
        with step("Ending the embedded stack"):
            bring_down(directory)
