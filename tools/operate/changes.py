"""Changes that a command makes for an operator: shown first, agreed to, and made one by one."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tools.common.errors import LocalError
from tools.common.progress import say


@dataclass(frozen=True)
class Step:
    """One change. A step without an operation only says that nothing needs to change."""

    sentence: str
    operation: str = ""
    parameters: tuple[tuple[str, Any], ...] = ()
    secret: str = ""
    """Printed once the change is made."""


def carry_out(steps: Sequence[Step], ask: Callable[..., object], *, yes: bool, dry_run: bool) -> list[Step]:
    """Show every step, ask unless `yes`, call `ask(operation, **parameters)` for each, and return the steps taken.

    Raises:
        LocalError: the operator did not agree, or a step failed; it says how many were taken before.
    """
    for step in steps:
        print(f"  {'would change' if step.operation else 'as it is':<14}{step.sentence}")
    changes = [step for step in steps if step.operation]
    if not changes:
        say("Nothing to change")
        return []
    if dry_run:
        say(f"Dry run: {len(changes)} change(s) left undone")
        return []
    if not yes:
        agree(f"Make {len(changes)} change(s)?", "changed")
    for taken, step in enumerate(changes):
        try:
            ask(step.operation, **dict(step.parameters))
        except LocalError as exc:
            raise LocalError(
                f"{exc}. {taken} of {len(changes)} change(s) were made; a second run makes the rest"
            ) from exc
        print(f"  {'changed':<14}{step.sentence}{step.secret and f': {step.secret}'}")
    return changes


def agree(question: str, done: str) -> None:
    """Ask on the terminal. `done` completes the message after a no: “nothing was changed”.

    Raises:
        LocalError: the answer is no, or there is no terminal to ask on.
    """
    if not sys.stdin.isatty():
        raise LocalError(f"There is no terminal to ask on; nothing was {done}; add YES=1 (--yes)")
    try:
        answer = input(f"{question} [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise LocalError(f"Nothing was {done}")
