"""What CloudFormation says about a stack is told with what to do. Every request is one that AWS's model allows."""

import json
from collections.abc import Iterable
from io import StringIO
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from tools.common.errors import LocalError
from tools.operate import delete_stack, deploy_on_aws, repair_stack
from tools.operate.change_set import Change, Consent, carry_out, read_changes, tell
from tools.operate.cloudformation import STATES, CloudFormation

STACK_ID = "arn:aws:cloudformation:us-east-1:123456789012:stack/calls/1"
SET = "arn:aws:cloudformation:us-east-1:123456789012:changeSet/repair/1"
WHEN = "2026-11-29T12:00:00Z"
YES = Consent(yes=True)

type Answers = Iterable[tuple[str, dict[str, Any], dict[str, Any]]]


def cloudformation(answers: Answers) -> CloudFormation:
    """A CloudFormation that gives these answers to these requests, in this order; botocore holds both to its model."""
    client = boto3.client("cloudformation", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
    stubber = Stubber(client)
    for operation, request, answer in answers:
        stubber.add_response(operation, answer, request)
    stubber.activate()
    return CloudFormation("calls", client=client, poll=0)


def standing(status: str, **more: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:  # noqa: ANN401
    stack = {"StackName": "calls", "StackId": STACK_ID, "StackStatus": status, "CreationTime": WHEN, **more}
    return "describe_stacks", {"StackName": ANY}, {"Stacks": [stack]}


def event(logical: str, status: str, reason: str = "") -> dict[str, Any]:
    one = {"StackId": STACK_ID, "EventId": "1", "StackName": "calls", "Timestamp": WHEN, "LogicalResourceId": logical}
    return one | {"ResourceStatus": status, "ResourceStatusReason": reason}


def events(*found: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "describe_stack_events", {"StackName": "calls"}, {"StackEvents": list(found)}


def change(action: str, logical: str, kind: str = "AWS::SNS::Topic", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    one = {"Action": action, "LogicalResourceId": logical, "ResourceType": kind, **more}
    return {"Type": "Resource", "ResourceChange": one}


def described(*changes: dict[str, Any], status: str = "CREATE_COMPLETE", reason: str = "") -> Answers:
    answer = {"Status": status, "StatusReason": reason, "Changes": list(changes)}
    request = {"ChangeSetName": SET, "StackName": "calls"}
    return [("describe_change_set", request, answer)]


@pytest.mark.parametrize("name", ["", "-a", "a b", "a;b", "a" * 129, "1a", "a\n", "a&b"])
def test_what_is_no_name_of_a_stack_is_refused_before_anything_is_asked(name: str) -> None:
    with pytest.raises(LocalError, match="no name of a stack"):
        CloudFormation(name)


@pytest.mark.parametrize("status", [*STATES, "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"])
def test_a_stack_that_takes_no_change_says_what_it_needs_and_why(status: str) -> None:
    told = events(
        event("calls", status),
        event("Pipe", "CREATE_FAILED", "Resource creation cancelled"),
        event("Table", "CREATE_FAILED", "no such key"),
        event("calls", "CREATE_IN_PROGRESS"),
        event("Older", "CREATE_FAILED", "long ago"),
    )
    asked = cloudformation([told])
    with pytest.raises(LocalError) as refused:
        asked.refuse_unready({"StackStatus": status})
    said = str(refused.value)
    assert f"calls is {status}" in said
    assert ("make delete STACK=calls" in said) or "--stack-name calls" in said
    assert ("Table: no such key" in said) is not status.endswith("_IN_PROGRESS")
    assert "Pipe" not in said
    assert "Older" not in said
    assert "Nothing was changed" in said


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"]
)
def test_a_stack_that_is_ready_is_not_refused(status: str) -> None:
    cloudformation([]).refuse_unready({"StackStatus": status})


def test_what_cannot_be_undone_is_told_first() -> None:
    details = [{"Target": {"Attribute": "Properties", "Name": "TableName", "RequiresRecreation": "Always"}}]
    changes = [
        change("Add", "New"),
        change("Modify", "Role", "AWS::IAM::Role", Replacement="False"),
        change("Modify", "Version", "AWS::Lambda::Version", Replacement="True"),
        change("Remove", "Old", PolicyAction="Delete"),
        change("Remove", "Kept", "AWS::DynamoDB::Table", PolicyAction="Retain"),
        change("Modify", "Maybe", Replacement="Conditional"),
        change(
            "Modify",
            "Table",
            "AWS::DynamoDB::Table",
            Replacement="True",
            PolicyAction="ReplaceAndRetain",
            Details=details,
        ),
        change("Dynamic", "Later"),
    ]
    assert tell([Change.read(one["ResourceChange"]) for one in changes]) == [
        "REPLACED: 1",
        "  Table (AWS::DynamoDB::Table, because of TableName); the former one is kept",
        "may be REPLACED: 1",
        "  Maybe (AWS::SNS::Topic)",
        "kept, no longer in the stack: 1",
        "  Kept (AWS::DynamoDB::Table)",
        "deleted: 1",
        "  Old (AWS::SNS::Topic)",
        "changed: 2",
        "  Role (AWS::IAM::Role)",
        "  Version (AWS::Lambda::Version)",
        "made: 1",
        "  New (AWS::SNS::Topic)",
        "worked out while it is deployed: 1",
        "  Later (AWS::SNS::Topic)",
    ]


def test_much_that_is_new_is_told_by_type() -> None:
    assert tell([Change("Add", f"Topic{n}", "AWS::SNS::Topic") for n in range(21)]) == [
        "made: 21",
        "  21 AWS::SNS::Topic",
    ]


def test_a_change_set_without_changes_is_none() -> None:
    reason = "The submitted information didn't contain changes. Submit different information to create a change set."
    assert read_changes(cloudformation(described(status="FAILED", reason=reason)), SET) == []


def test_a_change_set_that_is_refused_says_why() -> None:
    with pytest.raises(LocalError, match=r"no such template[\s\S]*Nothing was changed"):
        read_changes(cloudformation(described(status="FAILED", reason="no such template")), SET)


def test_a_change_set_is_executed_and_waited_for() -> None:
    asked = cloudformation(
        [
            *described(status="CREATE_IN_PROGRESS"),
            *described(change("Add", "New")),
            *described(change("Add", "New")),
            ("execute_change_set", {"ChangeSetName": SET, "StackName": "calls"}, {}),
            standing("UPDATE_IN_PROGRESS"),
            standing("UPDATE_COMPLETE"),
        ]
    )
    assert carry_out(asked, SET, YES)


def test_an_update_that_is_rolled_back_says_why() -> None:
    asked = cloudformation(
        [
            *described(change("Add", "New")),
            *described(change("Add", "New")),
            ("execute_change_set", {"ChangeSetName": SET, "StackName": "calls"}, {}),
            standing("UPDATE_ROLLBACK_COMPLETE"),
            events(event("CheckNumberFunctionAliaslive", "UPDATE_FAILED", "Deployment d-1 failed: alarm")),
        ]
    )
    with pytest.raises(LocalError, match=r"UPDATE_ROLLBACK_COMPLETE[\s\S]*alarm"):
        carry_out(asked, SET, YES)


def test_a_dry_run_takes_the_change_set_back() -> None:
    asked = cloudformation(
        [
            *described(change("Add", "New")),
            *described(change("Add", "New")),
            ("delete_change_set", {"ChangeSetName": SET, "StackName": "calls"}, {}),
            standing("UPDATE_COMPLETE"),
        ]
    )
    assert not carry_out(asked, SET, Consent(dry_run=True))


@pytest.mark.parametrize("command", [delete_stack, deploy_on_aws, repair_stack])
def test_without_a_terminal_to_ask_on_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, command: ModuleType) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("y"))
    with pytest.raises(LocalError, match="nothing was sent"):
        command.start(["--stack=calls"])


DRIFT = {
    "StackId": STACK_ID,
    "LogicalResourceId": "CheckNumberRole",
    "ResourceType": "AWS::IAM::Role",
    "StackResourceDriftStatus": "MODIFIED",
    "Timestamp": WHEN,
    "PropertyDifferences": [
        {"PropertyPath": "/Policies/0", "ExpectedValue": "{}", "ActualValue": "null", "DifferenceType": "REMOVE"}
    ],
}


def summary(logical: str, kind: str, state: str = "IN_SYNC", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    one = {
        "LogicalResourceId": logical,
        "ResourceType": kind,
        "LastUpdatedTimestamp": WHEN,
        "ResourceStatus": "CREATE_COMPLETE",
    }
    return (
        one | {"PhysicalResourceId": f"calls-{logical}", "DriftInformation": {"StackResourceDriftStatus": state}} | more
    )


def compared(stack: str, *drifts: dict[str, Any]) -> Answers:
    state = {"StackId": STACK_ID, "StackDriftDetectionId": "d", "Timestamp": WHEN}
    return [
        ("detect_stack_drift", {"StackName": stack}, {"StackDriftDetectionId": "d"}),
        (
            "describe_stack_drift_detection_status",
            {"StackDriftDetectionId": "d"},
            state | {"DetectionStatus": "DETECTION_IN_PROGRESS"},
        ),
        (
            "describe_stack_drift_detection_status",
            {"StackDriftDetectionId": "d"},
            state | {"DetectionStatus": "DETECTION_COMPLETE"},
        ),
        (
            "describe_stack_resource_drifts",
            {"StackName": stack, "StackResourceDriftStatusFilters": ["MODIFIED", "DELETED"]},
            {"StackResourceDrifts": list(drifts)},
        ),
    ]


def listed(*resources: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return "list_stack_resources", {"StackName": "calls"}, {"StackResourceSummaries": list(resources)}


REVERT = {
    "StackName": "calls",
    "ChangeSetName": ANY,
    "UsePreviousTemplate": True,
    "Parameters": [{"ParameterKey": "Language", "UsePreviousValue": True}],
    "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    "DeploymentMode": "REVERT_DRIFT",
}


def test_repair_brings_what_drifted_back_with_the_last_template_and_parameters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """AWS documents these requests; only AWS can show that CloudFormation then does it (docs/acceptance.md)."""
    repair_stack.run(
        cloudformation(
            [
                standing("UPDATE_COMPLETE", Parameters=[{"ParameterKey": "Language", "ParameterValue": "ko"}]),
                *compared("calls", DRIFT),
                listed(
                    summary("Dashboard", "AWS::CloudFormation::Stack"),
                    summary("P", "AWS::SNS::TopicPolicy", "NOT_CHECKED"),
                ),
                *compared(
                    "calls-Dashboard", DRIFT | {"LogicalResourceId": "Figures", "StackResourceDriftStatus": "DELETED"}
                ),
                ("create_change_set", REVERT, {"Id": SET, "StackId": STACK_ID}),
                *described(change("Modify", "CheckNumberRole", "AWS::IAM::Role", Replacement="False")),
                *described(change("Modify", "CheckNumberRole", "AWS::IAM::Role", Replacement="False")),
                ("execute_change_set", {"ChangeSetName": SET, "StackName": "calls"}, {}),
                standing("UPDATE_COMPLETE"),
            ]
        ),
        YES,
    )
    told = capsys.readouterr().out
    assert "CheckNumberRole (AWS::IAM::Role) was changed" in told
    assert "/Policies/0 is null, not {}" in told
    assert "in Dashboard: Figures (AWS::IAM::Role) is gone" in told
    assert "not compared, because CloudFormation cannot: AWS::SNS::TopicPolicy" in told


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        (standing("UPDATE_IN_PROGRESS"), "cancel-update-stack --stack-name calls"),
        (standing("CREATE_COMPLETE", EnableTerminationProtection=True), "--no-enable-termination-protection"),
    ],
)
def test_a_stack_that_may_not_be_deleted_now_is_not(
    stack: tuple[str, dict[str, Any], dict[str, Any]], said: str
) -> None:
    with pytest.raises(LocalError, match=said):
        delete_stack.run(cloudformation([stack]), YES)


TEMPLATE = {
    "Resources": {
        "Table": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain"},
        "Version": {"Type": "AWS::Lambda::Version", "DeletionPolicy": "Retain"},
        "Topic": {"Type": "AWS::SNS::Topic"},
    }
}


def test_delete_shows_what_stays_with_what_deletes_it(capsys: pytest.CaptureFixture[str]) -> None:
    resources = listed(
        summary("Table", "AWS::DynamoDB::Table"),
        summary("Version", "AWS::Lambda::Version"),
        summary("Topic", "AWS::SNS::Topic"),
        summary("Never", "AWS::SNS::Topic", ResourceStatus="DELETE_COMPLETE"),
    )
    got = "get_template", {"StackName": "calls", "TemplateStage": "Processed"}, {"TemplateBody": json.dumps(TEMPLATE)}
    asked = [
        standing("ROLLBACK_COMPLETE"),
        got,
        resources,
        ("delete_stack", {"StackName": STACK_ID}, {}),
        standing("DELETE_IN_PROGRESS"),
        standing("DELETE_COMPLETE"),
    ]
    delete_stack.run(cloudformation(asked), YES)
    told = capsys.readouterr().out
    assert "goes: 2 resources" in told
    assert "Table (AWS::DynamoDB::Table): calls-Table" in told
    assert "aws dynamodb delete-table --table-name calls-Table" in told
    assert "Never" not in told


def test_what_connect_still_uses_is_named_with_the_way_to_undo_it(monkeypatch: pytest.MonkeyPatch) -> None:
    arn = "arn:aws:connect:us-east-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef"
    flows = summary("ConnectFlows", "AWS::CloudFormation::Stack")
    got = "get_template", {"StackName": "calls", "TemplateStage": "Processed"}, {"TemplateBody": json.dumps(TEMPLATE)}
    given = [{"ParameterKey": "ConnectInstanceArn", "ParameterValue": arn}]
    monkeypatch.setattr(delete_stack, "attached", lambda _: (["Sales", "Support"], ["+18005550100"]))
    with pytest.raises(LocalError) as refused:
        delete_stack.run(cloudformation([standing("CREATE_COMPLETE", Parameters=given), got, listed(flows)]), YES)
    assert 'make connect STACK=calls QUEUES="Sales,Support" UNDO=1' in str(refused.value)
    assert "make connect STACK=calls NUMBER=+18005550100 UNDO=1" in str(refused.value)
