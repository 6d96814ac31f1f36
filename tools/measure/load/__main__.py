"""`make load`: callers and agents at once, with faults in between; status 1 if a promise did not hold.

It brings up an embedded stack of its own and ends it. What came of it is in `.local/load.json` too.
"""

import argparse
import json
import signal
import sys

from tools.common.errors import exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say, step
from tools.embedded.down import bring_down
from tools.embedded.up import bring_up
from tools.measure.faults.report import console
from tools.measure.load.report import progress, summary, tables
from tools.measure.load.trial import PROCESSES, Trial, Wish, attempt

DIRECTORY = DEFAULT_DIRECTORY / "load"
RESULT = DEFAULT_DIRECTORY / "load.json"


def main() -> None:
    """Run it, show it, and say what did not hold."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    given = _arguments()
    wish = Wish(given.minutes * 60, given.callers, given.rate, given.processes)
    bring_down(DIRECTORY)
    try:
        stack = bring_up(DIRECTORY, {})
        say(f"{wish.callers} callers for {given.minutes:g} minutes; {wish.rate:.0%} of requests meet a fault")
        trial = attempt(stack, DIRECTORY, wish, lambda *so_far: print(f"    {progress(*so_far)}", flush=True))
        _show(trial)
    finally:
        with step("Ending the embedded stack"):
            bring_down(DIRECTORY)


def _show(trial: Trial) -> None:
    """Before the stack is ended, which takes its time; ends with the exit status."""
    RESULT.write_text(json.dumps(summary(trial), indent=2) + "\n")
    for table in tables(trial):
        console().print(table)
    lines = [*trial.broken, *trial.growing()]
    for line in lines:
        print(f"  ✗ {line}")
    say(f"{len(lines)} promise(s) did not hold" if lines else "Nothing was lost, nothing drifted, no function grew")
    say(f"All of it is in {RESULT}")
    sys.exit(1 if lines else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.measure.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: %(default)g)")
    parser.add_argument("--callers", type=int, default=20, help="how many at once (default: %(default)d)")
    parser.add_argument(
        "--rate", type=float, default=0.05, help="share of requests that meet a fault (default: %(default)g)"
    )
    parser.add_argument("--processes", type=int, default=PROCESSES, help="of each function (default: %(default)d)")
    return parser.parse_args()


if __name__ == "__main__":
    exit_on_error(main)
