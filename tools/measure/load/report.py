"""A trial in words: a line while it runs, tables at the end, and the same as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.table import Table

from tools.measure.bench.machine import Machine
from tools.measure.load.trial import Trial
from tools.measure.tables import MARKS

COUNTED = ("flags", "acknowledged", "entries", "windows", "mails", "longest_mail_characters", "parked_and_run_again")
BY_KIND = (("agents heard", "heard"), ("checks", "checks"), ("requests met", "faults_met"))


def progress(trial: Trial, gone: float) -> str:
    """One line that tells how far it has come."""
    ledger = trial.ledger
    held = "  ".join(f"{name} {memory.samples[-1][1]:.0f}" for name, memory in sorted(trial.memory.items()))
    minutes, seconds = divmod(int(gone), 60)
    done = sum(made.acknowledged for made in list(ledger.made.values()))
    return (
        f"{minutes:02}:{seconds:02}  flags {len(ledger.made)}, acknowledged {done}, mails {trial.mails}  "
        f"checks {ledger.checks.total()}, without an answer {ledger.checks['no answer']}  wrong {len(ledger.wrong)}  "
        f"MB: {held}"
    )


def summary(trial: Trial) -> dict[str, Any]:
    """Everything that came of it, for machines."""
    ledger = trial.ledger
    return {
        "plan": asdict(trial.plan),
        "machine": asdict(Machine.here()),
        "flags": len(ledger.made),
        "acknowledged": sum(made.acknowledged for made in ledger.made.values()),
        "heard": dict(ledger.heard),
        "checks": dict(ledger.checks),
        "denied_not_counted": ledger.uncounted,
        "faults_met": trial.met,
        "calls": trial.calls,
        "entries": trial.entries,
        "windows": trial.windows,
        "mails": trial.mails,
        "longest_mail_characters": trial.longest_mail,
        "parked_and_run_again": trial.redriven,
        "rest_seconds": round(trial.rested, 1),
        "waited_seconds": {name: [round(s, 3) for s in seconds] for name, seconds in ledger.waited().items()},
        "memory_mb": {
            name: {
                "thirds": [round(memory.third(which), 1) for which in range(3)],
                "mb_per_minute": round(memory.slope, 3),
                "flat": memory.is_flat,
            }
            for name, memory in sorted(trial.memory.items())
            if len(memory.samples) > 2  # noqa: PLR2004 - one a third
        },
        "broken": trial.broken,
        "growing": trial.growing(),
    }


def tables(found: dict[str, Any]) -> Iterator[Table]:
    """What was done, what people waited, and what the functions hold, out of a summary."""
    done = Table("what", "how often")
    for name in COUNTED:
        done.add_row(name.replace("_", " "), f"{found[name]:,}")
    for title, kind in BY_KIND:
        for name, count in found[kind].items():
            done.add_row(f"{title}: {name}", f"{count:,}")
    done.add_row("seconds until all was recorded and announced", str(found["rest_seconds"]))
    yield done
    waited = Table("who waited", "half at most", "99 of 100", "longest", title="Seconds, faults and retries included")
    for name, seconds in found["waited_seconds"].items():
        waited.add_row(name, *(f"{second:.2f}" for second in seconds))
    yield waited
    if found["memory_mb"]:
        yield _held(found["memory_mb"])


def _held(memory: dict[str, Any]) -> Table:
    columns = ("function", "first third", "middle", "last", "MB a minute", "flat")
    made = Table(*columns, title="MB that a process of each function holds: the mean of them, the median of each third")
    for name, held in memory.items():
        thirds = [f"{megabytes:.1f}" for megabytes in held["thirds"]]
        made.add_row(name, *thirds, f"{held['mb_per_minute']:+.3f}", MARKS[held["flat"]])
    return made
