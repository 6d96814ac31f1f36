"""The proof as a table of docs/reliability.md, between its marks."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.measure.faults.faults import FAULTS
from tools.measure.faults.proof import CASES, Proof
from tools.measure.faults.report import FUNCTIONS

DOCUMENT = ROOT / "docs" / "reliability.md"
_BETWEEN = re.compile(r"(?<=<!-- faults -->\n).*?(?=<!-- /faults -->)", re.DOTALL)


def write(document: Path, proofs: Sequence[Proof]) -> None:
    """Put the table where the marks are.

    Raises:
        LocalError: there is not one pair of them.
    """
    text, count = _BETWEEN.subn(lambda _: f"\n{markdown(proofs)}\n\n", document.read_text("utf-8"))
    if count != 1:
        raise LocalError(f"{document.name} needs one pair of marks: <!-- faults --> and <!-- /faults -->.")
    document.write_text(text, "utf-8")


def markdown(proofs: Sequence[Proof]) -> str:
    """A row for each fault, a column for each function, in each cell what happened and at most how long it took."""
    rows = [["Fault", *(f"`{function}`" for function in FUNCTIONS)], ["---"] * (len(FUNCTIONS) + 1)]
    rows += [[fault.name, *(_cell(proofs, fault.name, function) for function in FUNCTIONS)] for fault in FAULTS]
    moments = sum(len(proof.findings) for proof in proofs)
    day = datetime.now(UTC).date().isoformat()
    said = f"{day}: {moments} moments in {len(proofs)} of {len(CASES) * len(FAULTS)} parts, {_held(proofs)}."
    return "\n".join([*("| " + " | ".join(row) + " |" for row in rows), "", said])


def _held(proofs: Sequence[Proof]) -> str:
    wrong = sum(bool(proof.broken) for proof in proofs)
    return f"✗ in {wrong} of them a promise did not hold" if wrong else "✓ all promises held"


def _cell(proofs: Sequence[Proof], fault: str, function: str) -> str:
    of = sorted((p for p in proofs if (p.fault.name, p.case.function) == (fault, function)), key=_place)
    longest: dict[str, float] = {}
    for found in (found for proof in of for found in proof.findings if not found.afterwards):
        longest[found.happened] = max(found.seconds, longest.get(found.happened, 0))
    mark = "✗" if any(proof.broken for proof in of) else "✓"
    return "<br>".join([mark, *(f"{happened}, {seconds:.1f} s" for happened, seconds in longest.items())])


def _place(proof: Proof) -> int:
    return CASES.index(proof.case)
