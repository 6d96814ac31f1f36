"""Which stack a command works on, by its arguments as the Makefile passes them."""

import argparse
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, NoRegionError

from tools.common.errors import LocalError
from tools.embedded import stack
from tools.embedded.stack import Stack
from tools.operate import target

DESCRIBED = {
    "Outputs": [{"OutputKey": "ConsoleUrl", "OutputValue": "https://console.example"}],
    "Parameters": [{"ParameterKey": "DefaultRegion", "ParameterValue": "KR"}],
}


class CloudFormation:
    """CloudFormation, with the one operation that is called."""

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        if StackName != "calls":
            raise ClientError({"Error": {"Code": "ValidationError", "Message": "no such stack"}}, "DescribeStacks")
        return {"Stacks": [DESCRIBED]}


def chosen(*words: str) -> target.Target:
    parser = argparse.ArgumentParser()
    target.add_arguments(parser)
    return target.chosen(parser.parse_args(words))


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The services that a client is made for."""
    made: list[str] = []

    def client(service: str) -> CloudFormation:
        made.append(service)
        return CloudFormation()

    monkeypatch.setattr(boto3, "client", client)
    return made


def test_stack_that_is_named_is_the_one_on_aws(aws: list[str]) -> None:
    found = chosen("--stack", "calls")
    assert (found.name, found.stack, found.is_embedded) == ("calls", "calls", False)
    assert (found.outputs, found.parameters()) == ({"ConsoleUrl": "https://console.example"}, {"DefaultRegion": "KR"})
    assert aws == ["cloudformation"]


@pytest.mark.usefixtures("aws")
def test_stack_that_is_not_there_is_said() -> None:
    with pytest.raises(LocalError, match=r"Cannot read the stack other \(.*no such stack.*\); check STACK, Region"):
        chosen("--stack", "other")


def test_aws_that_cannot_be_asked_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise NoRegionError

    monkeypatch.setattr(boto3, "client", refuse)
    with pytest.raises(LocalError, match=r"Cannot read the stack calls \(You must specify a region.*\); check STACK"):
        chosen("--stack", "calls")


def test_without_a_name_it_is_the_embedded_stack(tmp_path: Path) -> None:
    stack.save(Stack("http://127.0.0.1:9", "us-east-1", {"ConsoleUrl": "x"}, ""), tmp_path)
    found = chosen("--dir", str(tmp_path))
    assert (found.name, found.outputs, found.is_embedded) == (target.EMBEDDED, {"ConsoleUrl": "x"}, True)
    assert found.stack == stack.STACK_NAME
    assert found.client("sns").meta.endpoint_url == "http://127.0.0.1:9"


def test_embedded_stack_that_does_not_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="start one with: make up"):
        chosen("--dir", str(tmp_path))
