"""The template gives no wider rights than necessary, with a reason for each wildcard, and pins every caller."""

import json
from typing import Any

import pytest

from tests.policies import CONTENT, ROLES, listed, resources, statements
from tests.transformed import transformed
from tools.common.paths import TEMPLATE

LINES = TEMPLATE.read_text().splitlines()
STATEMENTS = list(statements(CONTENT["Resources"]))
ALLOWED = [statement for statement in STATEMENTS if statement["Effect"] == "Allow"]
OWN_RIGHTS = [statement for role in ROLES.values() for statement in statements(role["Properties"].get("Policies", []))]
FUNCTIONS = resources("AWS::Serverless::Function")
PERMISSIONS = resources("AWS::Lambda::Permission")

# Which service may assume each role. All other roles are functions'.
SERVICES = {
    "CheckDeploymentRole": "codedeploy.amazonaws.com",
    "PipeRole": "pipes.amazonaws.com",
    "WorkflowRole": "states.amazonaws.com",
}

FROM_THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
# Resources with a wildcard in them, each with the reason.
PARTS = {
    "${ConnectInstanceArn}/contact/*": "any contact may be the one that an agent flagged",
    "${ConnectInstanceArn}/agent/*": "any agent may flag",
    "${CheckNumberFunction.Arn}:*": "each deployment is of another version",
}


def as_text(value: Any) -> str:  # noqa: ANN401 - a text or an intrinsic function
    return str(value.get("Fn::Sub", "")) if isinstance(value, dict) else str(value)


def line_of(statement: Any) -> int:  # noqa: ANN401 - cfn-lint's nodes have no types
    """The line on which a statement begins, counted from 0."""
    return int(statement.start_mark.line)


def actions(statement: dict[str, Any]) -> list[str]:
    return [str(action) for action in listed(statement["Action"])]


@pytest.fixture(scope="module")
def deployed() -> dict[str, Any]:
    """The resources as CloudFormation gets them."""
    return dict(transformed(CONTENT)["Resources"])


@pytest.mark.parametrize("statement", [s for s in ALLOWED if "*" in listed(s.get("Resource"))], ids=line_of)
def test_a_right_on_everything_has_its_reason_right_above(statement: dict[str, Any]) -> None:
    above = LINES[line_of(statement) - 1].strip()
    assert above.startswith("# "), f"template.yaml:{line_of(statement) + 1}: why on everything?"
    assert len(above.split()) > 3, f"template.yaml:{line_of(statement)}: that is no reason"


def test_some_rights_are_on_everything_or_the_test_above_sees_nothing() -> None:
    assert any("*" in listed(statement.get("Resource")) for statement in ALLOWED)


@pytest.mark.parametrize("statement", ALLOWED, ids=line_of)
def test_nothing_is_allowed_by_a_wildcard_or_by_what_is_not_named(statement: dict[str, Any]) -> None:
    assert [action for action in actions(statement) if "*" in action or "?" in action] == []
    assert {"NotAction", "NotResource", "NotPrincipal"} & set(statement) == set()


@pytest.mark.parametrize("statement", ALLOWED, ids=line_of)
def test_nobody_is_allowed_without_a_name(statement: dict[str, Any]) -> None:
    assert "*" not in json.dumps(statement.get("Principal", ""))


def test_a_wildcard_within_a_resource_has_its_reason() -> None:
    named = [as_text(resource) for statement in OWN_RIGHTS for resource in listed(statement["Resource"])]
    assert {text for text in named if "*" in text} - {"*"} == set(PARTS)


@pytest.mark.parametrize("name", ROLES)
def test_a_role_is_for_one_service_and_holds_only_rights_of_its_own(name: str) -> None:
    properties = ROLES[name]["Properties"]
    service = SERVICES.get(name, "lambda.amazonaws.com")
    (trust,) = statements(properties["AssumeRolePolicyDocument"])
    assert (trust["Principal"], actions(trust)) == ({"Service": service}, ["sts:AssumeRole"])
    assert trust["Condition"] == FROM_THIS_ACCOUNT, "another account's machine, pipe or function could ask for it"
    assert set(properties) == {"AssumeRolePolicyDocument", "Policies"}, "a managed policy says more than is needed"


def test_every_function_has_a_role_to_itself() -> None:
    roles = {name: function["Properties"]["Role"]["Fn::GetAtt"] for name, function in FUNCTIONS.items()}
    assert roles == {name: [name.removesuffix("Function") + "Role", "Arn"] for name in FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_logs_to_a_group_that_forgets(name: str) -> None:
    """cfn-lint's serverless rules look for a log group by its name, so they cannot check this."""
    group = FUNCTIONS[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    assert CONTENT["Resources"][group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetention"}


def test_sam_adds_no_role_of_its_own(deployed: dict[str, Any]) -> None:
    """SAM would add one for CodeDeploy, whose managed policy covers everything in the account."""
    assert {name for name, resource in deployed.items() if resource["Type"] == "AWS::IAM::Role"} == set(ROLES)


def test_every_permission_is_pinned_to_one_caller(deployed: dict[str, Any]) -> None:
    """Without an account or an ARN, anybody's bucket, topic or API could call the function (confused deputy)."""
    permissions = {name: p["Properties"] for name, p in deployed.items() if p["Type"] == "AWS::Lambda::Permission"}
    assert set(permissions) > set(PERMISSIONS), "SAM adds those of schedules"
    for name, permission in permissions.items():
        assert permission["Action"] == "lambda:InvokeFunction", name
        assert permission["Principal"].endswith(".amazonaws.com"), name
        assert "SourceArn" in permission, name
        assert permission.get("SourceArn") not in ("", "*"), name


def test_a_service_that_a_policy_of_a_resource_lets_in_comes_for_this_account() -> None:
    """Queues, topics and roles. The test above is about functions' permissions, which look different."""
    let_in = [s for s in ALLOWED if "Service" in s.get("Principal", {})]
    assert [s for s in let_in if s.get("Condition") != FROM_THIS_ACCOUNT] == []
    assert len(let_in) > len(ROLES), "the topic of alarms is among them"


def test_connect_may_call_two_functions_and_only_as_the_instance_given() -> None:
    connect = {n: p for n, p in PERMISSIONS.items() if p["Properties"]["Principal"] == "connect.amazonaws.com"}
    assert {p["Properties"]["FunctionName"]["Ref"] for p in connect.values()} == {
        "AddNumberFunction.Alias",
        "CheckNumberFunction.Alias",
    }
    for permission in connect.values():
        assert permission["Condition"] == "HasConnect"
        assert permission["Properties"]["SourceAccount"] == {"Ref": "AWS::AccountId"}
        assert permission["Properties"]["SourceArn"] == {"Ref": "ConnectInstanceArn"}
