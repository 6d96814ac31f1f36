"""`python -m local.flood`: a flood of calls and flags on an embedded stack; exit status 1 if anything is lost."""

import argparse
import signal
import sys

from local.down import bring_down
from local.errors import exit_on_error
from local.faults.report import console
from local.flood import report
from local.flood.plan import Plan
from local.flood.simulation import simulate
from local.paths import DEFAULT_DIRECTORY, ROOT
from local.progress import say, step
from local.stack import STACK_NAME, Stack
from local.up import bring_up

DIRECTORY = DEFAULT_DIRECTORY / "flood"
RESULT = DEFAULT_DIRECTORY / "flood.json"
WINDOW_MINUTES = 15
SCHEDULE = "SendDigestFunctionEveryWindow"
# Functions run with the rights of their roles, send_digest too, which no other stack here has.
SETTINGS = {"AUTH": "true"}


def main() -> None:
    """Flood it, settle accounts, show and keep them."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    plan = _plan()
    bring_down(DIRECTORY)
    try:
        stack = bring_up(DIRECTORY, {"AlertDigestMinutes": str(WINDOW_MINUTES)}, SETTINGS)
        _stop_the_schedule(stack)
        say(report.scaled(plan))
        say(report.windows(plan))
        checks, found = simulate(stack, plan)
        console().print(report.table(checks))
        for line in report.lines(found):
            print(f"  {line}")
        report.write(RESULT, plan, checks, found)
    finally:
        with step("Ending the embedded stack"):
            bring_down(DIRECTORY)
    lost = sum(not check.holds for check in checks)
    say(
        f"{lost} of {len(checks)} checks do not hold"
        if lost
        else f"All {len(checks)} checks hold; {RESULT.relative_to(ROOT)} has it all"
    )
    sys.exit(1 if lost else 0)


def _plan() -> Plan:
    parser = argparse.ArgumentParser(prog="python -m local.flood", description=__doc__)
    parser.add_argument("--calls", type=int, default=300, help="calls from one denied number (default: %(default)s)")
    parser.add_argument("--flags", type=int, default=300, help="numbers that are flagged (default: %(default)s)")
    given = parser.parse_args()
    return Plan(given.calls, given.flags, WINDOW_MINUTES)


def _stop_the_schedule(stack: Stack) -> None:
    """Windows are shorter here, and end when this says so."""
    rule = stack.client("cloudformation").describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=SCHEDULE)
    stack.client("events").disable_rule(Name=rule["StackResourceDetail"]["PhysicalResourceId"])


if __name__ == "__main__":
    exit_on_error(main)
