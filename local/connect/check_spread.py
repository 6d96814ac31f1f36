"""What may be true when a run comes to an action, spread from the start along every way until nothing changes."""

from collections.abc import Callable, Mapping

from local.connect.actions import EVERY_CHANNEL, NO_MATCHING_CONDITION, NO_MATCHING_ERROR
from local.connect.paths import members
from local.connect.ways import Block, Way, Ways


def _spread[T](ways: Ways, begin: T, join: Callable[[T, T], T], after: Callable[[Block, Way, T], T]) -> dict[str, T]:
    """Carry facts from action to action; where two ways meet, `join` them. It must only ever grow."""
    known, todo = {ways.start: begin}, [ways.start]
    while todo:
        name = todo.pop()
        for way in ways.blocks[name].ways:
            fact = after(ways.blocks[name], way, known[name])
            joined = join(known[way.target], fact) if way.target in known else fact
            if way.target not in known or joined != known[way.target]:
                known[way.target] = joined
                todo.append(way.target)
    return known


def channels(ways: Ways) -> Mapping[str, frozenset[str]]:
    """List the channels a contact may have at each action: a Compare of $.Channel tells them apart."""
    return _spread(ways, EVERY_CHANNEL, frozenset.union, _channels_after)


def _channels_after(block: Block, way: Way, coming: frozenset[str]) -> frozenset[str]:
    if block.type != "Compare" or members(block.parameters["ComparisonValue"]) != ("Channel",):
        return coming
    if way.error == NO_MATCHING_CONDITION:
        return coming - _equal(block.cases)
    if way.case is None:
        return coming
    before, (operator, operand) = block.cases[: way.case], block.cases[way.case]
    left = coming - _equal(before)
    return left & {operand} if operator == "Equals" else left


def _equal(cases: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(operand for operator, operand in cases if operator == "Equals")


def silence(ways: Ways, most: int) -> Mapping[str, int]:
    """Add up the seconds of silence before each action; counting begins anew where it went beyond `most`."""

    def after(block: Block, way: Way, seconds: int) -> int:
        total = seconds + block.seconds
        heard = block.speaks and way.error != NO_MATCHING_ERROR
        return 0 if heard or total > most else total

    return _spread(ways, 0, max, after)


def external(ways: Ways) -> Mapping[str, bool]:
    """Tell whether a function may have answered before each action; a failed call leaves nothing to read.

    A module cannot read what a function answered to the flow around it, so it too begins with nothing.
    """

    def after(block: Block, way: Way, answered: bool) -> bool:  # noqa: FBT001
        return not way.error if block.type == "InvokeLambdaFunction" else answered

    return _spread(ways, begin=False, join=lambda one, other: one or other, after=after)
