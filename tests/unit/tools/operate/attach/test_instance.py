"""An instance of another Region or account is refused before a deployment starts."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tools.common.errors import LocalError
from tools.operate.attach.instance import InstanceArn, of_stack, refuse_another_instance, refuse_elsewhere

# The account is moto's, which answers for AWS in these tests.
ARN = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
OTHER = ARN.replace("1111-2222", "1111-3333")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


def test_instance_is_taken_apart() -> None:
    arn = InstanceArn.parse(ARN)
    assert (arn.region, arn.account, arn.id) == ("us-east-1", "123456789012", "11111111-2222-4333-8444-555555555555")


@pytest.mark.parametrize("given", [{}, {"ConnectInstanceArn": ""}, {"DefaultRegion": "KR"}])
def test_deployment_without_an_instance_does_not_ask_aws(given: dict[str, str]) -> None:
    refuse_elsewhere(given)


@mock_aws
def test_instance_that_is_here_is_taken() -> None:
    refuse_elsewhere({"ConnectInstanceArn": ARN, "QueueArn": f"{ARN}/queue/q"})


@mock_aws
@pytest.mark.parametrize(
    ("arn", "sentence"),
    [
        (ARN.replace("us-east-1", "eu-west-2"), "is in eu-west-2, but the Region in use is us-east-1"),
        (ARN.replace("123456789012", "210987654321"), "of account 210987654321, but the credentials are of 1234"),
        (ARN.replace("connect", "lambda"), "looks like arn:aws:connect"),
    ],
)
def test_instance_elsewhere_is_refused(arn: str, sentence: str) -> None:
    with pytest.raises(LocalError, match=sentence):
        refuse_elsewhere({"ConnectInstanceArn": arn})


def test_region_that_is_not_set_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with pytest.raises(LocalError, match="Region in use is not set; nothing was changed; set AWS_DEFAULT_REGION=us-e"):
        refuse_elsewhere({"ConnectInstanceArn": ARN})


def test_account_that_cannot_be_found_out_is_said() -> None:
    with pytest.raises(LocalError, match="Cannot tell which account"):
        refuse_elsewhere({"ConnectInstanceArn": ARN})


@pytest.mark.parametrize(("name", "kind"), [("QueueArn", "queue"), ("HoursOfOperationArn", "operating-hours")])
def test_part_of_another_instance_is_refused(name: str, kind: str) -> None:
    with pytest.raises(LocalError, match=f"{name} is not of the instance 11111111-2222.*; give {ARN}/{kind}/"):
        refuse_elsewhere({"ConnectInstanceArn": ARN, name: f"{OTHER}/{kind}/x"})


HAD, GIVEN = ([{}, *({"ConnectInstanceArn": a, "QueueArn": q} for a in (ARN, OTHER) for q in ("", "q"))],) * 2


@pytest.mark.parametrize("former", HAD)
@pytest.mark.parametrize("given", GIVEN)
def test_only_flows_that_would_have_to_move_are_refused(former: dict[str, str], given: dict[str, str]) -> None:
    instances = {former.get("ConnectInstanceArn"), given.get("ConnectInstanceArn")}
    if instances == {ARN, OTHER} and former["QueueArn"] and given["QueueArn"]:
        with pytest.raises(LocalError, match=r"moves none to another; nothing was changed.*QueueArn= HoursOf"):
            refuse_another_instance(former, given)
    else:
        refuse_another_instance(former, given)


@pytest.mark.parametrize("text", ["", "us-east-1", ARN + "/queue/x"])
def test_what_is_no_arn_of_an_instance_is_refused(text: str) -> None:
    with pytest.raises(LocalError, match="looks like arn:aws:connect"):
        InstanceArn.parse(text)


def describing(monkeypatch: pytest.MonkeyPatch, stack: dict[str, Any] | None) -> None:
    """Make CloudFormation describe this stack, or none."""

    def describe(**asked: str) -> dict[str, Any]:
        if stack is None:
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "no such stack"}}, "DescribeStacks")
        return {"Stacks": [stack]}

    monkeypatch.setattr(boto3, "client", lambda _: SimpleNamespace(describe_stacks=describe))


def test_stack_tells_its_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = [{"ParameterKey": "ConnectInstanceArn", "ParameterValue": ARN}]
    describing(monkeypatch, {"Parameters": parameters})
    assert of_stack("deny-list") == ARN


@pytest.mark.parametrize(
    ("stack", "sentence"),
    [(None, "Cannot read the stack deny-list .*no such stack"), ({}, "deployed without an instance")],
)
def test_stack_that_cannot_tell_is_said(
    monkeypatch: pytest.MonkeyPatch, stack: dict[str, Any] | None, sentence: str
) -> None:
    describing(monkeypatch, stack)
    with pytest.raises(LocalError, match=sentence):
        of_stack("deny-list")
