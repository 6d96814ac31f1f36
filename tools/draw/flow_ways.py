"""What leads from one block of a contact flow to another, and the words that a drawing puts beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

OPERATORS = {
    "Equals": "=",
    "TextStartsWith": "starts with",
    "TextEndsWith": "ends with",
    "TextContains": "contains",
    "NumberGreaterThan": ">",
    "NumberGreaterOrEqualTo": "≥",
    "NumberLessThan": "<",
    "NumberLessOrEqualTo": "≤",
}
# Amazon Connect calls these errors too, although nothing has failed.
CASES = {
    "NoMatchingCondition": "otherwise",
    "InputTimeLimitExceeded": "no key in time",
    "TimeLimitExceeded": "time is up",
}
FAILURES = {"NoMatchingError": "error", "QueueAtCapacity": "queue full"}
HANDS_OVER = frozenset({"TransferContactToQueue"})


class Way(NamedTuple):
    """All transitions from one block to another, with the reasons to take them."""

    source: str
    target: str
    words: tuple[str, ...]
    is_failure: bool
    """Whether it is taken only if the block has failed."""


def ways(blocks: Sequence[Mapping[str, Any]]) -> list[Way]:
    """Every transition of a flow; those between the same two blocks are one way."""
    return [way for block in blocks for way in _leaving(block)]


def _leaving(block: Mapping[str, Any]) -> Iterator[Way]:
    cases, errors = _cases(block["Transitions"]), _failures(block["Transitions"])
    always = _next(block, {**cases, **errors})
    for target in dict.fromkeys([*cases, *errors, *([always] if always else [])]):
        words = [*cases.get(target, ()), *errors.get(target, ())]
        if target == always:
            words = [f"also on {word}" for word in words]
        yield Way(block["Identifier"], target, tuple(words), target not in cases and target != always)


def _cases(transitions: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case in transitions.get("Conditions", ()):
        operator, operands = case["Condition"]["Operator"], case["Condition"]["Operands"]
        found.setdefault(case["NextAction"], []).append(f"{OPERATORS.get(operator, operator)} {', '.join(operands)}")
    for error in transitions.get("Errors", ()):
        if error["ErrorType"] in CASES:
            found.setdefault(error["NextAction"], []).append(CASES[error["ErrorType"]])
    return found


def _failures(transitions: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for error in transitions.get("Errors", ()):
        if error["ErrorType"] not in CASES:
            found.setdefault(error["NextAction"], []).append(FAILURES.get(error["ErrorType"], error["ErrorType"]))
    return found


def _next(block: Mapping[str, Any], reached: Mapping[str, object]) -> str:
    """Where the block leads if nothing fails. Amazon Connect demands such a branch even if a choice never takes it."""
    transitions = block["Transitions"]
    target = str(transitions.get("NextAction", ""))
    chooses = any(error["ErrorType"] == "NoMatchingCondition" for error in transitions.get("Errors", ()))
    is_never_taken = target in reached and (chooses or block["Type"] in HANDS_OVER)
    return "" if is_never_taken else target
