"""What is wrong with one action: its parameters, its branches, and where it stands."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from local.connect.actions import ACTIONS, ActionRule
from local.connect.paths import unreadable

type Problems = Iterator[tuple[str, str]]


def action_problems(action: dict[str, Any], flow_type: str, names: frozenset[str]) -> Problems:
    """Find what Connect would refuse in one action of a known type; each problem names the action."""
    rule, transitions = ACTIONS[action["Type"]], action["Transitions"]
    found = chain(
        _place(action["Type"], rule, flow_type),
        _parameters(action["Parameters"], rule),
        _paths(action["Parameters"]),
        _transitions(transitions, rule, names),
    )
    return ((action["Identifier"], what) for what in found)


def _place(kind: str, rule: ActionRule, flow_type: str) -> Iterator[str]:
    if flow_type not in rule.flow_types:
        yield f"{kind} may not stand in a {flow_type} flow; remove it or move it to another flow"


def _parameters(parameters: dict[str, Any], rule: ActionRule) -> Iterator[str]:
    known = {**rule.required, **rule.optional, **rule.alternatives}
    for name in sorted(set(rule.required) - set(parameters)):
        yield f"lacks the parameter {name}; add it"
    for name, value in parameters.items():
        if name not in known:
            yield f"has the unknown parameter {name}; remove it or use {', '.join(known) or 'none'}"
        elif wrong := known[name](value):
            yield f"parameter {name} {wrong}"
    chosen = [name for name in rule.alternatives if name in parameters]
    if len(chosen) > 1 or (rule.needs_alternative and not chosen):
        yield f"must have {'exactly' if rule.needs_alternative else 'at most'} one of {', '.join(rule.alternatives)}"


def _paths(parameters: dict[str, Any]) -> Iterator[str]:
    for text in _texts(parameters):
        for path in unreadable(text):
            yield f"reads {path}, which never has a value here; pass it as a contact attribute instead"


def _texts(value: object) -> Iterator[str]:
    """Walk every text in a parameter object, keys included: both may be dynamic."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from chain(_texts(key), _texts(member))


def _transitions(transitions: dict[str, Any], rule: ActionRule, names: frozenset[str]) -> Iterator[str]:
    if rule.terminal:
        if transitions:
            yield "ends the flow, so its Transitions must be {}"
        return
    for name in sorted(set(transitions) - {"NextAction", "Conditions", "Errors"}):
        yield f"has the unknown transition {name}; remove it"
    yield from _target(transitions.get("NextAction"), "NextAction", names)
    yield from _errors(transitions.get("Errors", []), rule, names)
    yield from _conditions(transitions.get("Conditions", []), rule, names)


def _target(target: object, branch: str, names: frozenset[str]) -> Iterator[str]:
    if not isinstance(target, str) or target not in names:
        yield f"branch {branch} leads to {target!r}, which is no action; name an existing one"


def _errors(errors: Any, rule: ActionRule, names: frozenset[str]) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(errors, list) or not all(map(_is_error, errors)):
        yield "Errors must be a list of {NextAction, ErrorType}"
        return
    kinds = [error["ErrorType"] for error in errors]
    for kind in sorted(rule.errors - set(kinds)):
        yield f"lacks the error branch {kind}; add it"
    for kind in sorted(set(kinds) - rule.errors):
        yield f"has the error branch {kind}, which this action never takes; remove it"
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        yield f"has the error branch {kind} twice; remove one"
    for error in errors:
        yield from _target(error["NextAction"], error["ErrorType"], names)


def _conditions(conditions: Any, rule: ActionRule, names: frozenset[str]) -> Iterator[str]:  # noqa: ANN401
    if conditions and not rule.operators:
        yield "has Conditions, but this action has no result to compare; remove them"
    elif not isinstance(conditions, list) or not all(map(_is_condition, conditions)):
        yield "Conditions must be a list of {NextAction, Condition: {Operator, Operands: [one]}}"
    else:
        yield from _cases(conditions, rule, names)


def _cases(conditions: list[dict[str, Any]], rule: ActionRule, names: frozenset[str]) -> Iterator[str]:
    seen = []
    for case in conditions:
        operator, (operand,) = case["Condition"]["Operator"], case["Condition"]["Operands"]
        if operator not in rule.operators:
            yield f"has the operator {operator}; use {', '.join(sorted(rule.operators))}"
        if wrong := rule.operand(operand):
            yield f"operand {operand!r} {wrong}"
        if (operator, operand) in seen:
            yield f"has the condition {operator} {operand} twice, and the second is never true; remove it"
        seen.append((operator, operand))
        yield from _target(case["NextAction"], f"{operator} {operand}", names)


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
