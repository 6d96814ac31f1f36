"""Where a workflow's states and transitions go on a picture.

States stand in rows by their longest way from the start, and in the middle column unless `PLACES` says otherwise.
Ways run along rows and columns and never through a state; a state that makes that impossible needs a place.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from textwrap import wrap
from typing import Any

from tools.common.errors import LocalError

# Column (0 is the middle) and row (None is the longest way from the start) of the states beside the main road.
PLACES: Mapping[str, tuple[float, int | None]] = {
    "Not news": (-1.75, None),
    "Keep for the digest": (-1, 8),
    "Kept": (-1.75, 9),
    "Record change": (1, 3),
    "Park record": (1.75, 10),
    "Parked": (1.75, 11),
    "Could not be parked": (1, 11),
    "Records not kept": (1, None),
}

WIDTH, HEIGHT, PITCH, GAP, MARGIN = 180, 46, 276, 30, 28
LINE, LETTERS, CATCH, BESIDE = 14, 32, 11, 34

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """Transitions from one state to another, with what they are taken for."""

    source: str
    target: str
    labels: tuple[str, ...]
    caught: bool
    """Whether it is taken when the state has failed for good."""

    @property
    def lines(self) -> list[str]:
        """The labels, wrapped."""
        return [line for label in self.labels for line in wrap(label, LETTERS, subsequent_indent="  ")]


@dataclass(frozen=True, slots=True)
class Box:
    """A state on the picture: the x that ways end at, its borders, its top and its height."""

    name: str
    x: float
    left: float
    right: float
    y: float
    height: float

    @property
    def bottom(self) -> float:
        """The y of its lower border."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y of its centre."""
        return self.y + self.height / 2

    def side(self, direction: float) -> float:
        """The x of its right (positive) or left border."""
        return self.right if direction > 0 else self.left


def ways(states: Mapping[str, Any]) -> list[Way]:
    """Every transition of a machine, those between the same two states together."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for name, state in states.items():
        for target, label, caught in _transitions(state):
            found.setdefault((name, target, caught), []).append(label)
    return [Way(s, t, tuple(filter(None, labels)), caught) for (s, t, caught), labels in found.items()]


def _transitions(state: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    for choice in state.get("Choices", ()):
        yield choice["Next"], choice.get("Comment") or _condition(choice), False
    for field in ("Next", "Default"):
        if field in state:
            yield state[field], "otherwise" if field == "Default" else "", False
    for catch in state.get("Catch", ()):
        yield catch["Next"], "", True


def _condition(choice: Mapping[str, Any]) -> str:
    """A comparison in words: `Outcome is deniable`."""
    variable = str(choice["Variable"]).rpartition(".")[2]
    operator, value = next((k, v) for k, v in choice.items() if k not in {"Variable", "Next"})
    if operator == "IsPresent":
        return f"{variable} is {'there' if value else 'not there'}"
    return f"{variable} is {json.dumps(value) if isinstance(value, bool) else value}"


class Machine:
    """One level of the workflow, laid out; a Map holds the level below it."""

    def __init__(self, definition: Mapping[str, Any], top: float) -> None:
        self.states: Mapping[str, Any] = definition["States"]
        self.start: str = definition["StartAt"]
        self.ways = ways(self.states)
        self._top = top

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each state: its place's, else the longest way that leads to it."""
        rows = dict.fromkeys(self.states, 0)
        for _ in range(len(rows) + 1):
            before = dict(rows)
            for way in self.ways:
                rows[way.target] = max(rows[way.target], rows[way.source] + 1)
            if rows == before:
                placed = {name: PLACES.get(name, (0, None))[1] for name in rows}
                return {name: rows[name] if row is None else row for name, row in placed.items()}
        raise LocalError("The workflow has a loop, which this picture cannot show.")

    def column(self, name: str) -> float:
        """The column of a state."""
        return PLACES.get(name, (0, None))[0]

    @cached_property
    def inner(self) -> dict[str, "Machine"]:
        """The level inside each Map."""
        below = self._top + GAP
        return {n: Machine(s["ItemProcessor"], below + MARGIN) for n, s in self.states.items() if "ItemProcessor" in s}

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """Every state of this level, row under row, with room for what is written between them."""
        boxes: dict[str, Box] = {}
        y = self._top
        for row in range(max(self.rows.values()) + 1):
            for name in (n for n, r in self.rows.items() if r == row):
                boxes[name] = self._box(name, y)
            y = max(b.bottom for b in boxes.values()) + GAP + LINE * self._written_below(row)
        _refuse_shared_places(boxes)
        return boxes

    def _box(self, name: str, y: float) -> Box:
        if name in self.inner:
            left, right, bottom = self.inner[name].extent
            return Box(name, 0, left - MARGIN, right + MARGIN, y, bottom + MARGIN - y)
        x = self.column(name) * PITCH
        return Box(name, x, x - WIDTH / 2, x + WIDTH / 2, y, HEIGHT)

    def _written_below(self, row: int) -> int:
        """The most lines on one way that leaves this row."""
        return max(
            (len(way.lines) for way in self.ways if self.rows[way.source] == row and not self._is_long(way)), default=0
        )

    def _is_long(self, way: Way) -> bool:
        return self.rows[way.target] - self.rows[way.source] > 3  # noqa: PLR2004 - rows enough to write beside

    @cached_property
    def extent(self) -> tuple[float, float, float]:
        """Left, right and bottom of this level."""
        boxes = self.boxes.values()
        left, right = min(b.left for b in boxes), max(b.right for b in boxes)
        return left, right, max(b.bottom for b in boxes)

    def route(self, way: Way) -> list[Point]:
        """The corners of a way: straight down, else along the row and down, else down and along, else around."""
        source, target = self.boxes[way.source], self.boxes[way.target]
        direction = target.x - source.x
        out = source.middle + (CATCH if way.caught else 0)
        tries = [
            [(source.x, source.bottom), (target.x, target.y)],
            [(source.side(direction), out), (target.x, out), (target.x, target.y)],
            [(source.x, source.bottom), (source.x, target.middle), (target.side(-direction), target.middle)],
            self._around(source, target, out),
        ]
        for points in tries[1:3] if direction else (tries[0], tries[3]):
            if not any(crosses(box, points) for box in self.boxes.values() if box not in {source, target}):
                return points
        raise LocalError(f"No way from {way.source!r} to {way.target!r} can be drawn; give one of them a place.")

    def _around(self, source: Box, target: Box, out: float) -> list[Point]:
        beside, into = source.right + BESIDE, target.middle - CATCH
        return [(source.right, out), (beside, out), (beside, into), (target.right, into)]


def crosses(box: Box, points: list[Point]) -> bool:
    """Whether a line of horizontal and vertical strokes touches a box."""
    return any(
        max(min(x1, x2), box.left) <= min(max(x1, x2), box.right)
        and max(min(y1, y2), box.y) <= min(max(y1, y2), box.bottom)
        for (x1, y1), (x2, y2) in pairwise(points)
    )


def _refuse_shared_places(boxes: Mapping[str, Box]) -> None:
    taken: dict[Point, str] = {}
    for box in boxes.values():
        other = taken.setdefault((box.x, box.y), box.name)
        if other != box.name:
            raise LocalError(f"{box.name!r} and {other!r} share a place in the picture; give one of them another.")
