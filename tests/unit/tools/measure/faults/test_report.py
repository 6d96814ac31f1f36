"""The report: a table of what happened, a line for each broken promise, and the exit status."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.embedded.stack import Stack
from tools.measure.faults import __main__ as command
from tools.measure.faults import proof
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.proof import CASES, Case, Proof, prove
from tools.measure.faults.report import FUNCTIONS, broken, document, table
from tools.measure.tables import WIDTH

PARTS = len(CASES) * len(FAULTS)
LATE, BENCH = FAULTS[1], cast("Bench", None)
CHECK = next(case for case in CASES if case.function == "check_number")
HELD = Proof(CHECK, LATE, [finding("first call", "raises", 1.04), finding("later", "raises", 1.16)])
LOST = Proof(CHECK, LATE, [finding("first call", "allow", 0.1, ["was let through", "in silence"])])


def shown(*proofs: Proof) -> list[str]:
    text = io.StringIO()
    Console(file=text, width=WIDTH).print(table(proofs))
    return text.getvalue().splitlines()


def test_table_has_a_row_for_each_fault_and_a_column_for_each_function() -> None:
    text = "\n".join(shown(HELD))
    assert all(fault.name in text for fault in FAULTS)
    assert all(function in text for function in FUNCTIONS)


def test_every_function_that_asks_aws_is_put_through_the_faults() -> None:
    functions = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert {case.function for case in CASES} == set(FUNCTIONS) == functions - {"write_alert", "normalize_number"}


def test_cell_has_the_longest_of_each_thing_that_happened_under_the_fault() -> None:
    over = Proof(CHECK, LATE, [afterwards("without a fault", "deny", 0.3)])
    text = "\n".join(shown(HELD, over))
    assert "1.2 s raises" in text
    assert "deny" not in text


def test_cell_says_whether_promises_held() -> None:
    assert "✗" not in "\n".join(shown(HELD))
    assert "✗" in "\n".join(shown(HELD, LOST))


def test_document_has_the_same_between_its_marks_and_says_whether_all_promises_held() -> None:
    text = "before\n<!-- faults -->\nstale\n<!-- /faults -->\nafter\n"
    placed = document(text, [HELD])
    assert "✓<br>raises, 1.2 s" in placed
    assert placed.endswith(f": 2 moments in 1 of {PARTS} parts, ✓ all promises held.\n\n<!-- /faults -->\nafter\n")
    assert "✗ in 1 of them a promise did not hold" in document(placed, [HELD, LOST])


def test_each_broken_promise_is_a_line() -> None:
    assert broken([HELD, LOST]) == [
        "check_number, 2 s late: first call: was let through",
        "check_number, 2 s late: first call: in silence",
    ]


def test_every_case_is_proved_under_every_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def scenario(_: Bench, fault: Fault, __: int) -> Iterator[Finding]:
        if fault is LATE:
            raise LocalError("no stack")
        yield finding("moment", "raises", 0.1)

    monkeypatch.setattr(proof, "CASES", (Case("check_number", scenario), Case("add_number", scenario)))
    proofs = list(prove(BENCH))
    assert len(proofs) == 2 * len(FAULTS)
    assert broken(proofs) == [
        f"{name}, 2 s late: all of it: could not be tried: LocalError('no stack')"
        for name in sorted(("check_number", "add_number"), key=[p.case.function for p in proofs if p.broken].index)
    ]


@pytest.mark.parametrize(("proofs", "status"), [([HELD], 0), ([HELD, LOST], 1)])
def test_exit_status_says_whether_every_promise_held(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], proofs: list[Proof], status: int
) -> None:
    @contextmanager
    def stack(_: Path) -> Iterator[Stack]:
        yield Stack("http://127.0.0.1:9", "us-east-1", {}, "")

    monkeypatch.setattr(sys, "argv", ["faults"])
    monkeypatch.setattr(command, "own_stack", stack)
    monkeypatch.setattr(command, "_watch", lambda _: proofs)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == status
    assert ("was let through" in capsys.readouterr().out) == bool(status)
