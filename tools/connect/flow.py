"""A flow that has been read and found to be one Amazon Connect would accept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from tools.connect.action_rule import ActionRule
from tools.connect.actions import ACTIONS
from tools.connect.blocks import Block

GOES_ON = "next"
ENDS = "end"

type Branch = tuple[str, str]


class Action(Block):
    """A block of a type that the interpreter runs."""

    @property
    def rule(self) -> ActionRule:
        """Look up what Connect allows this type of action."""
        return ACTIONS[self.type]

    def branches(self) -> Iterator[str]:
        """Name every way a run can leave this action."""
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
    actions: Mapping[str, Action]
    modules: Mapping[str, "Flow"] = field(default_factory=dict)

    def using(self, modules: Mapping[str, "Flow"]) -> Self:
        """Give the flow the modules it invokes, by the id or ARN it invokes them with."""
        return replace(self, modules=modules)

    @classmethod
    def parse(cls, file: str, flow_type: str, document: Mapping[str, Any]) -> Self:
        """Read a document that has passed the checks."""
        return cls(file, flow_type, document["StartAction"], Action.all_of(document))

    def branches(self) -> frozenset[Branch]:
        """List every branch of every action: what tests must take at least once."""
        return frozenset((action.identifier, name) for action in self.actions.values() for name in action.branches())
