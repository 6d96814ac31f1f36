"""What template.yaml's rules refuse before anything is made: incomplete settings, and another Region's instance."""

from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tools.common.paths import TEMPLATE

ROOT: dict[str, Any] = cfn_yaml.load(str(TEMPLATE))
RULE: dict[str, Any] = ROOT["Rules"]["FlowsNeedAllThree"]
HERE = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012"}
ARN = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
EMPTY = {"ConnectInstanceArn": "", "QueueArn": "", "HoursOfOperationArn": ""}


def evaluate(expression: Any, given: dict[str, str]) -> Any:  # noqa: ANN401, C901, PLR0911 - one way for each function
    """The value of an expression of conditions and rules."""

    def of(part: Any) -> Any:  # noqa: ANN401
        return evaluate(part, given)

    match expression:
        case {"Ref": name}:
            return (HERE | given)[name]
        case {"Condition": name}:
            return of(ROOT["Conditions"][name])
        case {"Fn::Equals": [one, other]}:
            return of(one) == of(other)
        case {"Fn::Not": [part]}:
            return not of(part)
        case {"Fn::And": parts}:
            return all(of(part) for part in parts)
        case {"Fn::Select": [index, parts]}:
            return of(parts)[int(index)]
        case {"Fn::Split": [delimiter, text]}:
            return of(text).split(delimiter)
        case {"Fn::Sub": [text, variables]}:
            return _fill(text, HERE | given | {name: of(part) for name, part in variables.items()})
        case {"Fn::Sub": text}:
            return _fill(text, HERE | given)
    return expression


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    return text


def refusals(**given: str) -> list[str]:
    """The rule's messages for these parameters."""
    values = EMPTY | given
    if not evaluate(RULE["RuleCondition"], values):
        return []
    return [a["AssertDescription"] for a in RULE["Assertions"] if not evaluate(a["Assert"], values)]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"ConnectInstanceArn": ARN},
        {"ConnectInstanceArn": ARN, "QueueArn": "q", "HoursOfOperationArn": "h"},
    ],
)
def test_nothing_the_functions_alone_or_everything_is_taken(given: dict[str, str]) -> None:
    assert refusals(**given) == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"QueueArn": "q", "HoursOfOperationArn": "h"}, "give ConnectInstanceArn too"),
        ({"ConnectInstanceArn": ARN, "HoursOfOperationArn": "h"}, "without QueueArn"),
        ({"ConnectInstanceArn": ARN, "QueueArn": "q"}, "without HoursOfOperationArn"),
    ],
)
def test_incomplete_settings_are_refused_by_what_is_missing(given: dict[str, str], missing: str) -> None:
    (said,) = refusals(**given)
    assert missing in said


@pytest.mark.parametrize(
    ("arn", "here"),
    [
        (ARN, True),
        ("", False),
        (ARN.replace("us-east-1", "eu-west-2"), False),
        (ARN.replace("123456789012", "210987654321"), False),
        (ARN.replace("arn:aws:", "arn:aws-cn:"), False),
    ],
)
def test_instance_is_here_in_its_own_region_and_account(arn: str, *, here: bool) -> None:
    assert evaluate({"Condition": "InstanceIsHere"}, {"ConnectInstanceArn": arn}) is here


def test_instance_elsewhere_has_nothing_to_select() -> None:
    condition, here, elsewhere = ROOT["Resources"]["AddNumberAssociation"]["Properties"]["InstanceId"]["Fn::If"]
    assert (condition, here) == ("InstanceIsHere", {"Ref": "ConnectInstanceArn"})
    with pytest.raises(IndexError):
        evaluate(elsewhere, {"ConnectInstanceArn": ARN})


def test_flows_are_made_only_with_an_instance() -> None:
    assert not evaluate({"Condition": "HasFlows"}, EMPTY)
    assert not evaluate({"Condition": "HasFlows"}, EMPTY | {"ConnectInstanceArn": ARN})
    assert evaluate({"Condition": "HasFlows"}, {"ConnectInstanceArn": ARN, "QueueArn": "q"})
