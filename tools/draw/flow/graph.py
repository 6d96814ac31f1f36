"""In which rank, and in which order within it, everything on a flow's picture stands.

Actions stand in the even ranks, by their longest way from the start; the words of a way stand in the odd rank below its
source. A way that passes a rank has a spot there, so that room is kept for it (the method of Sugiyama).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from tools.draw.flow.ways import Way

SWEEPS = 8


@dataclass(slots=True)
class Graph:
    """Spots by name, rank by rank, and each way as the chain of spots that it passes."""

    ranks: list[list[str]]
    chains: list[tuple[Way, list[str]]]
    above: dict[str, list[str]] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note who is joined with whom."""
        for _, chain in self.chains:
            for upper, lower in pairwise(chain):
                self.below.setdefault(upper, []).append(lower)
                self.above.setdefault(lower, []).append(upper)


def arrange(names: Sequence[str], ways: Sequence[Way], start: str) -> Graph:
    """Ranks without needless crossings."""
    returning = _returning(ways, start)
    levels = _levels(names, [way for way in ways if way not in returning])
    ranks: list[list[str]] = [[] for _ in range(2 * max(levels.values()) + 1)]
    for name in names:
        ranks[2 * levels[name]].append(name)
    chains = []
    for number, way in enumerate(ways):
        upper, lower = sorted((way.source, way.target), key=levels.__getitem__)
        spots = {rank: f"{number}.{rank}" for rank in range(2 * levels[upper] + 1, 2 * levels[lower])}
        for rank, spot in spots.items():
            ranks[rank].append(spot)
        chains.append((way, [upper, *spots.values(), lower]))
    graph = Graph(ranks, chains)
    _untangle(graph)
    return graph


def _returning(ways: Sequence[Way], start: str) -> set[Way]:
    """The ways that close a loop; they are drawn upwards."""
    found: set[Way] = set()

    def visit(name: str, path: frozenset[str], seen: set[str]) -> None:
        seen.add(name)
        for way in (w for w in ways if w.source == name):
            if way.target in path:
                found.add(way)
            elif way.target not in seen:
                visit(way.target, path | {way.target}, seen)

    visit(start, frozenset({start}), set())
    return found


def _levels(names: Sequence[str], ways: Sequence[Way]) -> dict[str, int]:
    levels = dict.fromkeys(names, 0)
    for _ in names:
        for way in ways:
            levels[way.target] = max(levels[way.target], levels[way.source] + 1)
    return levels


def _untangle(graph: Graph) -> None:
    """Keep the best order found, be it from the file's order or with one action moved to either end of its rank."""
    best = _swept(graph, _copy(graph))
    for number, rank in enumerate(best[1]):
        for name in rank if best[0] and number % 2 == 0 else ():
            others = [other for other in rank if other != name]
            for moved in ([name, *others], [*others, name]):
                best = min(best, _swept(graph, [*best[1][:number], moved, *best[1][number + 1 :]]), key=_fewest)
    graph.ranks[:] = _as_written(graph, best[1])


def _swept(graph: Graph, start: list[list[str]]) -> tuple[int, list[list[str]]]:
    """Order each rank by its neighbours, downwards and upwards in turn: crossings and ranks of the best seen."""
    graph.ranks[:] = start
    found = []
    for sweep in range(SWEEPS):
        pairs = list(pairwise(graph.ranks))
        for one, other in pairs if sweep % 2 == 0 else [(b, a) for a, b in reversed(pairs)]:
            if sweep % 4 > 1:  # what stands equally well either way is tried both ways
                other.reverse()
            _sort(other, one, graph.above if sweep % 2 == 0 else graph.below)
        _swap(graph)
        found.append((_crossings(graph), _copy(graph)))
    return min(found, key=_fewest)


def _fewest(found: tuple[int, list[list[str]]]) -> int:
    return found[0]


def _copy(graph: Graph) -> list[list[str]]:
    return [list(rank) for rank in graph.ranks]


def _as_written(graph: Graph, ranks: list[list[str]]) -> list[list[str]]:
    """The ranks or their mirror image, whichever is more in the order of the file."""
    written = list(dict.fromkeys(name for way, _ in graph.chains for name in (way.source, way.target)))
    turned = sum(
        1 if written.index(a) > written.index(b) else -1
        for rank in ranks[::2]
        for a, b in combinations([name for name in rank if name in written], 2)
    )
    return [rank[::-1] for rank in ranks] if turned > 0 else ranks


def _sort(rank: list[str], fixed: Sequence[str], joined: Mapping[str, Sequence[str]]) -> None:
    places = {name: place for place, name in enumerate(fixed)}
    here = {name: place for place, name in enumerate(rank)}

    def middle(name: str) -> float:
        found = [places[other] for other in joined.get(name, ())]
        return sum(found) / len(found) if found else here[name]

    rank.sort(key=middle)


def _swap(graph: Graph) -> None:
    """Exchange neighbours wherever that saves a crossing."""
    for number, rank in enumerate(graph.ranks):
        for place in range(len(rank) - 1):
            before = _near(graph, number)
            rank[place], rank[place + 1] = rank[place + 1], rank[place]
            if _near(graph, number) >= before:
                rank[place], rank[place + 1] = rank[place + 1], rank[place]


def _near(graph: Graph, rank: int) -> int:
    return sum(_between(graph, upper) for upper in (rank - 1, rank) if 0 <= upper < len(graph.ranks) - 1)


def _crossings(graph: Graph) -> int:
    return sum(_between(graph, upper) for upper in range(len(graph.ranks) - 1))


def _between(graph: Graph, upper: int) -> int:
    below = {name: place for place, name in enumerate(graph.ranks[upper + 1])}
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(_joins(graph, upper, below), 2))


def _joins(graph: Graph, upper: int, below: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    for place, name in enumerate(graph.ranks[upper]):
        yield from ((place, below[other]) for other in graph.below.get(name, ()))
