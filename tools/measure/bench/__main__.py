"""`make bench`: measures ours, the knowledge-centre article's design and the least possible, in one run.

It measures the built functions, and brings up an embedded stack of its own for figures that need one. The exit status
is 1 if something could not be measured, or if a figure misses its target and `--strict` is given; else 0.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY, private
from tools.common.progress import say, step
from tools.embedded.own_stack import own_stack
from tools.measure.bench import cold, deployed, still, warm
from tools.measure.bench.article import pack
from tools.measure.bench.figures import Figure, missed
from tools.measure.bench.machine import Machine
from tools.measure.bench.programs import ALLOWED, Programs, event
from tools.measure.bench.report import table, write_docs, write_json
from tools.measure.bench.standin import StandIn
from tools.measure.faults.artefacts import Artefacts
from tools.measure.tables import console

DIRECTORY = DEFAULT_DIRECTORY / "bench"
STACK_DIRECTORY = DEFAULT_DIRECTORY / "bench-stack"
"""Below .local, so that `make clean` ends it if this command is killed."""
SAMPLES, QUICK_SAMPLES = 25, 2
FLAGS = 24


def main() -> None:
    """Measure, show, and write down."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    wanted = arguments()
    began, machine = time.monotonic(), Machine.here()
    if not machine.is_quiet:
        say(f"This machine is busy (load {machine.load}): take the figures again when it is not")
    samples = QUICK_SAMPLES if wanted.quick else wanted.samples
    with prepared(DIRECTORY) as (programs, stand_in):
        figures = undeployed(programs, stand_in, samples)
        is_whole = wanted.quick or wanted.no_stack or add_deployed(figures, programs, samples)
    tell(figures, machine, wanted, is_whole=is_whole)
    say(f"It took {time.monotonic() - began:.0f} s")
    sys.exit(0 if is_whole and not (wanted.strict and missed(figures)) else 1)


@contextmanager
def prepared(directory: Path) -> Iterator[tuple[Programs, StandIn]]:
    """Copy the programs into a folder, and start the DynamoDB that they ask."""
    private(directory)
    with step("Packing the article's functions as sam build would"):
        article = pack(directory / "article")
    artefacts = Artefacts.copy(directory / "artefacts")
    with StandIn(directory / "tls") as stand_in:
        yield Programs(directory, stand_in, artefacts, article), stand_in


def undeployed(programs: Programs, stand_in: StandIn, samples: int, warming: int = warm.WARMING) -> list[Figure]:
    """All figures that need no stack."""
    caller = event(ALLOWED)
    checks = {
        "ours": programs.ours("check_number"),
        "article": programs.articles("check_number"),
        "bundled": programs.articles_bundled("check_number"),
        "floor": programs.floor(),
    }
    flags = {"ours": programs.ours("add_number"), "article": programs.articles("add_number")}
    return [
        *cold.compare(cold.measure(checks, stand_in, caller, samples)),
        *warm.compare(warm.measure(warm.cases(programs, ALLOWED), stand_in, samples, warming)),
        cold.compare_flags(cold.measure(flags, stand_in, caller, samples)),
        *_packages(programs),
    ]


def _packages(programs: Programs) -> list[Figure]:
    with step("Zipping the packages"):
        return still.compare(programs.ours("check_number").folders, programs.article)


def add_deployed(figures: list[Figure], programs: Programs, samples: int) -> bool:
    """Add the figures that need a stack. The answer is false if some could not be measured; the others are kept."""
    try:
        with own_stack(STACK_DIRECTORY) as stack:
            for part in deployed.measure(stack, programs.article, DIRECTORY / "deployed", samples, FLAGS):
                figures += part
    except LocalError as exc:
        say(f"Some figures are missing. {exc}")
        return False
    return True


def tell(figures: list[Figure], machine: Machine, wanted: argparse.Namespace, *, is_whole: bool) -> None:
    """Show the figures, and write them down, but into the document only if none is missing."""
    console().print(table(figures, machine))
    path = DEFAULT_DIRECTORY / ("bench-quick.json" if wanted.quick else "bench.json")
    write_json(path, figures, machine)
    say(f"Written to {path.relative_to(DEFAULT_DIRECTORY.parent)}; {len(missed(figures))} target(s) missed")
    if wanted.write_docs and is_whole:
        write_docs(figures, machine)
        say("docs/measurements.md says the same")


def arguments() -> argparse.Namespace:
    """The arguments of the command line.

    Raises:
        LocalError: figures for the document are wanted from less than a whole run.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.measure.bench", description=__doc__)
    parser.add_argument("--samples", type=int, default=SAMPLES, help=f"of each program (default: {SAMPLES})")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK_SAMPLES} samples and no stack: only to see that it works"
    )
    parser.add_argument("--no-stack", action="store_true", help="leave out faults, the workflow and the console's page")
    parser.add_argument("--write-docs", action="store_true", help="put the figures into docs/measurements.md")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a target is missed")
    wanted = parser.parse_args()
    if wanted.write_docs and (wanted.quick or wanted.no_stack):
        raise LocalError("docs/measurements.md gets the figures of a whole run; leave out --quick and --no-stack.")
    return wanted


if __name__ == "__main__":
    exit_on_error(main)
