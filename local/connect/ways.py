"""A flow as a graph: only the branches a run can take, and what can be reached by them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from local.connect.actions import ACTIONS, ActionRule


@dataclass(frozen=True)
class Way:
    """One branch: the error type, the condition's place in the order, or neither, and where it leads."""

    target: str
    error: str = ""
    case: int | None = None


@dataclass(frozen=True)
class Block:
    """One action and its ways onward."""

    type: str
    parameters: Mapping[str, Any]
    cases: tuple[tuple[str, str], ...]  # operator and operand, in order
    ways: tuple[Way, ...]

    @property
    def rule(self) -> ActionRule:
        """Look up what Connect allows this type of action."""
        return ACTIONS[self.type]

    @property
    def ends(self) -> bool:
        """Tell whether a run can end here, or the contact leave for elsewhere."""
        return self.rule.terminal or self.rule.leaves

    @property
    def speaks(self) -> bool:
        """Tell whether somebody hears or sees something."""
        prompts = self.rule.alternatives
        return self.rule.speaks and (not prompts or any(name in self.parameters for name in prompts))

    @property
    def waits(self) -> bool:
        """Tell whether the action counts its rounds, or waits for a person each time."""
        return self.type in {"Loop", "GetParticipantInput", "ShowView"}

    @property
    def seconds(self) -> int:
        """How long a function may take here; nothing else lasts."""
        return int(self.parameters["InvocationTimeLimitSeconds"]) if self.type == "InvokeLambdaFunction" else 0

    @classmethod
    def of(cls, action: Mapping[str, Any]) -> Self:
        """Read one action that has passed its own checks."""
        transitions = action["Transitions"]
        conditions = transitions.get("Conditions", ())
        cases = (case["Condition"] for case in conditions)
        rule = ACTIONS[action["Type"]]
        ways = (
            *(Way(case["NextAction"], case=number) for number, case in enumerate(conditions)),
            *(Way(error["NextAction"], error=error["ErrorType"]) for error in transitions.get("Errors", ())),
            *([Way(transitions["NextAction"])] if rule.goes_on and not rule.terminal else []),
        )
        operands = tuple((case["Operator"], case["Operands"][0]) for case in cases)
        return cls(action["Type"], action["Parameters"], operands, ways)


@dataclass(frozen=True)
class Ways:
    """All blocks of a flow."""

    start: str
    blocks: Mapping[str, Block]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Read a document whose actions have each passed their checks."""
        return cls(document["StartAction"], {action["Identifier"]: Block.of(action) for action in document["Actions"]})

    def onward(self, name: str) -> frozenset[str]:
        """List what may follow an action."""
        return frozenset(way.target for way in self.blocks[name].ways)

    @cached_property
    def reached(self) -> frozenset[str]:
        """Everything a run can come to."""
        return self._closure({self.start}, self.blocks)

    def reached_in_order(self) -> Iterator[str]:
        """List the same in the order of the file."""
        return (name for name in self.blocks if name in self.reached)

    @cached_property
    def ending(self) -> frozenset[str]:
        """Everything from which an end can be reached."""
        found = {name for name, block in self.blocks.items() if block.ends}
        while more := {name for name in self.blocks if name not in found and self.onward(name) & found}:
            found |= more
        return frozenset(found)

    def spins(self, name: str) -> bool:
        """Tell whether a run can come back here without counting a round or waiting for a person."""
        allowed = [other for other, block in self.blocks.items() if not block.waits]
        return name in allowed and name in self._closure(self.onward(name) & set(allowed), allowed)

    def _closure(self, begin: Collection[str], allowed: Collection[str]) -> frozenset[str]:
        found, todo = set[str](), set(begin)
        while todo:
            found |= todo
            todo = {target for name in todo for target in self.onward(name) if target in allowed} - found
        return frozenset(found)
