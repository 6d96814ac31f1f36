"""One block that invokes our function or module: where each answer leads, and what is read of it on the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from tools.connect.blocks import Block, word
from tools.connect.check.reach import ATTRIBUTES, EXTERNAL, Follower, Met, read_from_external
from tools.connect.contract import DECISION, Ours
from tools.connect.finding import ADVICE, WRONG, Finding
from tools.connect.jsonpath import is_path, members

type Values = tuple[str, ...]


@dataclass(frozen=True)
class Use:
    """A block, and what a contact meets after each answer of ours."""

    blocks: Mapping[str, Block]
    elsewhere: frozenset[str]  # blocks that a contact may reach without passing ours
    block: Block
    ours: Ours
    met: Mapping[str, Met]
    failed: Met

    @classmethod
    def of(cls, blocks: Mapping[str, Block], uses: Mapping[str, Ours], elsewhere: frozenset[str], name: str) -> Self:
        """Follow all answers of one block."""
        ours = uses[name]
        follower = Follower(blocks, ours, [other for other, used in uses.items() if used == ours])
        met = {case: follower.follow(name, answer) for case, answer in ours.answers.items()}
        return cls(blocks, elsewhere, blocks[name], ours, met, follower.follow(name, None))

    @property
    def is_whole(self) -> bool:
        """Tell whether every branch was followed."""
        return all(met.is_whole for met in (*self.met.values(), self.failed))

    @property
    def is_heard(self) -> bool:
        """Tell whether any two answers lead to different places."""
        first, *others = self.met.values()
        return any(met.branches != first.branches or met.blocks != first.blocks for met in others)

    @cached_property
    def only_ours(self) -> frozenset[str]:
        """Name the blocks where $.External is our answer, whichever way a contact came.

        What is there after a failure is not documented. It may be an earlier function's answer.
        """
        surely = frozenset[str]().union(*(met.surely for met in self.met.values()))
        perhaps = frozenset[str]().union(*(met.perhaps for met in (*self.met.values(), self.failed)))
        return surely - perhaps - self.elsewhere

    def misread(self) -> Iterator[Finding]:
        """Find members that are read although the answer never has them, and values that it never takes."""
        for name in sorted(self.only_ours):
            block = self.blocks[name]
            if unknown := sorted(read_from_external(block) - set(self.ours.values)):
                what = f"reads {', '.join(f'$.External.{member}' for member in unknown)}"
                yield finding(name, WRONG, f"{what}, which {self.ours.name} never answers; compare {self.ours.compare}")
            if values := self._possible(block):
                yield from never_met(block, self.ours, values)
        for name in sorted(frozenset[str]().union(*(met.blocks for met in self.met.values()))):
            if DECISION in self.ours.values and members(self.blocks[name].compared) == (ATTRIBUTES, DECISION):
                yield from never_met(self.blocks[name], self.ours, tuple(self.ours.values[DECISION] or ()))

    def _possible(self, block: Block) -> Values:
        """The values that a compared path may have; nothing if that is uncertain."""
        root, *names = members(block.compared) or ("",)
        if root == EXTERNAL and names:
            return tuple(self.ours.values.get(names[0]) or ())
        return self._kept(names[0]) if root == ATTRIBUTES and names and names[0] != DECISION else ()

    def _kept(self, attribute: str) -> Values:
        """The values of an attribute that this flow sets to the answer; nothing if that is uncertain."""
        writers = [block for block in self.blocks.values() if attribute in block.attributes]
        texts = [word(block.attributes[attribute]) for block in writers]
        values = [self._written(block, text) for block, text in zip(writers, texts, strict=True)]
        certain = all(values) and any(map(is_path, texts))
        return tuple(value for possible in values for value in possible) if certain else ()

    def _written(self, block: Block, text: str) -> Values:
        if not is_path(text):
            return () if "$" in text else (text,)
        root, *names = members(text)
        ours = root == EXTERNAL and bool(names) and block.identifier in self.only_ours
        return tuple(self.ours.values.get(names[0]) or ()) if ours else ()


def never_met(block: Block, ours: Ours, values: Values) -> Iterator[Finding]:
    """Find conditions that no value can meet. They do no harm if another condition leads to the same place."""
    possible = [case for case in block.conditions if case.is_plain and any(map(case.holds, values))]
    for case in block.conditions:
        if case.is_plain and case not in possible:
            level = ADVICE if case.target in {other.target for other in possible} else WRONG
            what = f"compares {block.compared} with {case.operand!r}, which {ours.name} never answers"
            yield finding(block.identifier, level, f"{what}; use {' or '.join(dict.fromkeys(values))}")


def finding(where: str, level: str, what: str) -> Finding:
    """Make a finding about a block."""
    return Finding("use", where, what, level=level)
