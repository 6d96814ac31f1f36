"""The parts of a contact flow's picture as SVG: strokes, boxes, marks and their key."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from tools.draw.flow.sheet import INSIDE, TEXT, WIDTH, Box
from tools.draw.flow.ways import HANDS_OVER
from tools.draw.flow.words import details

CHOICE, LAMBDA, SPEAKS, SETS = (
    ("#fff8c5", "#9a6700"),
    ("#ddf4ff", "#0969da"),
    ("#fbefff", "#8250df"),
    ("#f6f8fa", "#57606a"),
)
STOPS, GOES = ("#ffebe9", "#cf222e"), ("#dafbe1", "#1a7f37")
FILLS: Mapping[str, tuple[str, str]] = {
    "Compare": CHOICE,
    "GetParticipantInput": CHOICE,
    "Loop": CHOICE,
    "ShowView": CHOICE,
    "InvokeLambdaFunction": LAMBDA,
    "MessageParticipant": SPEAKS,
    "DisconnectParticipant": STOPS,
    "TransferContactToQueue": GOES,
    "TransferToFlow": GOES,
    "EndFlowExecution": GOES,
    "EndFlowModuleExecution": GOES,
}
STYLE = """
text { font-family: Helvetica, Arial, "Liberation Sans", sans-serif; font-size: 12px; fill: #1f2328 }
.name, .title { font-weight: bold }
.type { font-size: 9.5px; fill: #57606a }
.small, .word { font-size: 11.5px; fill: #32383f }
.name, .type, .small, .word { text-anchor: middle }
.failure { fill: #cf222e }
.way { fill: none; stroke: #57606a; stroke-width: 1.4 }
.caught { stroke: #cf222e; stroke-dasharray: 5 4 }
"""
TIPS = "".join(
    f'<marker id="{name}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0 8 4 0 8z" fill="{fill}"/></marker>'
    for name, fill in (("tip", "#57606a"), ("fail", "#cf222e"))
)


def path(d: str, *, caught: bool, tip: bool = False) -> str:
    """A stroke, dashed if it is taken on failure only, with an arrow's tip where it ends at an action."""
    marker = f' marker-end="url(#{"fail" if caught else "tip"})"' if tip else ""
    return f'<path class="way{" caught" if caught else ""}" d="{d}"{marker}/>'


def box(box: Box, prompts: Mapping[str, str]) -> Iterator[str]:
    """An action: its box, its lines, and everything there is to say of it where the pointer rests."""
    kind = box.action["Type"]
    fill, stroke = FILLS.get(kind, SETS)
    ends = _ends(box.action)
    told = " · ".join([box.action["Identifier"], kind, *details(box.action, prompts)])
    size = f'width="{WIDTH:g}" height="{box.height:g}" rx="{18 if ends else 5}"'
    yield f"<g><title>{escape(told)}</title>"
    yield f'<rect x="{box.x - WIDTH / 2:g}" y="{box.y:g}" {size} fill="{fill}" stroke="{stroke}"/>'
    for number, (style, line) in enumerate(box.lines):
        y = box.y + INSIDE + TEXT * (number + 1) - 3
        yield f'<text class="{style}" x="{box.x:g}" y="{y:g}">{escape(line)}</text>'
    if ends:
        yield _end(box.x, box.bottom)
    yield "</g>"


def _ends(action: Mapping[str, Any]) -> bool:
    return not action["Transitions"] or action["Type"] in HANDS_OVER


def _end(x: float, y: float) -> str:
    ring = f'<circle cx="{x:g}" cy="{y:g}" r="7" fill="#ffffff" stroke="#1f2328"/>'
    return f'{ring}<circle cx="{x:g}" cy="{y:g}" r="4" fill="#1f2328"/>'


def legend(x: float, y: float) -> Iterator[str]:
    """What the marks mean."""
    yield f'<circle cx="{x + 5:g}" cy="{y - 4:g}" r="5" fill="#57606a"/>'
    yield f'<text x="{x + 18:g}" y="{y:g}">start</text>'
    yield _end(x + 72, y - 4)
    yield f'<text x="{x + 86:g}" y="{y:g}">the flow ends here</text>'
    yield path(f"M{x + 208:g} {y - 4:g}H{x + 248:g}", caught=True, tip=True)
    yield f'<text x="{x + 256:g}" y="{y:g}">when it fails</text>'
