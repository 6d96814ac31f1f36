"""`make flood`: a flood of calls and flags on an embedded stack; exit status 1 if anything is lost."""

import argparse
import signal
import sys

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY, ROOT
from tools.common.progress import say
from tools.measure.faults.report import console
from tools.measure.flood import report
from tools.measure.flood.digesting import WINDOW_MINUTES, digesting
from tools.measure.flood.plan import Plan
from tools.measure.flood.simulation import simulate

DIRECTORY = DEFAULT_DIRECTORY / "flood"
RESULT = DEFAULT_DIRECTORY / "flood.json"


def main() -> None:
    """Flood it, settle accounts, show and keep them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    plan = _plan()
    with digesting(DIRECTORY) as stack:
        say(report.scaled(plan))
        say(report.windows(plan))
        checks, found = simulate(stack, plan)
        console().print(report.table(checks))
        for line in report.lines(found):
            print(f"  {line}")
        report.write(RESULT, plan, checks, found)
    lost = sum(not check.holds for check in checks)
    say(
        f"{lost} of {len(checks)} checks do not hold"
        if lost
        else f"All {len(checks)} checks hold; {RESULT.relative_to(ROOT)} has it all"
    )
    sys.exit(1 if lost else 0)


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tools.measure.flood", description=__doc__)
    parser.add_argument("--calls", type=int, default=300, help="calls from one denied number (default: %(default)s)")
    parser.add_argument("--flags", type=int, default=300, help="numbers that are flagged (default: %(default)s)")
    given = parser.parse_args()
    return Plan(given.calls, given.flags, WINDOW_MINUTES)


if __name__ == "__main__":
    exit_on_error(main)
