"""What is wrong with the branches of one action: targets, errors, conditions and their order."""

from collections.abc import Iterator
from typing import Any

from local.connect.action_rule import ActionRule
from local.connect.conditions import covers

type Broken = Iterator[tuple[str, str]]
type Cases = list[dict[str, Any]]


def transition_findings(transitions: dict[str, Any], rule: ActionRule, names: frozenset[str]) -> Broken:
    """Find what Connect would refuse in one action's Transitions."""
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
        yield "target", f"branch {branch} leads to {target!r}, which is no action; name an existing one"


def _errors(transitions: dict[str, Any], rule: ActionRule, names: frozenset[str]) -> Broken:
    errors = transitions.get("Errors", [])
    if not rule.takes_errors and "Errors" in transitions:
        yield "errors-forbidden", "must have no Errors array at all; remove it"
    elif not isinstance(errors, list) or not all(map(_is_error, errors)):
        yield "errors-shape", "Errors must be a list of {NextAction, ErrorType}"
    else:
        yield from _error_kinds([error["ErrorType"] for error in errors], rule)
        for error in errors:
            yield from _target(error["NextAction"], error["ErrorType"], names)


def _error_kinds(kinds: list[str], rule: ActionRule) -> Broken:
    for kind in sorted(rule.errors - set(kinds)):
        yield "error-missing", f"lacks the error branch {kind}; add it"
    for kind in sorted(set(kinds) - rule.errors - rule.extra_errors):
        yield "error-unknown", f"has the error branch {kind}, which this action never takes; remove it"
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield "error-once", f"has the error branch {kind} twice; remove one"


def _conditions(conditions: Any, rule: ActionRule, names: frozenset[str]) -> Broken:  # noqa: ANN401
    if conditions and not rule.operators:
        yield "conditions-forbidden", "has Conditions, but this action has no result to compare; remove them"
    elif not isinstance(conditions, list) or not all(map(_is_condition, conditions)):
        mend = "Conditions must be a list of {NextAction, Condition: {Operator, Operands: [one]}}"
        yield "conditions-shape", mend
    else:
        yield from _cases(conditions, rule, names)
        yield from _order([_case(case) for case in conditions])


def _cases(conditions: Cases, rule: ActionRule, names: frozenset[str]) -> Broken:
    for case in conditions:
        operator, operand = _case(case)
        if operator not in rule.operators:
            yield "operator", f"has the operator {operator}; use {', '.join(sorted(rule.operators))}"
        if wrong := rule.operand(operand):
            yield "operand", f"operand {operand!r} {wrong}"
        yield from _target(case["NextAction"], f"{operator} {operand}", names)
    for operand in sorted(rule.needs_operands - {str(case["Condition"]["Operands"][0]) for case in conditions}):
        yield "condition-missing", f"lacks the condition Equals {operand}; add it"


def _order(cases: list[tuple[str, Any]]) -> Broken:
    """Find what is never true because an earlier condition always is when it would be."""
    for number, (operator, operand) in enumerate(cases):
        earlier = cases[:number]
        if (operator, operand) in earlier:
            mend = f"has the condition {operator} {operand} twice, and the second is never true; remove it"
            yield "condition-order", mend
        elif shadow := next((case for case in earlier if covers(case, (operator, operand))), None):
            mend = f"has {' '.join(shadow)} before {operator} {operand}, which is then never true; swap them"
            yield "condition-order", mend


def _case(case: dict[str, Any]) -> tuple[str, Any]:
    return case["Condition"]["Operator"], case["Condition"]["Operands"][0]


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
