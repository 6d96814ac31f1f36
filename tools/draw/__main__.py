"""`make diagrams`: pictures of the workflow (docs/workflow.svg) and of each flow, from the files deployed."""

import argparse
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

from tools.common.errors import exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.connect.project import FLOW_TYPES
from tools.draw.flow.picture import PICTURES, picture
from tools.draw.workflow.layout import GAP, LINE, MARGIN, Box, Machine, Point, Way

WORKFLOW = ROOT / "statemachine" / "denylist.asl.json"
PICTURE = ROOT / "docs" / "workflow.svg"

FILLS = {
    "Task": ("#ddf4ff", "#0969da"),
    "Choice": ("#fff8c5", "#9a6700"),
    "Pass": ("#f6f8fa", "#57606a"),
    "Map": ("#ffffff", "#8c959f"),
    "Succeed": ("#dafbe1", "#1a7f37"),
    "Fail": ("#ffebe9", "#cf222e"),
}
STYLE = """
text { font-family: Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 12px; fill: #1f2328 }
.name, .title { font-weight: bold }
.small { font-size: 11px; fill: #424a53 }
.word { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round }
.name, .mid { text-anchor: middle }
.way { fill: none; stroke: #57606a; stroke-width: 1.4 }
.caught { stroke: #cf222e; stroke-dasharray: 5 4 }
"""
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>'
)
DASHES = 9


def draw(definition: Mapping[str, Any]) -> str:
    """The whole picture as SVG, on a ground of its own so that it reads the same in a light and a dark page."""
    machine = Machine(definition, 2 * GAP)
    left, right, bottom = machine.extent
    x, width, height = left - MARGIN, right - left + 2 * MARGIN, bottom + 2 * GAP
    size = f'width="{width:g}" height="{height:g}" viewBox="{x:g} 0 {width:g} {height:g}"'
    names = ", ".join(_names(definition))
    ground = f'x="{x + 1:g}" y="1" width="{width - 2:g}" height="{height - 2:g}" rx="8"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>The workflow</title><desc>{escape(names)}</desc>",
        f"<style>{STYLE}</style>",
        TIP,
        f'<rect {ground} fill="#ffffff" stroke="#d0d7de"/>',
        *_level(machine),
        *_legend(left, height - GAP + 4),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _names(definition: Mapping[str, Any]) -> Iterator[str]:
    for name, state in definition["States"].items():
        yield name
        if "ItemProcessor" in state:
            yield from _names(state["ItemProcessor"])


def _level(machine: Machine) -> Iterator[str]:
    """A level: frames first, then what they hold, then ways, states and words, so that nothing hides a word."""
    for name, inner in machine.inner.items():
        yield from _frame(machine.boxes[name], inner)
    start = machine.boxes[machine.start]
    yield f'<circle cx="{start.x:g}" cy="{start.y - GAP + 6:g}" r="5" fill="#57606a"/>'
    yield _path([(start.x, start.y - GAP + 6), (start.x, start.y)], caught=False)
    for way in machine.ways:
        yield _path(machine.route(way), caught=way.caught)
    for box in machine.boxes.values():
        if box.name not in machine.inner:
            yield from _state(box, machine.states[box.name])
    for way in machine.ways:
        yield from _words(way, machine.route(way))


def _frame(box: Box, inner: Machine) -> Iterator[str]:
    fill, stroke = FILLS["Map"]
    size = f'x="{box.left:g}" y="{box.y:g}" width="{box.right - box.left:g}" height="{box.height:g}" rx="10"'
    yield f'<rect {size} fill="{fill}" stroke="{stroke}" stroke-dasharray="2 3"/>'
    yield f'<text class="title" x="{box.left + 14:g}" y="{box.y + 20:g}">{escape(box.name)}</text>'
    yield from _level(inner)


def _state(box: Box, state: Mapping[str, Any]) -> Iterator[str]:
    fill, stroke = FILLS[state["Type"]]
    left, right, bottom, cut = box.left, box.right, box.bottom, 14
    if state["Type"] == "Choice":
        corners = (
            f"{left:g},{box.middle:g} {left + cut:g},{box.y:g} {right - cut:g},{box.y:g}"
            f" {right:g},{box.middle:g} {right - cut:g},{bottom:g} {left + cut:g},{bottom:g}"
        )
        yield f'<polygon points="{corners}" fill="{fill}" stroke="{stroke}"/>'
    else:
        size = f'width="{right - left:g}" height="{box.height:g}" rx="{6 if state["Type"] == "Task" else 22}"'
        yield f'<rect x="{left:g}" y="{box.y:g}" {size} fill="{fill}" stroke="{stroke}"/>'
    below = _service(state)
    yield f'<text class="name" x="{box.x:g}" y="{box.middle + (-2 if below else 4):g}">{escape(box.name)}</text>'
    if below:
        yield f'<text class="small mid" x="{box.x:g}" y="{box.middle + 13:g}">{escape(below)}</text>'


def _service(state: Mapping[str, Any]) -> str:
    """What a task calls: the function's placeholder without its `Arn`, or the service's action."""
    if state["Type"] != "Task":
        return ""
    action = state["Resource"].removeprefix("arn:${Partition}:states:::")
    function = state.get("Parameters", {}).get("FunctionName", "")
    return f"λ {function.strip('${}').removesuffix('Arn')}" if function else str(action)


def _path(points: list[Point], *, caught: bool) -> str:
    corners = " ".join(f"{x:g} {y:g}" for x, y in points)
    dashes = f' stroke-dashoffset="{_offset(points):g}"' if caught else ""
    return f'<path class="way{" caught" if caught else ""}" d="M{corners}"{dashes} marker-end="url(#tip)"/>'


def _offset(points: list[Point]) -> float:
    """Where the dashes begin, so that those of ways that run into one another fall together."""
    along = 0.0
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 == x2:
            return (y1 - along) % DASHES
        along += abs(x2 - x1) + abs(y2 - y1)
    return 0


def _words(way: Way, points: list[Point]) -> Iterator[str]:
    """Beside the first stroke that goes down; a way that never does goes around, and is named beside that."""
    x, y = next(first for first, second in pairwise(points) if first[0] == second[0])
    for number, line in enumerate(way.lines):
        yield (
            f'<text class="small word" x="{x + 7:g}" y="{y + LINE * (number + 1) + 2:g}" xml:space="preserve">'
            f"{escape(line)}</text>"
        )


def _legend(x: float, y: float) -> Iterator[str]:
    yield _path([(x, y), (x + 40, y)], caught=True)
    yield f'<text class="small" x="{x + 48:g}" y="{y + 4:g}">after the last retry has failed</text>'


def main() -> None:
    """Draw them anew."""
    argparse.ArgumentParser(prog="python -m tools.draw", description=__doc__).parse_args()
    PICTURE.write_text(draw(json.loads(WORKFLOW.read_text())))
    say(f"{PICTURE.relative_to(ROOT)} is drawn from {WORKFLOW.relative_to(ROOT)}")
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for name in FLOW_TYPES:
        (PICTURES / f"{name}.svg").write_text(picture(name), encoding="utf-8")
        say(f"docs/flows/{name}.svg is drawn from flows/{name}.json")


if __name__ == "__main__":
    exit_on_error(main)
