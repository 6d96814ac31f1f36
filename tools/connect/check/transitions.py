"""What is wrong with the branches of one block: targets, errors, conditions and their order."""

from collections.abc import Iterator
from typing import Any

from tools.connect.block_rule import BlockRule

type Broken = Iterator[tuple[str, str]]
type Cases = list[dict[str, Any]]


def transition_findings(transitions: dict[str, Any], rule: BlockRule, names: frozenset[str]) -> Broken:
    """Find what Connect would refuse in one block's Transitions."""
    if rule.terminal:
        if transitions:
            yield "terminal", "ends the flow, so its Transitions must be {}"
        return
    for name in sorted(set(transitions) - {"NextAction", "Conditions", "Errors"}):
        yield "transition-unknown", f"has the unknown transition {name}; remove it"
    yield from _target(transitions.get("NextAction"), "NextAction", names)
    yield from _errors(transitions, rule, names)
    yield from _conditions(transitions.get("Conditions", []), rule, names)


def _target(target: object, branch: str, names: frozenset[str]) -> Broken:
    if not isinstance(target, str) or target not in names:
        yield "target", f"branch {branch} leads to {target!r}, which is no block; name an existing one"


def _errors(transitions: dict[str, Any], rule: BlockRule, names: frozenset[str]) -> Broken:
    errors = transitions.get("Errors", [])
    if not rule.takes_errors and "Errors" in transitions:
        yield "errors-forbidden", "must have no Errors array at all; remove it"
    elif not isinstance(errors, list) or not all(map(_is_error, errors)):
        yield "errors-shape", "Errors must be a list of {NextAction, ErrorType}"
    else:
        yield from _error_kinds([error["ErrorType"] for error in errors], rule)
        for error in errors:
            yield from _target(error["NextAction"], error["ErrorType"], names)


def _error_kinds(kinds: list[str], rule: BlockRule) -> Broken:
    for kind in sorted(rule.errors - set(kinds)):
        yield "error-missing", f"lacks the error branch {kind}; add it"
    for kind in sorted(set(kinds) - rule.errors - rule.optional_errors):
        yield "error-unknown", f"has the error branch {kind}, which this block never takes; remove it"
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield "error-once", f"has the error branch {kind} twice; remove one"


def _conditions(conditions: Any, rule: BlockRule, names: frozenset[str]) -> Broken:  # noqa: ANN401
    if conditions and not rule.operators:
        yield "conditions-forbidden", "has Conditions, but this block has no result to compare; remove them"
    elif not isinstance(conditions, list) or not all(map(_is_condition, conditions)):
        what = "Conditions must be a list of {NextAction, Condition: {Operator, Operands: [one]}}"
        yield "conditions-shape", what
    else:
        if rule.operators and not conditions:
            yield "condition-missing", "has no Conditions, so its result decides nothing; add one or remove the block"
        yield from _cases(conditions, rule, names)


def _cases(conditions: Cases, rule: BlockRule, names: frozenset[str]) -> Broken:
    cases = [(case["Condition"]["Operator"], case["Condition"]["Operands"][0]) for case in conditions]
    for number, (operator, operand) in enumerate(cases):
        if operator not in rule.operators:
            yield "operator", f"has the operator {operator}; use {', '.join(sorted(rule.operators))}"
        if wrong := rule.operand(operand):
            yield "operand", f"operand {operand!r} {wrong}"
        if (operator, operand) in cases[:number]:
            yield "condition-once", f"has the condition {operator} {operand} twice; remove the second, never true"
        yield from _target(conditions[number]["NextAction"], f"{operator} {operand}", names)


def _is_error(error: object) -> bool:
    return isinstance(error, dict) and _has(error, "ErrorType", "NextAction") and isinstance(error["ErrorType"], str)


def _is_condition(case: object) -> bool:
    return (
        isinstance(case, dict)
        and _has(case, "Condition", "NextAction")
        and _has(case["Condition"], "Operands", "Operator")
        and isinstance(case["Condition"]["Operator"], str)
        and isinstance(case["Condition"]["Operands"], list)
        and len(case["Condition"]["Operands"]) == 1
    )


def _has(value: object, *keys: str) -> bool:
    return isinstance(value, dict) and sorted(value) == sorted(keys)
