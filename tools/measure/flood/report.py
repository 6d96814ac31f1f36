"""The flood in two tables for the screen, and in a file for machines."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.table import Table

from tools.measure.flood.balance import Check
from tools.measure.flood.mail import Mailbox
from tools.measure.flood.plan import FULL, Plan
from tools.measure.flood.traffic import Event, Traffic


@dataclass(frozen=True)
class Course:
    """How it went: the seconds in which calls and flags came, and those until the last change was recorded."""

    flood: float
    rest: float
    again: int = 0
    """Records that the workflow parked, and that were run again."""


def scaled(plan: Plan) -> str:
    """What is simulated, and how honest that is."""
    return (
        f"{plan.calls} calls from one denied number and {plan.flags} numbers flagged in {plan.seconds:.0f} s: "
        f"{plan.scale:.1%} of an hour of {FULL:,} each, at the hour's own rate"
    )


def windows(plan: Plan) -> str:
    """How the windows of the digest are shortened, too."""
    return (
        f"AlertDigestMinutes={plan.window_minutes}, scaled like the hour to {plan.window:.0f} s; the schedule is off, "
        "and send_digest is run at the end of each window instead"
    )


def table(checks: list[Check]) -> Table:
    """What had to come out even."""
    made = Table("", "what", "expected", "found", title="Nothing lost")
    for check in checks:
        made.add_row(
            "[green]✓[/green]" if check.holds else "[bold red]✗[/bold red]", check.what, check.expected, check.found
        )
    return made


def measured(traffic: Traffic, mailbox: Mailbox, course: Course) -> dict[str, Any]:
    """How long things took, here; seconds."""
    return {
        "calls": _spread(traffic.calls),
        "flags": _spread(traffic.flags),
        "faults": {"calls": traffic.unchecked, "flags": traffic.unanswered},
        "flood": course.flood,
        "rest": course.rest,
        "run_again": course.again,
        "mails": mailbox.mails,
        "changes_told": mailbox.told,
        "longest_mail_characters": mailbox.largest,
        "send_digest": {
            "runs": len(mailbox.sending),
            "failed": mailbox.failed,
            "longest": max(mailbox.sending, default=0.0),
        },
    }


def lines(found: dict[str, Any]) -> list[str]:
    """The same in words."""
    by_kind = [
        f"{kind}: {found[kind]['count']}, of which half took up to {found[kind]['median']:.2f} s, the slowest "
        f"{found[kind]['longest']:.2f} s, flow and emulator included"
        for kind in ("calls", "flags")
    ]
    mails = f"{found['changes_told']} changes in {found['mails']} mails"
    return [
        *by_kind,
        f"{found['faults']['calls']} calls met a fault and went on; {found['faults']['flags']} agents heard an error",
        f"{found['run_again']} records were parked, and run again",
        f"all came within {found['flood']:.0f} s; {found['rest']:.0f} s later the last change was recorded",
        f"{mails}; the longest has {found['longest_mail_characters']:,} characters",
    ]


def write(path: Path, plan: Plan, checks: list[Check], found: dict[str, Any]) -> None:
    """Everything, for whoever compares two runs."""
    machine = {"system": platform.platform(), "cpus": os.cpu_count(), "python": platform.python_version()}
    content = {
        "plan": {**asdict(plan), "scale": plan.scale, "seconds": plan.seconds, "window": plan.window},
        "machine": machine,
        "measured": found,
        "checks": [asdict(check) for check in checks],
    }
    path.write_text(json.dumps(content, indent=2) + "\n")


def _spread(events: list[Event]) -> dict[str, float]:
    seconds = [event.seconds for event in events]
    return {"count": len(seconds), "median": median(seconds), "longest": max(seconds)} if seconds else {"count": 0}
