"""The chart of growth: scales, axes, and that all of it is in the picture."""

import copy
import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tools.measure.growth import chart
from tools.measure.growth.chart import HEIGHT, LEFT, TOP, WIDTH, Line, Panel, draw, panels, step_of

SVG = "{http://www.w3.org/2000/svg}"


def _values(median: float) -> list[float]:
    return [median - 1, median, median + 1]


def _check(median: float, trips: int) -> dict[str, Any]:
    talk = {"asked_bytes": 500, "answered_bytes": 600, "round_trips": trips}
    return {"wall_ms": _values(median), "cpu_ms": _values(median / 2 + 1), **talk}


MACHINE = {"date": "2026-11-22", "processor": "Some <CPU>", "cores": 2, "load": 0.1}
DATA: dict[str, Any] = {
    "machine": MACHINE,
    "check": {size: {"allow": _check(3, 1), "deny": _check(7, 3)} for size in ("10", "1000", "1000000")},
    "page": {
        size: {"wall_ms": _values(20), "cpu_ms": _values(10), "requests": 1.0, "items_read": 50, "items_shown": 50}
        for size in ("10", "1000")
    },
    "workflow": {size: {"flags_per_s": _values(40), "own_cpu_ms": _values(9)} for size in ("1", "10", "100")},
}
PANEL = Panel("", "", "", [Line("", [(10, (1, 2, 3)), (1000, (4, 5, 10))])], [])


@pytest.mark.parametrize(("highest", "step"), [(10, 5), (7.3, 2), (180, 50), (0.9, 0.5), (0.011, 0.005), (4, 1)])
def test_steps_are_one_two_or_five(highest: float, step: float) -> None:
    assert step_of(highest) == pytest.approx(step)


@pytest.mark.parametrize("highest", [0.003, 0.7, 1, 3.3, 9.9, 42, 650, 12_000])
def test_axis_ends_above_its_highest_value_and_has_a_handful_of_steps(highest: float) -> None:
    panel = Panel("", "", "", [Line("", [(1, (0, 0, highest))])], [])
    assert highest <= panel.top < 3 * highest
    assert 1 <= round(panel.top / step_of(panel.top)) <= 5


def test_ten_times_as_much_is_always_as_far() -> None:
    ten, hundred, thousand = (chart._x(PANEL, value, LEFT) for value in (10, 100, 1000))  # noqa: SLF001
    assert hundred - ten == pytest.approx(thousand - hundred, abs=0.2)
    assert LEFT < ten < thousand < LEFT + WIDTH


def test_upright_axis_begins_at_nothing() -> None:
    assert chart._y(PANEL, 0) == TOP + HEIGHT  # noqa: SLF001
    assert TOP < chart._y(PANEL, PANEL.top) < chart._y(PANEL, 1)  # noqa: SLF001


def test_same_data_is_the_same_picture_and_other_data_another() -> None:
    other = copy.deepcopy(DATA)
    other["check"]["1000000"]["allow"]["wall_ms"][1] += 0.5
    assert draw(DATA) == draw(copy.deepcopy(DATA))
    assert draw(DATA) != draw(other)


def test_picture_has_every_panel_line_axis_and_the_machine() -> None:
    svg = ET.fromstring(draw(DATA))  # noqa: S314 - our own
    told = [text.text for text in svg.iter(f"{SVG}text")]
    for panel in panels(DATA):
        assert {panel.title, panel.x, panel.y, *(line.name for line in panel.lines)} <= set(told)
    assert "1 million" in told
    assert any("Some <CPU>" in (text or "") for text in told)


def test_notes_tell_round_trips_and_bytes() -> None:
    check, workflow, page = (panel.notes for panel in panels(DATA))
    assert check == ["Let through: 1 round trip, 1,100 bytes", "Turned away: 3 round trips, 1,100 bytes"]
    assert workflow[0] == "Our functions: 9 to 9 ms of processor for a flag"
    assert page[0] == "1 request, 50 items read"


def test_picture_is_told_to_those_who_do_not_see_it() -> None:
    told = ET.fromstring(draw(DATA)).findtext(f"{SVG}desc")  # noqa: S314 - our own
    assert told
    assert "A check against the table, let through: 3 milliseconds at 10 entries in the table, 3 at 1,000,000" in told


def test_points_are_within_their_panels() -> None:
    svg = ET.fromstring(draw(DATA))  # noqa: S314 - our own
    for circle in svg.iter(f"{SVG}circle"):
        assert TOP <= float(circle.get("cy", "")) <= TOP + HEIGHT
        assert not math.isnan(float(circle.get("cx", "")))
