"""Ways through a flow, where the examples leave an edge open."""

from typing import Any

import pytest

from tools.connect.actions import CONTACT_FLOW
from tools.connect.check.ways import ways_findings

type Action = dict[str, Any]

END: Action = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}


def _action(name: str, kind: str, then: str, error: str = "End", **parameters: str) -> Action:
    errors = [{"NextAction": error, "ErrorType": "NoMatchingError"}]
    transitions = {"NextAction": then, "Errors": errors}
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _function(name: str, then: str, seconds: int, error: str = "End") -> Action:
    return _action(name, "InvokeLambdaFunction", then, error, InvocationTimeLimitSeconds=str(seconds))


def _say(name: str, then: str, error: str = "End") -> Action:
    return _action(name, "MessageParticipant", then, error, Text="Hello.")


def _compare(path: str, *cases: tuple[str, str, str], other: str = "End") -> Action:
    conditions = [{"NextAction": to, "Condition": {"Operator": how, "Operands": [what]}} for how, what, to in cases]
    errors = [{"NextAction": other, "ErrorType": "NoMatchingCondition"}]
    transitions = {"NextAction": other, "Conditions": conditions, "Errors": errors}
    return {
        "Identifier": "Compare",
        "Type": "Compare",
        "Parameters": {"ComparisonValue": path},
        "Transitions": transitions,
    }


def _loop(more: str) -> Action:
    cases = [("ContinueLooping", more), ("DoneLooping", "End")]
    conditions = [{"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [what]}} for what, to in cases]
    transitions = {"NextAction": "End", "Conditions": conditions}
    return {"Identifier": "Loop", "Type": "Loop", "Parameters": {"LoopCount": "3"}, "Transitions": transitions}


def _ask(error: str = "End") -> Action:
    return _action("Ask", "GetParticipantInput", "End", error, Text="Press 1.")


def _rules(*actions: Action, kind: str = CONTACT_FLOW) -> list[tuple[str, str]]:
    document = {"StartAction": actions[0]["Identifier"], "Actions": [*actions, END]}
    return [(finding.rule, finding.where) for finding in ways_findings(document, kind)]


def test_next_action_no_run_takes_reaches_nothing() -> None:
    compare = _compare("$.Channel", ("Equals", "VOICE", "End"))
    compare["Transitions"]["NextAction"] = "Say"
    assert _rules(compare, _say("Say", "End")) == [("unreachable", "Say")]


def test_circle_that_waits_for_a_person_may_go_round() -> None:
    asked = _compare("$.Channel", ("Equals", "VOICE", "Ask"))
    assert _rules(asked, _ask(error="Say"), _say("Say", "Ask")) == []


@pytest.mark.parametrize(
    ("cases", "other", "right"),
    [
        ([("Equals", "VOICE", "Ask")], "End", True),
        ([("Equals", "CHAT", "End"), ("Equals", "TASK", "End"), ("Equals", "EMAIL", "End")], "Ask", True),
        ([("Equals", "CHAT", "End")], "Ask", False),
        ([("Equals", "CHAT", "Ask")], "End", False),
        ([("TextStartsWith", "VO", "Ask")], "End", False),
    ],
)
def test_channel_is_known_from_equals_and_from_what_is_left(
    cases: list[tuple[str, str, str]], other: str, *, right: bool
) -> None:
    assert _rules(_compare("$.Channel", *cases, other=other), _ask()) == ([] if right else [("channel", "Ask")])


def test_comparing_something_else_says_nothing_of_the_channel() -> None:
    assert _rules(_compare("$.Attributes.Channel", ("Equals", "VOICE", "Ask")), _ask()) == [("channel", "Ask")]


@pytest.mark.parametrize("kind", ["OUTBOUND_WHISPER", "CUSTOMER_HOLD"])
def test_flow_for_calls_only_needs_no_check_for_voice(kind: str) -> None:
    assert _rules(_ask(), kind=kind) == []
