"""`make deploy`, `make repair` and `make delete` with the real SAM, on a small stack of their own."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.common.errors import LocalError
from tools.embedded.stack import Stack
from tools.operate import delete_stack, deploy_on_aws, repair_stack
from tools.operate.cloudformation import CloudFormation

NAME = "small"
TEMPLATE: dict[str, Any] = {
    "Transform": "AWS::Serverless-2016-10-31",
    "Parameters": {
        "Title": {"Type": "String", "Default": "deny list"},
        "Topic": {"Type": "String", "Default": "one"},
        "Days": {"Type": "Number", "Default": 1, "MinValue": 1, "MaxValue": 9},
    },
    "Resources": {
        "Alerts": {
            "Type": "AWS::SNS::Topic",
            "Properties": {"TopicName": {"Ref": "Topic"}, "DisplayName": {"Ref": "Title"}},
        },
        "Kept": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "Key", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "Key", "KeyType": "HASH"}],
                "DeletionProtectionEnabled": True,
            },
        },
    },
    "Outputs": {"Title": {"Value": {"Fn::GetAtt": ["Alerts", "TopicName"]}}},
}


@pytest.fixture
def cloudformation(stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[CloudFormation]:
    """The emulator as the AWS account of the usual credentials, and the small template as what was built."""
    for name, value in {
        "AWS_ENDPOINT_URL": stack.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_CONFIG_FILE": "/dev/null",
        "SAM_CLI_POLL_DELAY": "0.3",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    built(monkeypatch, tmp_path, TEMPLATE)
    here = CloudFormation(NAME, poll=0.1)
    yield here
    if found := here.stack():
        here.ask("delete_stack", StackName=NAME)
        here.wait(str(found["StackId"]))


def built(monkeypatch: pytest.MonkeyPatch, folder: Path, template: dict[str, Any]) -> None:
    (folder / "template.yaml").write_text(yaml.safe_dump(template))
    monkeypatch.setattr(deploy_on_aws, "BUILT_TEMPLATE", folder / "template.yaml")
    monkeypatch.setattr(deploy_on_aws, "LOG", folder / "deploy.log")


def deploy(cloudformation: CloudFormation, params: str = "", *flags: str) -> None:
    deploy_on_aws.start([f"--stack={cloudformation.name}", f"--params={params}", *(flags or ["--yes"])])


def topic(cloudformation: CloudFormation, stack: Stack) -> tuple[str, str]:
    detail = cloudformation.ask("describe_stack_resource", StackName=NAME, LogicalResourceId="Alerts")
    arn = detail["StackResourceDetail"]["PhysicalResourceId"]
    return arn.rpartition(":")[2], stack.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"]


def test_a_stack_from_its_first_deployment_to_its_end(
    cloudformation: CloudFormation, stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    deploy(cloudformation, "", "--dry-run")
    assert cloudformation.stack() is None
    assert "2 change(s) left undone" in capsys.readouterr().out

    deploy(cloudformation, "Title='a&b $(c) `d`, \"e\"; f=g' Days=3")
    assert topic(cloudformation, stack) == ("one", 'a&b $(c) `d`, "e"; f=g')

    deploy(cloudformation)
    assert "Nothing to change" in capsys.readouterr().out

    deploy(cloudformation, "Title= -Days")
    told = capsys.readouterr().out
    assert "Days: 3 -> 1" in told
    assert 'Title: a&b $(c) `d`, "e"; f=g -> (empty)' in told
    assert topic(cloudformation, stack)[1] == ""

    deploy(cloudformation, "Topic=two", "--dry-run")
    told = capsys.readouterr().out
    assert "REPLACED: 1" in told
    assert "Alerts (AWS::SNS::Topic, because of TopicName)" in told
    assert topic(cloudformation, stack)[0] == "one"

    repair_stack.start([f"--stack={NAME}", "--yes"])
    assert "Nothing to put right" in capsys.readouterr().out
    arn = f"arn:aws:sns:{stack.region}:000000000000:one"
    stack.client("sns").set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="by hand")
    deploy(cloudformation)
    assert topic(cloudformation, stack)[1] == "by hand"  # deploying again puts nothing right
    # The emulator finds drift as AWS does, but its change sets know no REVERT_DRIFT, so make repair ends with an error.
    with pytest.raises(LocalError, match="by hand"):
        repair_stack.start([f"--stack={NAME}", "--yes"])
    assert "/DisplayName is by hand, not " in capsys.readouterr().out

    delete_stack.start([f"--stack={NAME}", "--dry-run"])
    assert cloudformation.stack()
    delete_stack.start([f"--stack={NAME}", "--yes"])
    told = capsys.readouterr().out
    assert cloudformation.stack() is None
    kept = next(line.split()[-1] for line in told.splitlines() if "delete-table" in line)
    assert stack.client("dynamodb").describe_table(TableName=kept)["Table"]["DeletionProtectionEnabled"]
    stack.client("dynamodb").update_table(TableName=kept, DeletionProtectionEnabled=False)
    stack.client("dynamodb").delete_table(TableName=kept)


def test_nothing_is_sent_for_values_that_are_not_allowed_or_without_anybody_who_agrees(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LocalError, match=r"Days='0' is not allowed; allowed is a number from 1 to 9"):
        deploy(cloudformation, "Days=0")
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(LocalError, match="YES=1"):
        deploy(cloudformation, "Days=2", "--stack=small")
    assert not deploy_on_aws.LOG.exists()
    assert cloudformation.stack() is None


def test_who_does_not_agree_leaves_nothing_behind(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    with pytest.raises(LocalError, match="Nothing was changed"):
        deploy(cloudformation, "Days=2", f"--stack={NAME}")
    assert not cloudformation.is_in_review()
    assert cloudformation.stack() is None


def test_a_first_deployment_that_failed_is_deleted_before_the_next(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    handle = {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    broken = {"Type": "AWS::CloudFormation::WaitCondition", "Properties": {"Handle": {"Ref": "Handle"}, "Timeout": "1"}}
    built(monkeypatch, tmp_path, TEMPLATE | {"Resources": TEMPLATE["Resources"] | {"Handle": handle, "Broken": broken}})
    with pytest.raises(LocalError, match=r"It failed[\s\S]*Broken"):
        deploy(cloudformation)
    with pytest.raises(LocalError, match=r"ROLLBACK_COMPLETE[\s\S]*make delete STACK=small"):
        deploy(cloudformation)
    delete_stack.start([f"--stack={NAME}", "--yes"])
    assert cloudformation.stack() is None
