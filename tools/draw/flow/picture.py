"""Each contact flow as a picture, drawn from its file with the English prompts (docs/flows/)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from tools.common.paths import ROOT
from tools.connect.project import FLOW_TYPES, FLOWS, prompts
from tools.draw.flow.marks import STYLE, TIPS, box, legend, path
from tools.draw.flow.route import Bundle, passes
from tools.draw.flow.sheet import RETURN, TEXT, Sheet
from tools.draw.flow.ways import Way

PICTURES = ROOT / "docs" / "flows"
MARGIN, FOOT, NARROWEST = 22, 46, 440
# As Amazon Connect's console names the types.
KINDS = {"CONTACT_FLOW": "flow (inbound)", "QUEUE_TRANSFER": "transfer to queue", "MODULE": "flow module"}


def picture(name: str) -> str:
    """The picture of one of this project's flows."""
    kind = KINDS.get(FLOW_TYPES[name], FLOW_TYPES[name].replace("_", " ").lower())
    flow = json.loads((FLOWS / f"{name}.json").read_text("utf-8"))
    return draw_flow(f"flows/{name}.json · {kind}", flow, prompts("en"))


def draw_flow(title: str, flow: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """The whole picture as SVG, on a ground of its own so that it reads the same in a light and a dark page."""
    sheet = Sheet(flow, texts)
    left, right = _extent(sheet)
    width, height = right - left, sheet.tops[-1] + FOOT
    size = f'width="{width:g}" height="{height:g}" viewBox="{left:g} 0 {width:g} {height:g}"'
    ground = f'x="{left + 1:g}" y="1" width="{width - 2:g}" height="{height - 2:g}" rx="8"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(title)}</title><desc>{escape(', '.join(sheet.actions))}</desc>",
        f"<style>{STYLE}</style><defs>{TIPS}</defs>",
        f'<rect {ground} fill="#ffffff" stroke="#d0d7de"/>',
        f'<text class="title" x="{left + MARGIN:g}" y="24">{escape(title)}</text>',
        *_start(sheet),
        *_strokes(sheet),
        *(line for found in sheet.boxes.values() for line in box(found, texts)),
        *(line for name, way in sheet.labels.items() for line in _words(sheet, name, way)),
        *legend(left + MARGIN, height - 18),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _extent(sheet: Sheet) -> tuple[float, float]:
    """From what stands furthest left to what stands furthest right, and room for the key at least."""
    left = min(x - sheet.width(name) / 2 for name, x in sheet.xs.items()) - MARGIN
    right = max(x + sheet.width(name) / 2 for name, x in sheet.xs.items()) + MARGIN
    more = max(0, NARROWEST - (right - left)) / 2
    return left - more, right + more


def _start(sheet: Sheet) -> Iterator[str]:
    first = sheet.boxes[sheet.start]
    yield f'<circle cx="{first.x:g}" cy="{first.y - 22:g}" r="5" fill="#57606a"/>'
    yield path(f"M{first.x:g} {first.y - 22:g}V{first.y:g}", caught=False, tip=True)


def _strokes(sheet: Sheet) -> Iterator[str]:
    """What is taken on failure first, so that the ordinary way lies above it where the two are one."""
    for caught in (True, False):
        for number, bundles in enumerate(sheet.channels):
            for bundle in (b for b in bundles if b.caught == caught):
                yield from _bundle(sheet, number, bundle)
            for x in dict.fromkeys(x for way, x in passes(sheet.graph, sheet.xs, number) if way.caught == caught):
                if sheet.bottom(number) > sheet.tops[number]:
                    yield path(f"M{x:g} {sheet.tops[number]:g}V{sheet.bottom(number):g}", caught=caught)


def _bundle(sheet: Sheet, number: int, bundle: Bundle) -> Iterator[str]:
    track, end = sheet.track(number, bundle), sheet.tops[number + 1]
    port = RETURN * bundle.returns
    bottoms = {b.x + port: b.bottom for b in sheet.boxes.values() if b.y == sheet.tops[number]}
    into = {b.x for b in sheet.boxes.values() if b.y == end}
    if not bundle.straight:
        yield path(f"M{bundle.span[0]:g} {track:g}H{bundle.span[1]:g}", caught=bundle.caught)
    for x in sorted(bundle.tops):
        start = bottoms.get(x, sheet.bottom(number))
        if bundle.returns and x in bottoms:
            yield path(f"M{x:g} {track:g}V{start:g}", caught=bundle.caught, tip=True)
        elif start < track:
            yield path(f"M{x:g} {start:g}V{track:g}", caught=bundle.caught)
    for x in sorted(bundle.bottoms):
        yield path(f"M{x:g} {track:g}V{end:g}", caught=bundle.caught, tip=x in into)


def _words(sheet: Sheet, name: str, way: Way) -> Iterator[str]:
    number = next(n for n, rank in enumerate(sheet.graph.ranks) if name in rank)
    x, width, height = sheet.xs[name], sheet.width(name) - 2, TEXT * len(way.words)
    y = (sheet.tops[number] + sheet.bottom(number) - height) / 2
    yield f'<rect x="{x - width / 2:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="#ffffff"/>'
    for line, word in enumerate(way.words):
        style = "word failure" if word.failure else "word"
        yield f'<text class="{style}" x="{x:g}" y="{y + TEXT * line + 11:g}">{escape(word.text)}</text>'
