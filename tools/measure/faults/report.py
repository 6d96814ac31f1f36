"""The proof as one table: a row for each fault, a column for each function, in each cell what it did and how long."""

import sys
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.proof import CASES, Proof

FUNCTIONS = (
    "check_number", "add_number", "review_entries", "record_change", "identify_agent",
    "send_digest", "take_stock",
)  # fmt: skip
TITLE = "Under each fault: what happened, the longest it took, and whether every promise held"
# Wide enough in a pipe or a log, where there is no terminal to ask.
WIDTH = 176


def table(proofs: Sequence[Proof]) -> Table:
    """Of each thing that a function did under a fault, the longest it took; whether every promise held."""
    made = Table(
        "fault",
        *FUNCTIONS,
        title="Under each fault: what happened, at most how long, ✓ all promises held",
        show_lines=True,
    )
    for fault in FAULTS:
        made.add_row(fault.name, *(_cell(_of(proofs, fault, function)) for function in FUNCTIONS))
    return made


def broken(proofs: Iterable[Proof]) -> list[str]:
    """A line for each promise that did not hold, once for all attempts at a moment."""
    lines = (f"{proof.case.function}, {proof.fault}: {sentence}" for proof in proofs for sentence in proof.broken)
    return [*dict.fromkeys(lines)]


def console() -> Console:
    """Colours and the terminal's width where there is one, plain text elsewhere."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def _of(proofs: Iterable[Proof], fault: Fault, function: str) -> list[Proof]:
    """In the order of the cases, whichever ended first."""
    found = [proof for proof in proofs if proof.fault == fault and proof.case.function == function]
    return sorted(found, key=lambda proof: CASES.index(proof.case))


def _cell(proofs: Sequence[Proof]) -> str:
    longest: dict[str, float] = {}
    for found in (found for proof in proofs for found in proof.findings if not found.afterwards):
        longest[found.happened] = max(found.seconds, longest.get(found.happened, 0))
    kept = not any(proof.broken for proof in proofs)
    mark = "[green]✓[/green]" if kept else "[bold red]✗[/bold red]"
    return "\n".join([mark, *(f"{seconds:.1f} s {happened}" for happened, seconds in longest.items())])
