"""A flow that has passed the checks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tools.connect.block_rule import BlockRule
from tools.connect.block_rules import BLOCK_RULES
from tools.connect.blocks import Block

GOES_ON = "next"
ENDS = "end"

type Branch = tuple[str, str]


class KnownBlock(Block):
    """A block of a type that the interpreter runs."""

    @property
    def rule(self) -> BlockRule:
        """Look up what Connect allows this type of block."""
        return BLOCK_RULES[self.type]

    def branches(self) -> Iterator[str]:
        """Name every way a run can leave this block."""
        yield from (condition.label for condition in self.conditions)
        yield from self.errors
        if self.rule.terminal or self.rule.leaves:
            yield ENDS
        elif self.rule.goes_on:
            yield GOES_ON


@dataclass(frozen=True)
class Flow:
    """A whole flow, ready to run."""

    file: str
    type: str
    start: str
    blocks: Mapping[str, KnownBlock]
    modules: Mapping[str, "Flow"] = field(default_factory=dict)

    def using(self, modules: Mapping[str, "Flow"]) -> Self:
        """The flow with the modules that it invokes, by the id or ARN that it uses."""
        return replace(self, modules=modules)

    @classmethod
    def parse(cls, file: str, flow_type: str, document: Mapping[str, Any]) -> Self:
        """Read a document that has passed the checks."""
        return cls(file, flow_type, document["StartAction"], KnownBlock.all_of(document))

    def branches(self) -> frozenset[Branch]:
        """List every branch of every block: what tests must take at least once."""
        return frozenset((block.identifier, name) for block in self.blocks.values() for name in block.branches())
