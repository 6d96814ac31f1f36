"""Ways through a flow, where the examples leave an edge open."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.connect.actions import CONTACT_FLOW, MODULE
from local.connect.check_ways import ways_findings
from local.connect.conditions import OPERATORS, covers, holds

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


@pytest.mark.parametrize(("seconds", "found"), [(4, []), (5, [("silence", "C")])])
def test_silence_may_last_twenty_seconds(seconds: int, found: list[tuple[str, str]]) -> None:
    assert _rules(_function("A", "B", 8), _function("B", "C", 8), _function("C", "End", seconds)) == found


def test_silence_goes_on_after_a_prompt_that_failed() -> None:
    said = _say("Say", "End", error="C")
    chain = (_function("A", "B", 8), _function("B", "Say", 8), said, _function("C", "End", 8))
    assert _rules(*chain) == [("silence", "C")]


def test_silence_adds_up_round_a_loop() -> None:
    assert _rules(_loop("A"), _function("A", "Loop", 8)) == [("silence", "A")]
    assert _rules(_loop("A"), _function("A", "Say", 8), _say("Say", "Loop")) == []


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


def test_module_cannot_read_what_its_parent_was_answered() -> None:
    assert _rules(_compare("$.External.Success", ("Equals", "true", "End")), kind=MODULE) == [("external", "Compare")]


def test_answer_is_there_on_one_way_at_least() -> None:
    asked = _function("A", "Compare", 8, error="Say")
    reads = _compare("$.External.Success", ("Equals", "true", "End"))
    assert _rules(asked, _say("Say", "Compare"), reads) == []


TEXTS = st.text("ab1", max_size=3) | st.sampled_from(["-1", "0", "9", "12", "1.5"])
CASES = st.tuples(st.sampled_from(sorted(OPERATORS)), TEXTS)


@given(CASES, CASES, TEXTS)
def test_condition_that_covers_another_is_true_whenever_it_is(
    first: tuple[str, str], second: tuple[str, str], value: str
) -> None:
    if covers(first, second) and holds(second[0], value, second[1]):
        assert holds(first[0], value, first[1])
