"""A trial in words: a line while it runs, tables at the end, and the same as JSON."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from tools.measure.load.trial import Trial


def progress(trial: Trial, gone: float, alerts: int) -> str:
    """Where it stands."""
    ledger = trial.ledger
    held = "  ".join(f"{name} {memory.samples[-1][1]:.0f}" for name, memory in sorted(trial.memory.items()))
    minutes, seconds = divmod(int(gone), 60)
    done = sum(made.acknowledged for made in ledger.made.values())
    return (
        f"{minutes:02}:{seconds:02}  flags {len(ledger.made)}, acknowledged {done}, told of {alerts}  "
        f"checks {ledger.checks.total()}, without an answer {ledger.checks['no answer']}  wrong {len(ledger.wrong)}  "
        f"MB: {held}"
    )


def tables(trial: Trial) -> Iterator[Table]:
    """What was done, what people waited, what the functions hold."""
    yield _done(trial)
    yield _waited(trial)
    yield _held(trial)


def summary(trial: Trial) -> dict[str, Any]:
    """All of it, for machines."""
    ledger = trial.ledger
    return {
        "seconds": trial.wish.seconds,
        "callers": trial.wish.callers,
        "fault_rate": trial.wish.rate,
        "flags": len(ledger.made),
        "acknowledged": sum(made.acknowledged for made in ledger.made.values()),
        "heard": dict(ledger.answers),
        "checks": dict(ledger.checks),
        "denied_not_counted": ledger.uncounted,
        "faults_met": trial.met,
        "calls": trial.calls,
        "entries": trial.entries,
        "alerts": trial.alerts,
        "parked_and_run_again": trial.redriven,
        "rest_seconds": round(trial.rested, 1),
        "waited_seconds": {name: [round(s, 3) for s in rest] for name, *rest in ledger.percentiles()},
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


def _done(trial: Trial) -> Table:
    made = Table("what", "how often", title=f"{trial.wish.seconds / 60:g} minutes, {trial.wish.callers} callers")
    given = summary(trial)
    for name in ("flags", "acknowledged", "entries", "alerts", "parked_and_run_again"):
        made.add_row(name.replace("_", " "), str(given[name]))
    for title, counted in (("agents heard", "heard"), ("checks", "checks"), ("requests met", "faults_met")):
        for name, count in given[counted].items():
            made.add_row(f"{title}: {name}", str(count))
    made.add_row("seconds until all was recorded and announced", str(given["rest_seconds"]))
    return made


def _waited(trial: Trial) -> Table:
    made = Table("who waited", "half at most", "99 of 100", "longest", title="Seconds, faults and retries among them")
    for name, *seconds in trial.ledger.percentiles():
        made.add_row(name, *(f"{second:.2f}" for second in seconds))
    return made


def _held(trial: Trial) -> Table:
    columns = ("function", "first third", "middle", "last", "MB a minute", "flat")
    made = Table(
        *columns, title="Memory of each function's processes: the mean of them, the median of each third, in MB"
    )
    for name, found in summary(trial)["memory_mb"].items():
        thirds = [f"{held:.1f}" for held in found["thirds"]]
        made.add_row(name, *thirds, f"{found['mb_per_minute']:+.3f}", "✓" if found["flat"] else "✗")
    return made
