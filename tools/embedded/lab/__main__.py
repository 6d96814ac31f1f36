"""`make lab`: the embedded stack with sample data, and the desk to act on it, until Ctrl-C. `LANGUAGE=ko`: in Korean.

A stack that was running before goes on running, and keeps its data.
"""

import argparse
import os
import signal
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.common.errors import exit_on_error
from tools.common.parameters import Wishes, parse
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say, step
from tools.embedded import emulator
from tools.embedded.demo.telling import somebody_is_there, texts
from tools.embedded.down import bring_down
from tools.embedded.lab.cases import read_cases
from tools.embedded.lab.desk.desk import Desk
from tools.embedded.lab.fill import fill
from tools.embedded.session import alone, on_a_running_stack
from tools.embedded.stack import Stack
from tools.embedded.up import bring_up
from tools.embedded.users import console_lines

TEXTS = Path(__file__).parent / "texts"
LOOK = 1.0
"""Seconds between two checks whether the stack is still there."""

type Words = Mapping[str, Any]


def run(directory: Path, given: Wishes, words: Words) -> None:
    """Bring the stack up, fill it, open the desk, and wait."""
    ran, began = bool(emulator.pids(directory)), time.monotonic()
    wishes = {"DefaultRegion": words["region"], "Language": words["language"], **given}
    with alone(directory, "make lab"), _ended_unless(directory, words, ran=ran), Desk(words["language"]) as desk:
        stack = bring_up(directory, wishes, beside=desk.beside)
        with on_a_running_stack(directory), step(words["filling"]):
            count = fill(stack, read_cases())
        say(words["filled"].format(count=count) if count else words["filled_before"])
        with on_a_running_stack(directory), step(words["opening"]):
            desk.open(stack)
        _tell(stack, words)
        say(words["desk"].format(seconds=time.monotonic() - began))
        print(f"    {desk.url}", flush=True)
        _show(desk.url)
        say(words["stays_on" if ran else "stays"])
        _stay(directory)
        say(words["gone"])


@contextmanager
def _ended_unless(directory: Path, words: Words, *, ran: bool) -> Iterator[None]:
    """Leave things as they were: a stack that this command started ends with it, whatever happens."""
    try:
        yield
    finally:
        if not ran:
            with step(words["ending"]):
                bring_down(directory)
        elif emulator.pids(directory):
            say(words["leaving"])
            bring_up(directory, {})


def _tell(stack: Stack, words: Words) -> None:
    say(words["console"])
    for line in console_lines(stack):
        print(f"    {line}", flush=True)
    if not stack.users:
        say(words["elsewhere"])


def _show(url: str) -> None:
    """Open the desk for a person at a terminal, if a browser has a screen to open on."""
    if somebody_is_there() and (sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()):
        webbrowser.open(url)


def _stay(directory: Path) -> None:
    """Wait for Ctrl-C, or for the end of the stack."""
    try:
        while emulator.pids(directory):
            time.sleep(LOOK)
    except KeyboardInterrupt:
        print()
        raise SystemExit(0) from None


def main() -> None:
    """Do what a command line says."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(prog="python -m tools.embedded.lab", description=__doc__)
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="where its state goes (default: .local)")
    parser.add_argument("--params", default="", help='template parameters, "Name=Value Empty= -BackToItsDefault"')
    arguments = parser.parse_args()
    words = texts(os.environ.get("LANGUAGE", "en"), TEXTS)
    run(arguments.dir.resolve(), parse(arguments.params), words)


if __name__ == "__main__":
    exit_on_error(main)
