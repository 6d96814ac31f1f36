"""The figures as a table on the console, as JSON, and as a part of docs/measurements.md."""

import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from tools.common.marks import between
from tools.common.paths import ROOT
from tools.measure import tables
from tools.measure.bench.figures import Figure, Target, Value
from tools.measure.bench.machine import Machine
from tools.measure.bench.words import HEADINGS, IN_DOCUMENT, MACHINE, title
from tools.measure.tables import MARKS, NOTHING, coloured

DOCUMENT = ROOT / "docs" / "measurements.md"


def table(figures: Sequence[Figure], machine: Machine) -> Table:
    """Every figure with its quartiles."""
    columns = (
        "median (quartiles)",
        "unit",
        "ours",
        "the article's, or as named",
        "ratio",
        "least possible",
        "wanted",
        "",
    )
    made = Table(*columns, "", caption=machine.line())
    for figure in figures:
        ours, theirs, floor = (_with_quartiles(value) for value in (figure.ours, figure.theirs, figure.floor))
        judged = (_ratio(figure), floor, _wanted(figure.target), coloured(figure.is_met))
        made.add_row(title(figure.name), figure.unit, ours, theirs, *judged)
    return made


def write_json(path: Path, figures: Sequence[Figure], machine: Machine) -> None:
    """The figures by name; the machine and the command in a file beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {figure.name.replace(" ", "_"): figure.as_json() for figure in figures}
    path.write_text(json.dumps(found, indent=2) + "\n")
    beside = {"machine": asdict(machine), "command": shlex.join(sys.orig_argv)}
    path.with_name(f"{path.stem}-machine.json").write_text(json.dumps(beside, indent=2) + "\n")


def markdown(figures: Sequence[Figure], machine: Machine) -> str:
    """The most important figures, and the machine."""
    known = {figure.name: figure for figure in figures}
    rows = [_row(known[name]) for name in IN_DOCUMENT if name in known]
    return f"{tables.markdown(HEADINGS, rows, numbers=range(2, 6))}\n\n{MACHINE} {machine.line()}."


def write_docs(figures: Sequence[Figure], machine: Machine) -> None:
    """Put the figures between their marks in the document."""
    DOCUMENT.write_text(between(DOCUMENT.read_text(), "bench", markdown(figures, machine)))


def shown(number: float) -> str:
    """A number with about three significant digits.

    >>> shown(1693.5), shown(247.4), shown(16.93), shown(1.5), shown(0.2849)
    ('1,694', '247', '16.9', '1.50', '0.285')
    """
    digits = next((digits for least, digits in ((100, 0), (10, 1), (1, 2)) if number >= least), 3)
    return f"{number:,.{digits}f}"


def _with_quartiles(value: Value | None) -> str:
    if not value:
        return NOTHING
    if value.lower == value.upper:
        return shown(value.median)
    return f"{shown(value.median)} ({shown(value.lower)} to {shown(value.upper)})"


def _ratio(figure: Figure) -> str:
    return NOTHING if figure.ratio is None else shown(figure.ratio)


def _wanted(target: Target | None) -> str:
    if not target:
        return ""
    better = f" ({target.reach:g})" if target.reach else ""
    return f"{target.of} ≤ {target.most:g}{better}"


def _row(figure: Figure) -> list[str]:
    target, mark = figure.target, MARKS[figure.is_met]
    wanted = f"{mark} {target.of.title()} ≤ {target.most:g}" if target else ""
    values = [shown(value.median) if value else NOTHING for value in (figure.ours, figure.theirs)]
    floor = shown(figure.floor.median) if figure.floor else NOTHING
    return [title(figure.name), figure.unit, *values, _ratio(figure), floor, wanted]
