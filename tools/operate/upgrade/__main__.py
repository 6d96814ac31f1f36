"""`make upgrade`: brings entries and protections under former keys to the key that calls are looked up by.

Shows what it would do first; announces nothing; can be run again at any time.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say, step
from tools.operate.changes import carry_out
from tools.operate.forget.account import Account, ask, deployed, embedded
from tools.operate.upgrade import plan


def run(account: Account, *, yes: bool = False, dry_run: bool = False) -> int:
    """Look, show, ask and move; how many entries were moved."""
    with step(f"Reading the keys of {account.place}"):
        steps = list(plan.steps(account, int(time.time())))
    taken = carry_out(
        steps,
        lambda operation, **parameters: ask(account.dynamodb, operation, **parameters),
        yes=yes,
        dry_run=dry_run,
    )
    if taken:
        say(f"{len(taken)} entries lie under their key; nobody was told")
    return len(taken)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.upgrade", description=__doc__)
    parser.add_argument("--stack", help="a stack on AWS (default: the embedded stack)")
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="state of the embedded stack")
    parser.add_argument("--yes", action="store_true", help="change without asking")
    parser.add_argument("--dry-run", action="store_true", help="only show")
    return parser.parse_args(words)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    run(deployed(given.stack) if given.stack else embedded(given.dir), yes=given.yes, dry_run=given.dry_run)


if __name__ == "__main__":
    exit_on_error(start)
