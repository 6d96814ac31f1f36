"""The pictures of the workflow and of the flows are drawn from the files that are deployed."""

import json
import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from tools.common.paths import ROOT
from tools.connect.project import FLOW_TYPES, FLOWS
from tools.draw.__main__ import PICTURE, WORKFLOW, draw
from tools.draw.flow.picture import PICTURES, picture
from tools.draw.workflow.layout import PLACES

SVG = "{http://www.w3.org/2000/svg}"
DEFINITION = json.loads(WORKFLOW.read_text())

type Area = tuple[float, float, float, float]


def _svg(name: str) -> ET.Element:
    return ET.fromstring((PICTURES / f"{name}.svg").read_text("utf-8"))  # noqa: S314 - our own file


def _area(rect: ET.Element) -> Area:
    """Left, top, right and bottom."""
    x, y, width, height = (float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _strokes(svg: ET.Element) -> list[Area]:
    found = []
    for path in svg.iter(f"{SVG}path"):
        match = re.fullmatch(r"M(\S+) (\S+)([HV])(\S+)", path.get("d", ""))
        if match and path.get("class"):
            x, y, to = float(match[1]), float(match[2]), float(match[4])
            x2, y2 = (to, y) if match[3] == "H" else (x, to)
            found.append((min(x, x2), min(y, y2), max(x, x2), max(y, y2)))
    return found


def test_strokes_and_areas_meet_where_they_cross() -> None:
    assert _meet((0, 5, 20, 5), (5, 0, 10, 10))
    assert not _meet((0, 10, 20, 10), (5, 0, 10, 10))


def test_picture_is_that_of_the_workflow() -> None:
    assert PICTURE.read_text() == draw(DEFINITION), "the workflow has changed; run: make diagrams"


def test_places_are_those_of_states_that_there_are() -> None:
    inside = DEFINITION["States"]["For every record"]["ItemProcessor"]["States"]
    assert PLACES.keys() <= DEFINITION["States"].keys() | inside.keys()


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_readme_shows_it(readme: str) -> None:
    assert f"]({PICTURE.relative_to(ROOT)})" in (ROOT / readme).read_text()


def test_every_flow_has_its_picture_and_no_other_is_kept() -> None:
    assert {path.stem for path in PICTURES.iterdir()} == set(FLOW_TYPES), "run: make diagrams"


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_picture_is_that_of_the_flow(name: str) -> None:
    assert (PICTURES / f"{name}.svg").read_text("utf-8") == picture(name), "flow or prompt changed; run: make diagrams"


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_every_action_of_the_flow_is_on_its_picture(name: str) -> None:
    shown = [(group[0].text or "").split(" · ")[:2] for group in _svg(name).iter(f"{SVG}g")]
    actions = json.loads((FLOWS / f"{name}.json").read_text("utf-8"))["Actions"]
    assert sorted(shown) == sorted([action["Identifier"], action["Type"]] for action in actions)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_guide_shows_the_flow(name: str) -> None:
    assert f"](flows/{name}.svg)" in (ROOT / "docs" / "connect.md").read_text("utf-8")


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_nothing_on_the_picture_lies_on_anything(name: str) -> None:
    svg = _svg(name)
    boxes = [_area(rect) for group in svg.iter(f"{SVG}g") for rect in group.iter(f"{SVG}rect")]
    words = [_area(rect) for rect in svg.findall(f"{SVG}rect")[1:]]
    assert not any(_meet(stroke, box) for stroke in _strokes(svg) for box in boxes)
    assert not any(_meet(one, other) for one, other in combinations([*boxes, *words], 2))


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_no_stroke_of_another_way_runs_through_words(name: str) -> None:
    svg = _svg(name)
    for left, top, right, bottom in map(_area, svg.findall(f"{SVG}rect")[1:]):
        middle = (left + right) / 2
        through = [s for s in _strokes(svg) if _meet(s, (left, top, right, bottom))]
        assert all(abs(s[0] - middle) < 1 and s[0] == s[2] for s in through), (left, top)
