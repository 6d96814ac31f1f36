"""The table of actions, row by row: whatever a row demands is missed when it is gone."""

import json
from typing import Any

import pytest

from local.connect.actions import ACTIONS, EVERY_FLOW, ActionRule
from local.connect.check_action import action_findings
from local.connect.check_rules import Finding
from local.connect.parameters import Check

NAMES = frozenset({"It", "Next"})
# Tried in turn until a check accepts one: each form of value there is.
VALUES: tuple[Any, ...] = (
    "1",
    "$.Channel",
    "Enabled",
    "SYNCHRONOUS",
    "False",
    "Current",
    {"ResponseType": "STRING_MAP"},
    {"HideResponseOn": ["TRANSCRIPT"]},
    {"key": "value"},
    {"DefaultAgentUI": "flow"},
    {"Id": "view"},
    {"Uri": "s3://bucket/hello.wav", "SourceType": "S3", "MediaType": "Audio"},
    {"InterdigitTimeLimitSeconds": "2"},
)
OPERANDS = ("VOICE", "1", "ContinueLooping")
ROWS = sorted(ACTIONS.items())
IDS = [name for name, _ in ROWS]
REQUIRED = [(kind, name) for kind, rule in ROWS for name in sorted(rule.required)]
ERRORS = [(kind, name) for kind, rule in ROWS for name in sorted(rule.errors)]


def _value(check: Check) -> Any:  # noqa: ANN401
    return next(value for value in VALUES if check(value) is None)


def _parameters(rule: ActionRule) -> dict[str, Any]:
    chosen = dict(list(rule.alternatives.items())[:1])
    return {name: _value(check) for name, check in {**rule.required, **rule.optional, **chosen}.items()}


def _case(operator: str, operand: str) -> dict[str, Any]:
    return {"NextAction": "Next", "Condition": {"Operator": operator, "Operands": [operand]}}


def _transitions(rule: ActionRule) -> dict[str, Any]:
    if rule.terminal:
        return {}
    operands = sorted(rule.needs_operands) or [next(text for text in OPERANDS if rule.operand(text) is None)]
    found: dict[str, Any] = {"NextAction": "Next"}
    if rule.takes_errors:
        found["Errors"] = [{"NextAction": "Next", "ErrorType": kind} for kind in sorted(rule.errors)]
    if rule.operators:
        found["Conditions"] = [_case("Equals", operand) for operand in operands]
    return found


def _action(kind: str) -> dict[str, Any]:
    rule = ACTIONS[kind]
    made = {
        "Identifier": "It",
        "Type": kind,
        "Parameters": _parameters(rule),
        "Transitions": _transitions(rule),
    }
    copy: dict[str, Any] = json.loads(json.dumps(made))
    return copy


def _find(action: dict[str, Any], flow_type: str = "") -> list[Finding]:
    home = min(ACTIONS[action["Type"]].flow_types)
    return list(action_findings(action, flow_type or home, NAMES))


def _rules(action: dict[str, Any], flow_type: str = "") -> list[str]:
    return [finding.rule for finding in _find(action, flow_type)]


@pytest.mark.parametrize("kind", IDS)
def test_row_accepts_what_it_describes(kind: str) -> None:
    assert _find(_action(kind)) == []


@pytest.mark.parametrize(("kind", "name"), REQUIRED)
def test_required_parameter_is_missed(kind: str, name: str) -> None:
    action = _action(kind)
    del action["Parameters"][name]
    assert _rules(action) == ["parameter-missing"]
    assert name in _find(action)[0].what


@pytest.mark.parametrize("value", [None, [], 5, "", {}, {"key": ["list"]}], ids=repr)
@pytest.mark.parametrize(("kind", "name"), REQUIRED)
def test_value_of_another_form_is_refused(kind: str, name: str, value: object) -> None:
    action = _action(kind)
    action["Parameters"][name] = value
    accepted = ACTIONS[kind].required[name](value) is None
    assert _rules(action) == ([] if accepted else ["parameter-value"])
    assert not accepted or value == {}  # a map may be empty, where AWS does not say otherwise


@pytest.mark.parametrize(("kind", "name"), ERRORS)
def test_error_branch_is_missed(kind: str, name: str) -> None:
    action = _action(kind)
    action["Transitions"]["Errors"] = [e for e in action["Transitions"]["Errors"] if e["ErrorType"] != name]
    assert _rules(action) == ["error-missing"]


@pytest.mark.parametrize("kind", [kind for kind, rule in ROWS if not rule.terminal and rule.takes_errors])
def test_error_no_row_knows_is_refused(kind: str) -> None:
    action = _action(kind)
    action["Transitions"]["Errors"].append({"NextAction": "Next", "ErrorType": "Oops"})
    assert _rules(action) == ["error-unknown"]


@pytest.mark.parametrize("kind", [kind for kind, rule in ROWS if rule.extra_errors])
def test_error_exports_carry_is_accepted_but_not_missed(kind: str) -> None:
    action = _action(kind)
    assert _rules(action) == []
    extra = [{"NextAction": "Next", "ErrorType": name} for name in ACTIONS[kind].extra_errors]
    action["Transitions"]["Errors"] += extra
    assert _rules(action) == []


@pytest.mark.parametrize("kind", IDS)
def test_flow_types_are_those_of_the_row(kind: str) -> None:
    placed = {home for home in EVERY_FLOW if "action-place" not in _rules(_action(kind), home)}
    assert placed == ACTIONS[kind].flow_types


@pytest.mark.parametrize("kind", [kind for kind, rule in ROWS if not rule.operators and not rule.terminal])
def test_conditions_are_refused_where_there_is_no_result(kind: str) -> None:
    action = _action(kind)
    action["Transitions"]["Conditions"] = [_case("Equals", "1")]
    assert _rules(action) == ["conditions-forbidden"]


@pytest.mark.parametrize("kind", [kind for kind, rule in ROWS if rule.operators])
def test_operator_no_row_knows_is_refused(kind: str) -> None:
    action = _action(kind)
    action["Transitions"]["Conditions"][0]["Condition"]["Operator"] = "Matches"
    assert "operator" in _rules(action)
