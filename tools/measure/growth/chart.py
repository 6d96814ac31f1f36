"""`make growth-chart`: the charts and tables of growth in docs/scale.md, from docs/growth.json.

The charts are Mermaid, which GitHub draws. The tables below them have the same medians, with their quartiles.
"""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.common.errors import exit_on_error
from tools.common.marks import between
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.measure.bench.report import shown
from tools.measure.tables import markdown

DATA = ROOT / "docs" / "growth.json"
DOCUMENT = ROOT / "docs" / "scale.md"

type Quartiles = Sequence[float]
"""The lower quartile, the median, the upper quartile."""


@dataclass(frozen=True)
class Chart:
    """A title, the axes' names, and for each line by its name the values in the order of `sizes`."""

    title: str
    x: str
    y: str
    sizes: Sequence[str]
    lines: Mapping[str, Sequence[Quartiles]]
    note: str


def charts(data: Mapping[str, Any]) -> Iterator[Chart]:
    """The check, the workflow, the page."""
    check, page, workflow = data["check"], data["page"], data["workflow"]
    allowed, denied = ([found[decision] for found in check.values()] for decision in ("allow", "deny"))
    yield Chart(
        "A check against the table",
        "entries in the table",
        "milliseconds",
        [*check],
        {
            "turned away": [found["wall_ms"] for found in denied],
            "let through": [found["wall_ms"] for found in allowed],
            "let through, processor": [found["cpu_ms"] for found in allowed],
        },
        f"Let through: {_talk(allowed[-1])}. Turned away, which counts twice more: {_talk(denied[-1])}.",
    )
    own = [found["own_cpu_ms"][1] for found in workflow.values()]
    yield Chart(
        "Flags through the workflow, in one process",
        "flags in a batch",
        "flags a second",
        [*workflow],
        {"flags a second": [found["flags_per_s"] for found in workflow.values()]},
        f"Our functions take {min(own):.0f} to {max(own):.0f} ms of processor time for a flag. The rest is moto's.",
    )
    largest = list(page.values())[-1]
    yield Chart(
        "The console's first page",
        "entries of the status",
        "milliseconds",
        [*page],
        {
            "page": [found["wall_ms"] for found in page.values()],
            "processor": [found["cpu_ms"] for found in page.values()],
        },
        f"Requests: {largest['requests']:g}; items read: {largest['items_read']}.",
    )


def _talk(found: Mapping[str, Any]) -> str:
    size = found["asked_bytes"] + found["answered_bytes"]
    return f"{size:,} bytes, round trips: {found['round_trips']}"


def drawn(data: Mapping[str, Any]) -> str:
    """All charts with their tables, and the machine."""
    machine = data["machine"]
    where = ", ".join([machine["date"], machine["processor"], f"{machine['cores']} cores"])
    parts = [part for chart in charts(data) for part in (_drawn(chart), _table(chart), chart.note)]
    measured = f"Measured on: {where}, load before it {machine['load']}."
    return "\n" + "\n\n".join([*parts, measured]) + "\n"


def _drawn(chart: Chart) -> str:
    highest = max(median for line in chart.lines.values() for _, median, _ in line)
    lines = [f"  line [{', '.join(f'{median:g}' for _, median, _ in line)}]" for line in chart.lines.values()]
    sizes = ", ".join(f'"{int(size):,}"' for size in chart.sizes)
    axes = [f'  x-axis "{chart.x}" [{sizes}]', f'  y-axis "{chart.y}" 0 --> {math.ceil(highest)}']
    return "\n".join(["```mermaid", "xychart-beta", f'  title "{chart.title}"', *axes, *lines, "```"])


def _table(chart: Chart) -> str:
    rows = [
        [f"{int(size):,}", *(f"{shown(median)} ({shown(lower)} to {shown(upper)})" for lower, median, upper in values)]
        for size, *values in zip(chart.sizes, *chart.lines.values(), strict=True)
    ]
    head = [f"{chart.x.capitalize()}; {chart.y}, median (quartiles)", *chart.lines]
    return markdown(head, rows, numbers=range(len(head)))


def write_charts() -> None:
    """Bring the document up to date."""
    DOCUMENT.write_text(between(DOCUMENT.read_text(), "growth", drawn(json.loads(DATA.read_text()))))
    say(f"{DOCUMENT.relative_to(ROOT)} shows {DATA.relative_to(ROOT)}")


def main() -> None:
    """Draw them, and nothing else."""
    argparse.ArgumentParser(prog="python -m tools.measure.growth.chart", description=__doc__).parse_args()
    write_charts()


if __name__ == "__main__":
    exit_on_error(main)
