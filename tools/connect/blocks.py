"""Reads any flow as blocks and branches, in any export format. What is absent or malformed is read as empty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from tools.connect.conditions import OPERATORS, holds
from tools.connect.jsonpath import PATH

NO_MATCH = "NoMatchingCondition"
FAILED = "NoMatchingError"
LAMBDA_BLOCK, MODULE_BLOCK = "InvokeLambdaFunction", "InvokeFlowModule"


@dataclass(frozen=True)
class Condition:
    """One condition and where it leads."""

    operator: str
    operands: tuple[str, ...]
    target: str

    @property
    def operand(self) -> str:
        """Give the operand as people read it."""
        return ", ".join(self.operands)

    @property
    def label(self) -> str:
        """Name the branch as traces and coverage show it."""
        return f"{self.operator} {self.operand}"

    @property
    def is_plain(self) -> bool:
        """Tell whether it can be decided without running the flow."""
        return self.operator in OPERATORS and len(self.operands) == 1 and not PATH.search(self.operand)

    def holds(self, value: str | None) -> bool:
        """Tell whether the value takes this branch."""
        return holds(self.operator, value, self.operand)


@dataclass(frozen=True)
class Block:
    """One block of a flow."""

    identifier: str
    type: str
    parameters: Mapping[str, Any]
    module_name: str  # as the designer shows it
    next: str
    conditions: tuple[Condition, ...]
    errors: Mapping[str, str]

    @classmethod
    def of(cls, block: Mapping[str, Any], placed: Mapping[str, Any]) -> Self:
        """Read one block and what the designer keeps of it."""
        transitions, shown = part(block, "Transitions"), part(part(placed, "parameters"), "FlowModuleId")
        return cls(
            identifier=word(block.get("Identifier")),
            type=word(block.get("Type")),
            parameters=part(block, "Parameters"),
            module_name=word(placed.get("contactFlowModuleName")) or word(shown.get("displayName")),
            next=word(transitions.get("NextAction")),
            conditions=tuple(_condition(each) for each in parts(transitions, "Conditions")),
            errors={word(each.get("ErrorType")): word(each.get("NextAction")) for each in parts(transitions, "Errors")},
        )

    @classmethod
    def all_of(cls, document: Mapping[str, Any]) -> dict[str, Self]:
        """Read all blocks of a flow, by identifier."""
        placed = part(part(document, "Metadata"), "ActionMetadata")
        read = (cls.of(block, part(placed, word(block.get("Identifier")))) for block in parts(document, "Actions"))
        return {block.identifier: block for block in read}

    @property
    def function(self) -> str:
        """Give the ARN of the function it invokes."""
        return word(self.parameters.get("LambdaFunctionARN"))

    @property
    def module(self) -> str:
        """Give the id or ARN of the module it invokes."""
        return word(self.parameters.get("FlowModuleId"))

    @property
    def attributes(self) -> Mapping[str, Any]:
        """List the contact attributes it sets."""
        return part(self.parameters, "Attributes") if self.type == "UpdateContactAttributes" else {}

    @property
    def compared(self) -> str:
        """Give the path it compares."""
        return word(self.parameters.get("ComparisonValue")) if self.type == "Compare" else ""

    @property
    def onward(self) -> tuple[str, ...]:
        """List where it may lead."""
        return tuple(filter(None, (self.next, *(case.target for case in self.conditions), *self.errors.values())))

    def taken(self, value: str | None) -> tuple[str, ...]:
        """List where a Compare leads with this value: one place, or all where a condition cannot be decided."""
        if not all(case.is_plain for case in self.conditions):
            return self.onward
        found = (case.target for case in self.conditions if case.holds(value))
        return (next(found, self.errors.get(NO_MATCH, self.next)),)


def _condition(condition: Mapping[str, Any]) -> Condition:
    inner = part(condition, "Condition")
    operands = inner.get("Operands")
    return Condition(
        operator=word(inner.get("Operator")),
        operands=tuple(map(word, operands if isinstance(operands, list) else [])),
        target=word(condition.get("NextAction")),
    )


def texts(value: object) -> Iterator[str]:
    """Walk every text in a JSON value, keys included: both may be dynamic."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for member in value:
            yield from texts(member)
        if isinstance(value, Mapping):
            yield from texts(list(value.values()))


def word(value: object) -> str:
    """Give a text, or an empty one where there is none."""
    return value if isinstance(value, str) else ""


def part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give an object, or an empty one where there is none."""
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def parts(whole: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """List the objects of a list, or nothing where there is none."""
    found = whole.get(name)
    return (each for each in (found if isinstance(found, list) else []) if isinstance(each, Mapping))
