"""The proof in the document: between its marks, one row for each fault, and nothing else of the document changes."""

from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.measure.faults.faults import FAULTS
from tools.measure.faults.finding import afterwards, finding
from tools.measure.faults.proof import CASES, Proof
from tools.measure.faults.written import markdown, write

PARTS = len(CASES) * len(FAULTS)
CHECK = next(case for case in CASES if case.function == "check_number")
HELD = Proof(
    CHECK, FAULTS[1], [finding("first", "raises", 1.04), finding("later", "raises", 1.16), afterwards("x", "deny", 0)]
)
LOST = Proof(CHECK, FAULTS[2], [finding("first call", "allow", 0.1, ["was let through"])])


def test_a_cell_has_what_happened_the_longest_it_took_and_whether_it_held() -> None:
    rows = markdown([HELD, LOST]).splitlines()
    assert "✓<br>raises, 1.2 s" in rows[3]
    assert "✗<br>allow, 0.1 s" in rows[4]
    assert "deny" not in rows[3]
    assert len({row.count("|") for row in rows if row.startswith("|")}) == 1


def test_the_last_line_says_whether_all_promises_held() -> None:
    assert markdown([HELD]).splitlines()[-1].endswith(f": 3 moments in 1 of {PARTS} parts, ✓ all promises held.")
    said = markdown([HELD, LOST]).splitlines()[-1]
    assert said.endswith(f": 4 moments in 2 of {PARTS} parts, ✗ in 1 of them a promise did not hold.")


def test_it_goes_between_the_marks_again_and_again(tmp_path: Path) -> None:
    document = tmp_path / "d.md"
    document.write_text("before\n<!-- faults -->\nstale\n<!-- /faults -->\nafter\n", "utf-8")
    write(document, [LOST])
    once = document.read_text("utf-8")
    write(document, [LOST])
    assert document.read_text("utf-8") == once
    assert once.startswith("before\n<!-- faults -->\n\n| Fault |")
    assert once.endswith("\n<!-- /faults -->\nafter\n")
    assert "stale" not in once


def test_a_document_without_marks_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "d.md"
    document.write_text("nothing\n", "utf-8")
    with pytest.raises(LocalError):
        write(document, [LOST])
