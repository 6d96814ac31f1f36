"""`make demo`: a fresh stack, the story, and the stack ended again. `LANGUAGE=ko` tells it in Korean."""

import argparse
import os
import signal
import sys
from typing import Any

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import step
from tools.embedded.demo.story import CallCentre, tell
from tools.embedded.demo.telling import Teller, texts
from tools.embedded.down import bring_down
from tools.embedded.session import alone, on_a_running_stack
from tools.embedded.up import bring_up
from tools.embedded.users import console_lines

# Its stack is not the one of `make up`, so that the story always begins with empty tables.
DIRECTORY = DEFAULT_DIRECTORY / "demo"


def main() -> None:
    """Tell the story. The exit status is 0 only if every step did what it said."""
    argparse.ArgumentParser(prog="python -m tools.embedded.demo", description=__doc__).parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    words = texts(os.environ.get("LANGUAGE", "en"))
    with alone(DIRECTORY, "make demo"):
        bring_down(DIRECTORY)
        try:
            every_step_did = _told(words)
        finally:
            with step(words["ending"]):
                bring_down(DIRECTORY)
    sys.exit(0 if every_step_did else 1)


def _told(words: dict[str, Any]) -> bool:
    """Whether every step of the story did what it said."""
    stack = bring_up(DIRECTORY, {"DefaultRegion": words["region"], "Language": words["language"]})
    with on_a_running_stack(DIRECTORY):
        teller = Teller(words)
        teller.title()
        tell(CallCentre(stack, words), teller)
        every_step_did = teller.end()
        if every_step_did:
            teller.show_console(console_lines(stack))
    return every_step_did


if __name__ == "__main__":
    exit_on_error(main)
