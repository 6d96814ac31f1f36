"""`make forget`: shows, exports and erases what is known about a number.

It erases nothing unless it is told to, and nothing about other numbers. It is safe to run it again.
"""

import argparse
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from denylist.keys import of_key
from denylist.refusals import Refusal
from tools.common.errors import LocalError, exit_on_error
from tools.common.progress import say, step
from tools.operate import target
from tools.operate.changes import agree
from tools.operate.forget import export, telling
from tools.operate.forget.erasing import WAIT, Erased, Patience, erase
from tools.operate.forget.known import Known, Wanted, look
from tools.operate.storage import Storage


def run(storage: Storage, given: argparse.Namespace, patience: Patience) -> None:
    """Look, show, ask, export and erase."""
    wanted = Wanted.of(given.number, storage.region)
    with step(f"Reading both tables and the dead-letter queue of {storage.place}"):
        known = look(storage, wanted)
    if known.is_nothing:
        _nothing(wanted)
        return
    say(f"What {storage.place} knows about {wanted.number}")
    _print(telling.shown(known, time.time()))
    if not given.dry_run:
        _confirm(known, yes=given.yes)
    if given.export:
        export.write(given.export, known, storage.place, time.time())
        say(f"Written to {given.export}, which only you can read")
    if given.dry_run:
        say("Dry run: nothing was erased")
    else:
        _tell(known, erase(storage, known, patience))
    say("Where it also is, and cannot be erased from here")
    _print(telling.elsewhere(known))


def _nothing(wanted: Wanted) -> None:
    if wanted.readings:
        raise LocalError(f"“{wanted.number}” may mean {' or '.join(wanted.readings)}; say which, with its plus")
    if (number := of_key(wanted.number)) and number.doubt is Refusal.NO_PLAN:
        raise LocalError(
            f"“{wanted.number}” is in no country's numbering plan and not known here; check what was typed"
        )
    if wanted.refusal:
        raise LocalError(
            f"“{wanted.number}” is no number that could be denied ({wanted.refusal}), and nothing is kept under this "
            "very text either; check what was typed"
        )
    say(f"Nothing is known about {wanted.number}; nothing was erased, and no file was written")


def _confirm(known: Known, *, yes: bool) -> None:
    """Say what erasing means, and ask.

    Raises:
        LocalError: the answer is no, or there is no terminal to ask on.
    """
    if consequence := telling.consequence(known, time.time()):
        say(consequence)
    if not yes:
        agree("Erase all of this? It cannot be taken back.", "erased")


def _tell(known: Known, done: Erased) -> None:
    for line in (*telling.outcome(done), *telling.advice(known)):
        say(line)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"  {line}")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.forget", description=__doc__)
    parser.add_argument("--number", required=True, help="the number, in any spelling that the list itself takes")
    target.add_arguments(parser)
    target.add_consent(parser)
    parser.add_argument("--export", type=Path, help="a new file for all that is known, as JSON")
    parser.add_argument(
        "--wait", type=float, default=WAIT, help="seconds to wait for the workflow (default: %(default)g)"
    )
    return parser.parse_args(words)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    run(Storage.of(target.chosen(given)), given, Patience(given.wait))


if __name__ == "__main__":
    exit_on_error(start)
