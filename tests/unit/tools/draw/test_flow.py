"""The chart of a contact flow: what each block does, and why one leads to another."""

from typing import Any

import pytest

from tools.draw.flow import flow_chart
from tools.draw.flow_ways import Way, ways
from tools.draw.flow_words import details

TEXTS = {"PromptHello": "Hello & <emphasis>welcome</emphasis>.", "PromptAsk": "A question that is far longer " * 4}


def _block(name: str, kind: str, parameters: dict[str, Any] | None = None, **transitions: object) -> dict[str, Any]:
    return {"Identifier": name, "Type": kind, "Parameters": parameters or {}, "Transitions": transitions}


def _when(target: str, operand: str, operator: str = "Equals") -> dict[str, Any]:
    return {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}


def _error(target: str, kind: str = "NoMatchingError") -> dict[str, str]:
    return {"NextAction": target, "ErrorType": kind}


TIME_OUT, NO_MATCH, FULL = "InputTimeLimitExceeded", "NoMatchingCondition", "QueueAtCapacity"


@pytest.mark.parametrize(
    ("block", "leaving"),
    [
        (_block("A", "MessageParticipant", NextAction="B", Errors=[_error("B")]), [("B", ("also on error",), False)]),
        (
            _block("A", "InvokeLambdaFunction", NextAction="B", Errors=[_error("C")]),
            [("C", ("error",), True), ("B", (), False)],
        ),
        (
            _block(
                "A",
                "GetParticipantInput",
                NextAction="B",
                Conditions=[_when("B", "1"), _when("C", "9", "NumberGreaterThan")],
                Errors=[_error("B", TIME_OUT), _error("C", NO_MATCH), _error("D")],
            ),
            [("B", ("= 1", "no key in time"), False), ("C", ("> 9", "otherwise"), False), ("D", ("error",), True)],
        ),
        (
            _block("A", "TransferContactToQueue", NextAction="B", Errors=[_error("B", FULL), _error("B")]),
            [("B", ("queue full", "error"), True)],
        ),
        (
            _block("A", "New", Conditions=[_when("B", "1", "Rhymes")], Errors=[_error("C", "Thunder")]),
            [("B", ("Rhymes 1",), False), ("C", ("Thunder",), True)],
        ),
        (_block("A", "DisconnectParticipant"), []),
    ],
)
def test_way_says_why_it_is_taken(block: dict[str, Any], leaving: list[tuple[str, tuple[str, ...], bool]]) -> None:
    assert sorted(ways([block])) == sorted(Way("A", *way) for way in leaving)


@pytest.mark.parametrize(
    ("kind", "parameters", "told"),
    [
        ("MessageParticipant", {"Text": "${PromptHello}"}, ["“Hello & welcome.”"]),
        ("MessageParticipant", {"PromptId": "${Other}"}, ["“Other”"]),
        ("InvokeLambdaFunction", {"LambdaFunctionARN": "${AddNumberArn}"}, ["λ AddNumber"]),
        ("Compare", {"ComparisonValue": "$.Channel"}, ["$.Channel"]),
        ("UpdateContactAttributes", {"Attributes": {"A": "1", "B": "$.C"}}, ["A = 1", "B = $.C"]),
        ("UpdateContactTargetQueue", {"QueueId": "${QueueArn}"}, ["QueueArn"]),
        ("TagContact", {"Tags": {"Denied": "yes"}}, ["Denied = yes"]),
        ("ShowView", {"ViewResource": {"Id": "${AfterCallViewArn}"}}, ["view AfterCall"]),
        ("DisconnectParticipant", {}, []),
        ("SomethingNew", {"Speed": "high", "Odd": {}}, ["Speed high"]),
    ],
)
def test_block_says_what_it_does(kind: str, parameters: dict[str, Any], told: list[str]) -> None:
    assert details(_block("A", kind, parameters), TEXTS) == told


def test_long_prompt_is_shortened() -> None:
    (told,) = details(_block("A", "GetParticipantInput", {"Text": "${PromptAsk}"}), TEXTS)
    assert told.endswith(" …”")
    assert len(told) <= 64


def test_every_block_is_drawn_and_every_end_is_round() -> None:
    blocks = [_block("A", "TransferContactToQueue", NextAction="B", Errors=[_error("B")]), _block("B", "EndFlow")]
    lines = [line.strip() for line in flow_chart({"StartAction": "A", "Actions": blocks}, {}).splitlines()]
    assert {'n0(["A<br>TransferContactToQueue"]):::green', 'n1(["B<br>EndFlow"]):::grey'} <= set(lines)
    assert {'startn0((" ")) --> n0', 'n0 -.->|"error"| n1'} <= set(lines)
