"""How the story is told: numbered steps, what people heard, and whether each step did what it said."""

import json
import os
import select
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tools.connect.run import Outcome

TEXTS = Path(__file__).parent / "texts"
# Wide enough for a history, if there is no terminal, as in a pipe or a log.
WIDTH = 118
LOOK_MINUTES = 3


def texts(language: str, folder: Path = TEXTS) -> dict[str, Any]:
    """The story's texts, in English if the language has none (`LANGUAGE` may be the system's, such as `de_DE:de`)."""
    wanted = folder / f"{language[:2]}.json"
    path = wanted if wanted.exists() else folder / "en.json"
    words: dict[str, Any] = json.loads(path.read_text())
    return {**words, "language": path.stem}


@dataclass
class Teller:
    """Tells the story and remembers which steps failed."""

    words: dict[str, Any]
    failed: int = 0
    steps: int = 0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._step_started = self.started
        self._console = Console(width=WIDTH if not sys.stdout.isatty() else None, highlight=False, soft_wrap=True)

    def title(self) -> None:
        """The heading."""
        self._console.print(f"\n[bold]{self.words['title']}[/bold]")

    def step(self, name: str, **values: object) -> None:
        """Begin a step."""
        self.steps += 1
        self._console.print(f"\n[bold]{self.steps}. {self.words[name].format(**values)}[/bold]")
        self._step_started = time.monotonic()

    def check(self, name: str, *, true: bool, **values: object) -> None:
        """End a step with its result, and the time that it took."""
        seconds = time.monotonic() - self._step_started
        self.failed += not true
        mark = "[green]✓[/green]" if true else "[red]✗[/red]"
        self._console.print(f"   {mark} {self.words[name].format(**values)}  [dim]({seconds:.2f} s)[/dim]")

    def line(self, text: str) -> None:
        """Print an answer or an alert as it came."""
        self._console.print(f"   │ {text}", markup=False)

    def call(self, who: str, outcome: Outcome) -> None:
        """What a person heard in a flow, and where the contact went."""
        for prompt in outcome.heard:
            self.line(f"{self.words[who]} {self.words['heard']}: “{prompt}”")
        if outcome.external:
            self.line(json.dumps(outcome.external))
        self.line(f"→ {self.words['ended_' + outcome.ended]}")

    def table(self, rows: list[tuple[str, ...]]) -> None:
        """A table under the step."""
        table = Table(*self.words["columns"])
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def end(self) -> bool:
        """Say whether every step did what it said, and return it."""
        done = self.words["done"].format(seconds=time.monotonic() - self.started)
        self._console.print(f"\n{self.words['failed'].format(count=self.failed) if self.failed else done}")
        return not self.failed

    def show_console(self, lines: Sequence[str]) -> None:
        """Say where to look, and at a terminal wait until the reader has looked."""
        self._console.print(f"\n{self.words['console']}")
        for line in lines:
            self._console.print(f"   {line}", markup=False)
        if somebody_is_there():
            wait_for_enter(self.words["look"].format(minutes=LOOK_MINUTES))
        else:
            self._console.print(self.words["look_elsewhere"])


def somebody_is_there() -> bool:
    """Whether a person reads this, and can press a key."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def wait_for_enter(prompt: str, minutes: float = LOOK_MINUTES) -> None:
    """Wait for Enter or Ctrl-C for a while. The stack of a demonstration must end at some time."""
    print(prompt, end=" ", flush=True)
    with suppress(KeyboardInterrupt):
        if select.select([sys.stdin], [], [], minutes * 60)[0]:
            sys.stdin.readline()
