"""`make faults`: shows what each function does under each fault. The exit status is 1 if a promise does not hold.

It brings up an embedded stack of its own and ends it.
"""

import argparse
import signal
import sys
import time

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say
from tools.embedded.own_stack import own_stack
from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import FAULTS
from tools.measure.faults.proof import CASES, Proof, prove
from tools.measure.faults.report import DOCUMENT, broken, document, table
from tools.measure.tables import MARKS, console

DIRECTORY = DEFAULT_DIRECTORY / "faults"


def main() -> None:
    """Try everything, show it, and say what did not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    parser = argparse.ArgumentParser(prog="python -m tools.measure.faults", description=__doc__)
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/reliability.md")
    given = parser.parse_args()
    with own_stack(DIRECTORY) as stack:
        proofs = _watch(stack)
    console().print(table(proofs))
    if given.write_docs:
        DOCUMENT.write_text(document(DOCUMENT.read_text(), proofs))
        say(f"{DOCUMENT.name} has the table")
    lines = broken(proofs)
    for line in lines:
        print(f"  ✗ {line}")
    say(f"{len(lines)} promise(s) did not hold" if lines else "Every promise held")
    sys.exit(1 if lines else 0)


def _watch(stack: Stack) -> list[Proof]:
    """Try everything, and print a line for each part as it ends."""
    proofs: list[Proof] = []
    started = time.monotonic()
    with Bench(stack, DIRECTORY / "artefacts") as bench:
        for proof in prove(bench):
            proofs.append(proof)
            part, held = f"{len(proofs)}/{len(CASES) * len(FAULTS)}", MARKS[not proof.broken]
            say(f"{part} {held} {proof.case.function}, {proof.fault}")
    say(f"{len(proofs)} parts took {time.monotonic() - started:.0f} s")
    return proofs


if __name__ == "__main__":
    exit_on_error(main)
