"""How far right everything on a flow's picture stands: near what it is joined with, in order, never overlapping."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import median

from tools.draw.flow.graph import Graph

ROUNDS = 80
SHORT = 3  # a way with one spot between its ends

type Width = Callable[[str], float]
type Weighted = tuple[float, int]


class Places:
    """The x of the centre of every spot."""

    def __init__(self, graph: Graph, width: Width, gap: float, names: Iterable[str]) -> None:
        self.graph, self.width, self.gap = graph, width, gap
        self.boxes = frozenset(names)
        self.leaders = dict(_leaders(graph))
        self.lines = _lines(graph)
        self.long = {name: chain for _, chain in graph.chains for name in chain[1:-1] if len(chain) > SHORT}
        self.xs: dict[str, float] = {}
        for rank in graph.ranks:
            self._pack(rank, [0.0] * len(rank))
        for turn in range(ROUNDS):
            for rank in graph.ranks if turn % 2 == 0 else reversed(graph.ranks):
                self._pack(rank, [self._wanted(name, turn) for name in rank])
        self._straighten()

    def _wanted(self, name: str, turn: int) -> float:
        """The middle of what it is joined with: first on one side, then on both; words stand by their leader."""
        if turn >= ROUNDS // 2 and name in self.leaders:
            return self.xs[self.leaders[name]]
        if turn >= ROUNDS // 2 and name in self.long:
            return median(self.xs[other] for other in self.long[name])
        found = [self.xs[other] for other in self._joined(name, turn) for _ in range(1 if other in self.boxes else 2)]
        return median(found) if found else self.xs[name]

    def _joined(self, name: str, turn: int) -> list[str]:
        """What it is joined with; all that its line of actions is joined with, where it stands in one."""
        sides = (self.graph.above, self.graph.below)
        if turn < ROUNDS // 2:
            return sides[turn % 2].get(name, [])
        line = self.lines.get(name, [name])
        ends = [self._end(one, other) for one in line for side in sides for other in side.get(one, [])]
        return [end for end in ends if end not in line]

    def _end(self, name: str, other: str) -> str:
        """What it is joined with, beyond words that stand between the two and no further."""
        ends = [n for n in (*self.graph.above.get(other, ()), *self.graph.below.get(other, ())) if n != name]
        return other if other in self.boxes or other not in self.leaders else ends[0]

    def _pack(self, rank: Sequence[str], wanted: Sequence[float]) -> None:
        """As near to what is wanted as order and width allow: the median of every run of spots that push."""
        offsets: list[float] = []
        runs: list[list[Weighted]] = []
        for number, name in enumerate(rank):
            offsets.append(offsets[-1] + self._apart(rank[number - 1], name) if number else 0.0)
            runs.append([(wanted[number] - offsets[-1], 2 if name in self.boxes else 3)])
            while len(runs) > 1 and _middle(runs[-2]) > _middle(runs[-1]):
                last = runs.pop()
                runs[-1].extend(last)
        starts = [_middle(run) for run in runs for _ in run]
        self.xs |= {name: round(s + offset, 1) for name, s, offset in zip(rank, starts, offsets, strict=True)}

    def _apart(self, left: str, right: str) -> float:
        return (self.width(left) + self.width(right)) / 2 + self.gap

    def _straighten(self) -> None:
        """Put what should stand in one line there as far as there is room: lines of actions, then what is between."""
        for line in self.lines.values():
            self._align(line, median(self.xs[name] for name in line))
        for _, chain in self.graph.chains * 3:
            self._align_parts(chain[1:-1], self.xs[self.leaders.get(chain[1], chain[-2])])

    def _align_parts(self, names: Sequence[str], x: float) -> None:
        """Put them at one x, else as many from the first one on as there is room for, and then the others."""
        for count in range(len(names), 0, -1):
            if self._align(names[:count], x):
                return self._align_parts(names[count:], self.xs[names[0]])
        return None

    def _align(self, names: Sequence[str], x: float) -> bool:
        """Put them all at one x, as near to the given one as their neighbours let them."""
        rooms = [self._room(name) for name in names]
        left, right = max(room[0] for room in rooms), min(room[1] for room in rooms)
        if left <= right:
            self.xs |= dict.fromkeys(names, round(min(max(x, left), right), 1))
        return left <= right

    def _room(self, name: str) -> tuple[float, float]:
        """How far left and right it can go."""
        rank = next(rank for rank in self.graph.ranks if name in rank)
        place = rank.index(name)
        before, after = rank[:place][-1:], rank[place + 1 :][:1]
        left = max((self.xs[other] + self._apart(other, name) for other in before), default=-math.inf)
        return left, min((self.xs[other] - self._apart(name, other) for other in after), default=math.inf)


def _leaders(graph: Graph) -> Iterable[tuple[str, str]]:
    """Words stand below a source that has one ordinary way only, else above the target, if that is next."""
    for way, chain in graph.chains:
        upper, *inner, lower = chain
        others = [w for w, other in graph.chains if other[0] == upper and w.caught == way.caught]
        if len(others) == 1 and not way.caught:
            yield from ((name, upper) for name in inner)
        elif len(inner) == 1:
            yield inner[0], lower


def _lines(graph: Graph) -> dict[str, list[str]]:
    """Actions of which each is the next's only source, and the next its only ordinary target, stand in one line."""
    lines: dict[str, list[str]] = {}
    for way, chain in graph.chains:
        sources = {w.source for w, _ in graph.chains if w.target == way.target}
        targets = {w.target for w, _ in graph.chains if w.source == way.source and w.caught == way.caught}
        if len(chain) == SHORT and len(sources) == len(targets) == 1 and not way.caught:
            joined = lines.get(chain[0], [chain[0]]) + lines.get(chain[-1], [chain[-1]])
            lines |= dict.fromkeys(joined, joined)
    return lines


def _middle(run: Sequence[Weighted]) -> float:
    return median(value for value, weight in run for _ in range(weight))
