"""`make upgrade`: brings entries and protections under former keys to the key that calls are looked up by.

It first shows what it would do. It announces nothing, and can be run again at any time.
"""

import argparse
import time
from collections.abc import Sequence

from tools.common.errors import exit_on_error
from tools.common.progress import say, step
from tools.operate import target
from tools.operate.changes import carry_out
from tools.operate.storage import Storage, ask
from tools.operate.upgrade import plan


def run(storage: Storage, *, yes: bool = False, dry_run: bool = False) -> int:
    """Look, show, ask and move, and return how many entries were moved."""
    with step(f"Reading the keys of {storage.place}"):
        steps = list(plan.steps(storage, int(time.time())))
    taken = carry_out(
        steps,
        lambda operation, **parameters: ask(storage.dynamodb, operation, **parameters),
        yes=yes,
        dry_run=dry_run,
    )
    if taken:
        say(f"{len(taken)} entries are under their key now; nothing was announced")
    return len(taken)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.upgrade", description=__doc__)
    target.add_arguments(parser)
    target.add_consent(parser)
    given = parser.parse_args(words)
    run(Storage.of(target.chosen(given)), yes=given.yes, dry_run=given.dry_run)


if __name__ == "__main__":
    exit_on_error(start)
