"""`make load`: calls and flags on a stack of its own, then an audit; exit status 1 if a promise did not hold.

`make flood` runs it too, with an even flood of them. What came of it is in `.local/load.json` or `.local/flood.json`.
"""

import argparse
import json
import signal
import sys

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY, ROOT
from tools.common.progress import say
from tools.embedded.own_stack import own_stack
from tools.measure.load.plan import PROCESSES, Plan, callers_and_faults, flood
from tools.measure.load.report import progress, summary, tables
from tools.measure.load.trial import Trial, attempt
from tools.measure.tables import console


def main() -> None:
    """Run it, show it, and say what did not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    plan = _plan()
    directory = DEFAULT_DIRECTORY / plan.name
    with own_stack(directory, plan.parameters, {"AUTH": "true"}) as stack:  # functions have their roles' rights alone
        say(str(plan))
        _show(attempt(stack, directory, plan, lambda *so_far: print(f"    {progress(*so_far)}", flush=True)))


def _show(trial: Trial) -> None:
    """Show what came of it, and exit with the status that says whether all promises held."""
    found, result = summary(trial), DEFAULT_DIRECTORY / f"{trial.plan.name}.json"
    result.write_text(json.dumps(found, indent=2) + "\n")
    for table in tables(found):
        console().print(table)
    lines = [*found["broken"], *found["growing"]]
    for line in lines:
        print(f"  ✗ {line}")
    held = "Nothing was lost, nothing drifted" + (", no function grew" if trial.plan.callers else "")
    say(f"{len(lines)} promise(s) did not hold" if lines else held)
    say(f"All of it is in {result.relative_to(ROOT)}")
    sys.exit(1 if lines else 0)


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m tools.measure.load", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    load = kinds.add_parser("load", help="callers and agents at a pace of their own, with faults in between")
    load.add_argument("--minutes", type=float, default=10, help="how long (default: %(default)g)")
    load.add_argument("--callers", type=int, default=20, help="how many at once (default: %(default)d)")
    rate_help = "share of requests that meet a fault (default: %(default)g)"
    load.add_argument("--rate", type=float, default=0.05, help=rate_help)
    load.add_argument("--processes", type=int, default=PROCESSES, help="of each function (default: %(default)d)")
    even = kinds.add_parser("flood", help="a part of an hour of 10,000 calls and 10,000 flags, with digests")
    even.add_argument("--calls", type=int, default=300, help="calls from one denied number (default: %(default)d)")
    even.add_argument("--flags", type=int, default=300, help="numbers that are flagged (default: %(default)d)")
    given = parser.parse_args()
    if given.kind == "flood":
        return flood(given.calls, given.flags)
    return callers_and_faults(given.minutes, given.callers, given.rate, given.processes)


if __name__ == "__main__":
    exit_on_error(main)
