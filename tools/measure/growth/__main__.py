"""`make growth`: measure growth on this machine, into docs/growth.json and the charts of docs/scale.md.

The check and the page against a table that grows up to a million entries; flags through the workflow, in batches.
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tools.common.errors import exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say, step
from tools.measure.bench.machine import Machine
from tools.measure.faults.artefacts import Artefacts
from tools.measure.growth import flags
from tools.measure.growth.chart import DATA, write_charts
from tools.measure.growth.functions import Functions
from tools.measure.growth.store import DIRECTORY, running

ENTRIES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
BATCHES = (1, 3, 10, 30, 100)


def main() -> None:
    """Measure, write and draw."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure.growth", description=__doc__)
    parser.add_argument("--most", type=int, default=ENTRIES[-1], help="the most entries in the table")
    sizes = [size for size in ENTRIES if size <= parser.parse_args().most]
    machine = Machine.here()
    if not machine.is_quiet:
        say("This machine is not quiet: times will be too long, and spread")
    found = {"machine": asdict(machine), **_of_table(sizes), "workflow": _of_batches()}
    DATA.write_text(json.dumps(found, indent=2) + "\n")
    say(f"{DATA.relative_to(ROOT)} has what was measured")
    write_charts()


def _of_table(sizes: Iterable[int]) -> dict[str, Any]:
    """The check and the page, at each size of the table."""
    check, page = {}, {}
    with running() as store:
        store.create()
        functions = Functions(Artefacts.copy(DIRECTORY / "artefacts"), store.url)
        for size in sizes:
            with step(f"{size:,} entries: filling the table"):
                store.fill(size)
            with step(f"{size:,} entries: the check, and the console's first page"):
                check[str(size)], page[str(size)] = functions.check(size), functions.page()
    return {"check": check, "page": page}


def _of_batches() -> Any:  # noqa: ANN401 - JSON
    with step("Flags through the workflow, in batches"):
        return flags.measure(BATCHES)


if __name__ == "__main__":
    exit_on_error(main)
