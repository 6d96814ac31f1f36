"""Which strokes join the spots of a flow's picture, in the channels between its ranks.

Ways that leave one action share a stroke until they part, and so do ways that enter one, unless one of the two is taken
on failure only. Strokes of one channel never lie on one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, permutations

from tools.draw.flow.graph import Graph
from tools.draw.flow.ways import Way

TRACK, ROOM = 9, 7
TRIES = 720  # orders of tracks that are compared: all of up to six

type Interval = tuple[float, float]


@dataclass(slots=True)
class Bundle:
    """Joins that share a stroke: where it is entered from above, where it leads below, and its track between."""

    caught: bool
    returns: bool
    tops: set[float] = field(default_factory=set)
    bottoms: set[float] = field(default_factory=set)
    track: int = 0

    @property
    def span(self) -> Interval:
        """Its left and right end."""
        ends = self.tops | self.bottoms
        return min(ends), max(ends)

    @property
    def straight(self) -> bool:
        """Whether it needs no track."""
        return self.span[0] == self.span[1]

    def meets(self, other: "Bundle") -> bool:
        """Whether the two could not share a track."""
        return self.span[0] - ROOM < other.span[1] and other.span[0] - ROOM < self.span[1]

    def must_be_above(self, other: "Bundle") -> bool:
        """Whether it would lie on the other where it comes from, were it below."""
        return any(abs(top - bottom) < ROOM for top in self.tops - other.tops for bottom in other.bottoms)


def channels(graph: Graph, xs: Mapping[str, float], ports: Mapping[str, float]) -> list[list[Bundle]]:
    """The bundles between each rank and the next, with their tracks; `ports` is how far right ways return by."""
    found: list[dict[object, Bundle]] = [{} for _ in graph.ranks[1:]]
    ranks = {name: number for number, rank in enumerate(graph.ranks) for name in rank}
    for way, chain in graph.chains:
        returns = way.target == chain[0]
        for upper, lower in pairwise(chain):
            channel = ranks[upper]
            shared = lower if channel % 2 else upper
            bundle = found[channel].setdefault((shared, way.caught, returns), Bundle(way.caught, returns))
            bundle.tops.add(xs[upper] + returns * ports.get(upper, 0))
            bundle.bottoms.add(xs[lower] + returns * ports.get(lower, 0))
    return [_tracked(list(bundles.values())) for bundles in found]


def _tracked(bundles: list[Bundle]) -> list[Bundle]:
    """Give each a track, in the order that has the fewest crossings."""
    bent = [bundle for bundle in bundles if not bundle.straight]
    best = min(islice(permutations(bent), TRIES), key=lambda order: _cost(order, bundles), default=())
    _assign(best)
    return bundles


def _assign(order: Sequence[Bundle]) -> None:
    for number, bundle in enumerate(order):
        before = order[:number]
        bundle.track = 1 + max((b.track for b in before if b.meets(bundle) or b.must_be_above(bundle)), default=0)


def _cost(order: Sequence[Bundle], bundles: Sequence[Bundle]) -> tuple[int, int, int]:
    """Strokes that lie on one another, then crossings, then tracks."""
    _assign(order)
    pairs = [(one, other) for one in order for other in bundles if one is not other]
    laid = sum(one.must_be_above(other) and one.track >= other.track for one, other in pairs if not other.straight)
    return laid, sum(_crossed(one, other) for one, other in pairs), max((b.track for b in order), default=0)


def _crossed(one: Bundle, other: Bundle) -> int:
    """How many of the other's upright strokes the track of this one crosses."""
    left, right = one.span
    upright = other.tops & other.bottoms if other.straight else other.tops if other.track > one.track else other.bottoms
    return sum(left < x < right for x in upright)


def height(bundles: Sequence[Bundle]) -> int:
    """What the tracks of a channel need."""
    return TRACK * max((bundle.track for bundle in bundles), default=0)


def passes(graph: Graph, xs: Mapping[str, float], number: int) -> Iterator[tuple[Way, float]]:
    """The ways that pass a rank, and where."""
    for way, chain in graph.chains:
        yield from ((way, xs[name]) for name in chain[1:-1] if name in graph.ranks[number])
