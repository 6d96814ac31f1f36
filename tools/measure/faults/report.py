"""The proof as one table: a row for each fault, a column for each function, in each cell what it did and how long."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from rich.table import Table

from tools.common.marks import between
from tools.common.paths import ROOT
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.proof import CASES, Proof
from tools.measure.tables import MARKS, coloured, markdown

DOCUMENT = ROOT / "docs" / "reliability.md"
FUNCTIONS = (
    "check_number", "add_number", "review_entries", "record_change", "identify_agent",
    "send_digest", "take_stock",
)  # fmt: skip
TITLE = "Under each fault: what happened, at most how long, ✓ all promises held"


def table(proofs: Sequence[Proof]) -> Table:
    """The table for the screen."""
    made = Table("fault", *FUNCTIONS, title=TITLE, show_lines=True)
    for fault, cells in _rows(proofs):
        made.add_row(
            fault.name, *("\n".join([coloured(kept), *(f"{s:.1f} s {what}" for what, s in did)]) for kept, did in cells)
        )
    return made


def document(text: str, proofs: Sequence[Proof]) -> str:
    """A document with the table between its marks.

    Raises:
        LocalError: it has no such marks.
    """
    head = ["Fault", *(f"`{function}`" for function in FUNCTIONS)]
    rows = [
        [fault.name, *("<br>".join([MARKS[kept], *(f"{what}, {s:.1f} s" for what, s in did)]) for kept, did in cells)]
        for fault, cells in _rows(proofs)
    ]
    wrong = sum(bool(proof.broken) for proof in proofs)
    held = f"✗ in {wrong} of them a promise did not hold" if wrong else "✓ all promises held"
    moments = sum(len(proof.findings) for proof in proofs)
    day = datetime.now(UTC).date().isoformat()
    said = f"{day}: {moments} moments in {len(proofs)} of {len(CASES) * len(FAULTS)} parts, {held}."
    return between(text, "faults", f"\n{markdown(head, rows)}\n\n{said}\n")


def broken(proofs: Iterable[Proof]) -> list[str]:
    """A line for each promise that did not hold, once for all attempts at a moment."""
    lines = (f"{proof.case.function}, {proof.fault}: {sentence}" for proof in proofs for sentence in proof.broken)
    return [*dict.fromkeys(lines)]


type Cell = tuple[bool, Iterable[tuple[str, float]]]
"""Whether every promise held, and for each thing that happened under the fault, the most seconds that it took."""


def _rows(proofs: Sequence[Proof]) -> Iterator[tuple[Fault, list[Cell]]]:
    """The rows in the order of faults, functions and cases, and not in the order in which they ended."""
    ordered = sorted(proofs, key=lambda proof: CASES.index(proof.case))
    for fault in FAULTS:
        yield (
            fault,
            [_cell([p for p in ordered if (p.fault, p.case.function) == (fault, function)]) for function in FUNCTIONS],
        )


def _cell(proofs: Sequence[Proof]) -> Cell:
    longest: dict[str, float] = {}
    for found in (found for proof in proofs for found in proof.findings if not found.afterwards):
        longest[found.happened] = max(found.seconds, longest.get(found.happened, 0))
    return not any(proof.broken for proof in proofs), longest.items()
