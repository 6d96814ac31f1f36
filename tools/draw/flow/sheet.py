"""A contact flow laid out: boxes, words and strokes with their places, before any of it is SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tools.draw.flow.graph import Graph, arrange
from tools.draw.flow.place import Places
from tools.draw.flow.route import TRACK, Bundle, channels, height
from tools.draw.flow.ways import Way, ways
from tools.draw.flow.words import lines

WIDTH, GAP, BEND = 156, 12, 4
RETURN = WIDTH / 2 - 16  # how far right of the middle a way leads back up
TEXT, INSIDE, LETTER = 14, 9, 6.3
ABOVE, LEAD, TIP = 66, 8, 16  # above the first box, and what a channel has above and below its tracks


@dataclass(frozen=True, slots=True)
class Box:
    """An action: the middle of its upper border, its height, its lines as (class, text)."""

    action: Mapping[str, Any]
    x: float
    y: float
    lines: list[tuple[str, str]]

    @property
    def height(self) -> float:
        """Room for its lines."""
        return TEXT * len(self.lines) + 2 * INSIDE

    @property
    def bottom(self) -> float:
        """The y of its lower border."""
        return self.y + self.height


class Sheet:
    """One flow, ready to be drawn."""

    def __init__(self, flow: Mapping[str, Any], prompts: Mapping[str, str]) -> None:
        self.actions: Mapping[str, Mapping[str, Any]] = {a["Identifier"]: a for a in flow["Actions"]}
        self.start: str = flow["StartAction"]
        self.lines = {name: lines(action, prompts) for name, action in self.actions.items()}
        self.graph: Graph = arrange(list(self.actions), ways(flow["Actions"]), self.start)

    @cached_property
    def labels(self) -> dict[str, Way]:
        """The spots that words stand on."""
        return {chain[1]: way for way, chain in self.graph.chains if way.words}

    @cached_property
    def xs(self) -> dict[str, float]:
        """The centre of every spot."""
        return Places(self.graph, self.width, GAP, self.actions).xs

    def width(self, name: str) -> float:
        """The room that a spot needs."""
        if name in self.actions:
            return WIDTH
        words = self.labels[name].words if name in self.labels else ()
        return max((LETTER * len(word.text) + 8 for word in words), default=BEND)

    @cached_property
    def channels(self) -> list[list[Bundle]]:
        """The strokes below each rank but the last."""
        return channels(self.graph, self.xs, dict.fromkeys(self.actions, RETURN))

    @cached_property
    def tops(self) -> list[float]:
        """The y at which each rank begins; the last is where the picture ends."""
        found: list[float] = [ABOVE]
        for number in range(len(self.graph.ranks)):
            found.append(found[-1] + self._depth(number) + self._channel(number))
        return found

    def _depth(self, number: int) -> float:
        names = self.graph.ranks[number]
        boxes = [TEXT * len(self.lines[name]) + 2 * INSIDE for name in names if name in self.actions]
        words = [TEXT * len(self.labels[name].words) for name in names if name in self.labels]
        return max([*boxes, *words], default=0)

    def _channel(self, number: int) -> float:
        if number == len(self.channels):
            return 0
        return height(self.channels[number]) + (TIP if number % 2 else LEAD)

    def bottom(self, number: int) -> float:
        """The y at which a rank ends and the channel below it begins."""
        return self.tops[number] + self._depth(number)

    def track(self, number: int, bundle: Bundle) -> float:
        """The y of a bundle's track."""
        return self.bottom(number) + TRACK * bundle.track

    @cached_property
    def boxes(self) -> dict[str, Box]:
        """Every action's box."""
        ranked = ((number, name) for number, rank in enumerate(self.graph.ranks) for name in rank)
        return {
            name: Box(self.actions[name], self.xs[name], self.tops[number], self.lines[name])
            for number, name in ranked
            if name in self.actions
        }
