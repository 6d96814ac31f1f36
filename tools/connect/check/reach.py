"""Follows every branch that a contact may take after our function or module has answered or failed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tools.connect.blocks import FAILED, LAMBDA_BLOCK, MODULE_BLOCK, Block, texts
from tools.connect.contract import DECISION, Ours
from tools.connect.jsonpath import PATH, is_path, members

MOST_STATES = 5_000  # beyond that, a flow is too complex to be sure of anything
EXTERNAL, ATTRIBUTES = "External", "Attributes"

type Answer = Mapping[str, str] | None  # None: the invocation failed
type Facts = frozenset[tuple[str, str | None]]  # None as a value: the member is known to be absent


class State(NamedTuple):
    """What is known when a contact reaches a block."""

    at: str
    external: Facts | None  # None: another function may have answered last
    kept: Facts  # contact attributes


@dataclass
class Met:
    """What was met on the way."""

    blocks: set[str] = field(default_factory=set)
    branches: set[tuple[str, str]] = field(default_factory=set)
    surely: set[str] = field(default_factory=set)  # blocks that meet $.External as ours left it
    perhaps: set[str] = field(default_factory=set)  # blocks that may meet it otherwise
    is_whole: bool = True


@dataclass(frozen=True)
class Follower:
    """Follows contacts from one block that invokes ours. `same` are all blocks that invoke the same function."""

    blocks: Mapping[str, Block]
    ours: Ours
    same: Collection[str]

    def follow(self, at: str, answer: Answer) -> Met:
        """Follow contacts after this answer or failure along every branch that they can take."""
        met, seen = Met(), set[State]()
        todo = list(self._answered(self.blocks[at], frozenset(), answer))
        while todo and met.is_whole:
            state = todo.pop()
            if state in seen or state.at not in self.blocks:
                continue
            seen.add(state)
            met.is_whole = len(seen) < MOST_STATES
            met.blocks.add(state.at)
            (met.perhaps if state.external is None else met.surely).add(state.at)
            onward = list(self._onward(self.blocks[state.at], state, answer))
            met.branches.update((state.at, after.at) for after in onward)
            todo.extend(onward)
        return met

    def _onward(self, block: Block, state: State, answer: Answer) -> Iterator[State]:
        if block.identifier in self.same:
            yield from self._answered(block, state.kept, answer)
        elif block.type in {LAMBDA_BLOCK, MODULE_BLOCK}:
            yield from (State(target, None, state.kept) for target in block.onward)
        else:
            kept = self._kept(block, state)
            yield from (State(target, state.external, kept) for target in self._targets(block, state))

    def _answered(self, block: Block, kept: Facts, answer: Answer) -> Iterator[State]:
        """Go on with our answer: a function's is in $.External, the module's in a contact attribute."""
        said = dict.fromkeys(self.ours.values) if answer is None else answer
        target = block.errors.get(FAILED, "") if answer is None else block.next
        if block.type == MODULE_BLOCK:
            yield State(target, None, _put(kept, said))
        else:
            yield State(target, frozenset(said.items()), kept)

    def _targets(self, block: Block, state: State) -> tuple[str, ...]:
        parts = members(block.compared)
        if block.type != "Compare" or len(parts) != 2 or not is_path(block.compared):  # noqa: PLR2004 - root and member
            return block.onward
        found = self._value(parts[0], parts[1], state)
        return block.onward if found is None else block.taken(found[0])

    def _value(self, root: str, name: str, state: State) -> tuple[str | None] | None:
        """The value of a path in a tuple, where None means that there is none. None alone: it is not known."""
        facts = dict({EXTERNAL: state.external or (), ATTRIBUTES: state.kept}.get(root, ()))
        if name in facts:
            return (facts[name],)
        certain = root == EXTERNAL and state.external is not None and name not in self.ours.values
        return (None,) if certain else None

    def _kept(self, block: Block, state: State) -> Facts:
        """Remember the values that attributes are set to, if known. That setting them may fail is not considered."""
        if not block.attributes:
            return state.kept
        said = {}
        for name, text in block.attributes.items():
            said[name] = self._read(text, state) if isinstance(text, str) else None
        known = {name: found[0] for name, found in said.items() if found and name in self._copies}
        return _put(frozenset(pair for pair in state.kept if pair[0] not in said), known)

    def _read(self, text: str, state: State) -> tuple[str | None] | None:
        """Say what a text becomes, in the form that `_value` has."""
        if not PATH.search(text):
            return (text,)
        parts = members(text) if is_path(text) else ()
        return self._value(parts[0], parts[1], state) if len(parts) > 1 else None

    @cached_property
    def _copies(self) -> frozenset[str]:
        """Name the attributes that some block sets to a function's answer. Only these are followed."""
        return frozenset(
            name
            for block in self.blocks.values()
            for name, text in block.attributes.items()
            if any(members(path)[:1] == (EXTERNAL,) for path in PATH.findall(str(text)))
        ) | {DECISION}


def _put(facts: Facts, said: Mapping[str, str | None]) -> Facts:
    return frozenset((dict(facts) | dict(said)).items())


def reached(blocks: Mapping[str, Block], start: str, but_through: Collection[str] = ()) -> frozenset[str]:
    """All blocks that can be reached by any branch. The way stops at the blocks `but_through`."""
    found, todo = set[str](), {start} & set(blocks)
    while todo:
        found |= todo
        onward = {target for name in todo if name not in but_through for target in blocks[name].onward}
        todo = (onward & set(blocks)) - found
    return frozenset(found)


def read_from_external(block: Block) -> frozenset[str]:
    """Name the members of $.External that a block reads."""
    paths = (members(path) for text in texts(block.parameters) for path in PATH.findall(text))
    return frozenset(parts[1] for parts in paths if parts[0] == EXTERNAL and len(parts) > 1)
