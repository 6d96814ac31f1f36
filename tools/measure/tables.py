"""Tables: on a screen by rich, in a document as Markdown."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console

WIDTH = 176
"""Where there is no terminal to ask, as in a pipe or a log."""
NOTHING = "-"
MARKS = {True: "✓", False: "✗", None: ""}


def console() -> Console:
    """Colours and the terminal's width where there is one, plain text elsewhere."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def coloured(holds: bool | None) -> str:  # noqa: FBT001 - it is all there is to say
    """The mark of what holds or does not, for the screen."""
    return {True: "[green]✓[/green]", False: "[bold red]✗[/bold red]", None: ""}[holds]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table whose columns of these numbers, from 0 on, are aligned to the right.

    >>> print(markdown(["what", "how many"], [["calls", "3"]], numbers=[1]))
    | what | how many |
    | --- | ---: |
    | calls | 3 |
    """
    right = set(numbers)
    lines = [head, ["---:" if column in right else "---" for column in range(len(head))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
