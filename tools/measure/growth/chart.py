"""`make growth-chart`: docs/images/growth.svg from docs/growth.json; the same data is the same picture."""

import argparse
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from tools.common.errors import exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say

DATA = ROOT / "docs" / "growth.json"
CHART = ROOT / "docs" / "images" / "growth.svg"

WIDTH, HEIGHT, GAP = 288, 190, 62  # of a panel's plot, and between panels
LEFT, TOP, BELOW = 56, 58, 104
LINES = 16  # from one line of words to the next
ROUND = (1, 2, 5)
TICKS = 4

STYLE = """
text { font-family: Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 12px; fill: #1f2328 }
.title { font-weight: bold; font-size: 13px }
.small { font-size: 11px; fill: #424a53 }
.mid { text-anchor: middle }
.end { text-anchor: end }
.axis { stroke: #57606a }
.grid { stroke: #d8dee4 }
.line { fill: none; stroke-width: 2 }
.band { opacity: 0.18 }
"""
COLOURS = ("#0969da", "#bc4c00", "#1a7f37")
DASHES = ("", "6 3", "2 3")

type Point = tuple[float, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A series: what it is, and at each x its lower quartile, median and upper quartile."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart: a title, what its axes count, its lines, and what is to be said below."""

    title: str
    x: str
    y: str
    lines: Sequence[Line]
    notes: Sequence[str]

    @property
    def xs(self) -> list[float]:
        """Where there are values."""
        return sorted({x for line in self.lines for x, _ in line.points})

    @property
    def top(self) -> float:
        """Where the upright axis, which begins at nothing, ends: at a round number."""
        highest = max(high for line in self.lines for _, (_, _, high) in line.points)
        return step_of(highest) * math.ceil(highest / step_of(highest))


def step_of(highest: float) -> float:
    """One, two or five, times a power of ten, so that a handful of steps reach so high.

    >>> step_of(7.3), step_of(180), step_of(0.9)
    (2.0, 50.0, 0.5)
    """
    rough = highest / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return next((power * part for part in ROUND if power * part >= rough), power * 10)


def panels(data: Mapping[str, Any]) -> list[Panel]:
    """The three charts."""
    check, page, workflow = data["check"], data["page"], data["workflow"]
    largest, shown = list(check.values())[-1], list(page.values())[-1]
    return [
        Panel(
            "A check against the table",
            "entries in the table",
            "milliseconds",
            [
                Line("let through", _points(check, "wall_ms", "allow")),
                Line("turned away: two counters more", _points(check, "wall_ms", "deny")),
                Line("let through, processor", _points(check, "cpu_ms", "allow")),
            ],
            [_talk(largest["allow"], "Let through"), _talk(largest["deny"], "Turned away")],
        ),
        Panel(
            "Flags through the workflow",
            "flags in a batch",
            "flags a second",
            [Line("on an interpreter in one process", _points(workflow, "flags_per_s"))],
            [_own(workflow), "The rest of a flag's time is the interpreter's"],
        ),
        Panel(
            "The console's first page",
            "entries of the status",
            "milliseconds",
            [Line("page", _points(page, "wall_ms")), Line("page, processor", _points(page, "cpu_ms"))],
            [f"{shown['requests']:g} request, {shown['items_read']} items read"],
        ),
    ]


def _points(series: Mapping[str, Any], name: str, inside: str = "") -> list[Point]:
    found = ((float(x), values[inside] if inside else values) for x, values in series.items())
    return [(x, (values[name][0], values[name][1], values[name][2])) for x, values in found]


def _talk(found: Mapping[str, Any], who: str) -> str:
    trips = "round trip" if found["round_trips"] == 1 else "round trips"
    return f"{who}: {found['round_trips']} {trips}, {found['asked_bytes'] + found['answered_bytes']:,} bytes"


def _own(workflow: Mapping[str, Any]) -> str:
    spent = [values["own_cpu_ms"][1] for values in workflow.values()]
    return f"Our functions: {min(spent):.0f} to {max(spent):.0f} ms of processor for a flag"


def draw(data: Mapping[str, Any]) -> str:
    """The picture as SVG, on a ground of its own so that it reads the same in a light and a dark page."""
    width = LEFT + len(panels(data)) * (WIDTH + GAP) - GAP + 24
    height = TOP + HEIGHT + BELOW + LINES
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>Growth</title><desc>{escape(_told(data))}</desc>",
        f"<style>{STYLE}</style>",
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="8" fill="#ffffff" stroke="#d0d7de"/>',
    ]
    for number, panel in enumerate(panels(data)):
        parts += _panel(panel, LEFT + number * (WIDTH + GAP))
    said = f"Median and quartiles. {_machine(data['machine'])}"
    parts += [f'<text class="small" x="{LEFT}" y="{height - 12}">{escape(said)}</text>', "</svg>"]
    return "\n".join(parts) + "\n"


def _machine(machine: Mapping[str, Any]) -> str:
    parts = [machine["date"], machine["processor"], f"{machine['cores']} cores", f"load before it {machine['load']}"]
    return ", ".join(parts)


def _told(data: Mapping[str, Any]) -> str:
    """The picture for those who do not see it: the first and the last median of every line."""
    lines = ((panel, line) for panel in panels(data) for line in panel.lines)
    return ". ".join(
        f"{panel.title}, {line.name}: {line.points[0][1][1]:g} {panel.y} at {line.points[0][0]:,.0f} {panel.x}, "
        f"{line.points[-1][1][1]:g} at {line.points[-1][0]:,.0f}"
        for panel, line in lines
    )


def _panel(panel: Panel, left: float) -> Iterator[str]:
    yield f'<text class="title" x="{left}" y="{TOP - 32}">{escape(panel.title)}</text>'
    yield f'<text class="small" x="{left}" y="{TOP - 14}">{escape(panel.y)}</text>'
    yield from _upright(panel, left)
    yield from _level(panel, left)
    for line, colour, dashes in zip(panel.lines, COLOURS, DASHES, strict=False):
        yield from _line(panel, line, left, colour, dashes)
    for number, note in enumerate(panel.notes):
        y = TOP + HEIGHT + 50 + LINES * (number + 1)
        yield f'<text class="small" x="{left}" y="{y}">{escape(note)}</text>'


def _upright(panel: Panel, left: float) -> Iterator[str]:
    step = step_of(panel.top)
    for number in range(round(panel.top / step) + 1):
        y = _y(panel, number * step)
        yield f'<path class="grid" d="M{left:g} {y:g}H{left + WIDTH:g}"/>'
        yield f'<text class="small end" x="{left - 6:g}" y="{y + 4:g}">{number * step:g}</text>'


def _level(panel: Panel, left: float) -> Iterator[str]:
    bottom = TOP + HEIGHT
    yield f'<path class="axis" d="M{left:g} {bottom}H{left + WIDTH:g}"/>'
    for x in panel.xs:
        at = _x(panel, x, left)
        yield f'<path class="axis" d="M{at:g} {bottom}V{bottom + 4}"/>'
        yield f'<text class="small mid" x="{at:g}" y="{bottom + 17}">{_short(x)}</text>'
    yield f'<text class="small mid" x="{left + WIDTH / 2:g}" y="{bottom + 34}">{escape(panel.x)}</text>'


def _short(value: float) -> str:
    """Whole numbers, thousands apart, and a million as such."""
    return "1 million" if value == 1_000_000 else f"{value:,.0f}"  # noqa: PLR2004 - a million


def _line(panel: Panel, line: Line, left: float, colour: str, dashes: str) -> Iterator[str]:
    """The quartiles as a band, the medians as a line, and its name where the line ends."""
    at = [(_x(panel, x, left), *(_y(panel, value) for value in values)) for x, values in line.points]
    band = [f"{x:g} {low:g}" for x, low, _, _ in at] + [f"{x:g} {high:g}" for x, _, _, high in reversed(at)]
    yield f'<path class="band" d="M{" ".join(band)}Z" fill="{colour}"/>'
    middle = " ".join(f"{x:g} {median:g}" for x, _, median, _ in at)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    yield f'<path class="line" d="M{middle}" stroke="{colour}"{dashed}/>'
    for x, _, median, _ in at:
        yield f'<circle cx="{x:g}" cy="{median:g}" r="2.5" fill="{colour}"/>'
    number = panel.lines.index(line)
    y = TOP + 14 + LINES * number
    yield f'<path class="line" d="M{left + 8:g} {y - 4:g}h22" stroke="{colour}"{dashed}/>'
    yield f'<text class="small" x="{left + 36:g}" y="{y:g}">{escape(line.name)}</text>'


def _x(panel: Panel, value: float, left: float) -> float:
    """On a scale on which ten times as much is always as far."""
    first, last = math.log10(panel.xs[0]), math.log10(panel.xs[-1])
    share = (math.log10(value) - first) / (last - first) if last > first else 0.5
    return round(left + 14 + share * (WIDTH - 36), 1)


def _y(panel: Panel, value: float) -> float:
    """From nothing at the bottom; a fifth is left above for the lines' names."""
    room = HEIGHT - LINES * (len(panel.lines) + 1)
    return round(TOP + HEIGHT - value / panel.top * room, 1)


def write_chart() -> None:
    """Draw it anew."""
    CHART.write_text(draw(json.loads(DATA.read_text())))
    say(f"{CHART.relative_to(ROOT)} is drawn from {DATA.relative_to(ROOT)}")


def main() -> None:
    """Draw it, and nothing else."""
    argparse.ArgumentParser(prog="python -m tools.measure.growth.chart", description=__doc__).parse_args()
    write_chart()


if __name__ == "__main__":
    exit_on_error(main)
