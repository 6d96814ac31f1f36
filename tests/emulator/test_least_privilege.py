"""IAM says of the deployed stack that each role may do what permissions.py lists, and nothing else.

The test asks about all operations of some twenty services, on the stack's own resources, on other stacks', and on
resources with almost the same ARN: in another account, in another Region, or with a longer name.

test_enforced.py shows that the emulator really enforces these answers for the functions. It does not enforce them for
the workflow and the pipe, so the answers are all that we can test of their roles.
"""

import json
import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import botocore.session
import pytest

from denylist import counters
from denylist import keys as layout
from denylist.keys import DIGEST
from tests.emulator.permissions import (
    EVERYTHING,
    PERMISSIONS,
    PERMISSIONS_WITH_CONNECT,
    PERMISSIONS_WITH_DIGEST,
    SERVICES,
    WITHOUT_OPERATION,
    WITHOUT_RESOURCES,
)
from tests.emulator.world import ARNS, HERE, MADE, World
from tests.policies import ACCOUNT, CONTENT, INSTANCE, REGION, ROLES, documents, listed, resolve, statements
from tools.embedded.stack import STACK_NAME, Stack

type Answers = set[tuple[str, str]]
"""Allowed actions, each with the name of the resource."""


def every_action() -> set[str]:
    session = botocore.session.Session()
    operations = {
        f"{prefix}:{operation}"
        for model, prefix in SERVICES.items()
        for operation in session.get_service_model(model).operation_names
    }
    named = {str(action) for statement in statements(ROLES) for action in listed(statement["Action"])}
    return operations | WITHOUT_OPERATION | named


ACTIONS = every_action()


@pytest.fixture(scope="module")
def world(stack: Stack) -> World:
    """The deployed stack."""
    found = stack.client("cloudformation").describe_stack_resources(StackName=STACK_NAME)["StackResources"]
    table = stack.client("dynamodb").describe_table(TableName=stack.outputs["DenylistTable"])["Table"]
    resources = [
        (r["LogicalResourceId"], r["ResourceType"], r["PhysicalResourceId"].rpartition("/000000000000/")[2])
        for r in found
    ]
    return World.of(resources, HERE, stream=table["LatestStreamArn"])


@pytest.fixture(scope="module")
def planned() -> World:
    """The names and ARNs of the template with every condition met, and of an Amazon Connect instance."""
    kinds = {name: MADE.get(resource["Type"], resource["Type"]) for name, resource in CONTENT["Resources"].items()}
    by_arn = {name for name, kind in kinds.items() if ARNS.get(kind, {}).get("") == "{id}"}
    resources = [(name, kind, resolve({"Ref": name}) if name in by_arn else name) for name, kind in kinds.items()]
    instance = ("ConnectInstance", "AWS::Connect::Instance", INSTANCE)
    stream = resolve({"Fn::GetAtt": ["DenylistTable", "StreamArn"]})
    return World.of([*resources, instance], f"{REGION}:{ACCOUNT}", stream=stream)


def ask(simulate: Callable[..., dict[str, Any]], arns: dict[str, str], actions: Iterable[str]) -> Answers:
    """What IAM allows. Actions of a resource's service are asked about on the resource, all others on `*`."""
    allowed: Answers = set()
    for name, arn in arns.items():
        of_service = sorted(action for action in actions if service(action) == arn.split(":")[2])
        assert of_service, f"no action asked for {name}"
        allowed |= {(action, name) for action in _allowed(simulate(ActionNames=of_service, ResourceArns=[arn]))}
    rest = sorted(homeless(actions, arns))
    return allowed | ({(a, "*") for a in _allowed(simulate(ActionNames=rest, ResourceArns=["*"]))} if rest else set())


def service(action: str) -> str:
    return action.partition(":")[0]


def homeless(actions: Iterable[str], arns: dict[str, str]) -> set[str]:
    """Actions of services of which no resource is listed."""
    services = {arn.split(":")[2] for arn in arns.values()}
    return {action for action in actions if service(action) not in services}


def _allowed(answer: dict[str, Any]) -> list[str]:
    assert not answer["IsTruncated"]
    return [one["EvalActionName"] for one in answer["EvaluationResults"] if one["EvalDecision"] == "allowed"]


def expected(permissions: dict[str, list[str]], arns: dict[str, str]) -> Answers:
    """The table's rows as IAM answers. What is allowed on everything is allowed on each resource of the service."""
    somewhere = {(action, name) for action, names in permissions.items() if names != EVERYTHING for name in names}
    everywhere = [action for action, names in permissions.items() if names == EVERYTHING]
    on_each = {(a, name) for a in everywhere for name, arn in arns.items() if service(a) == arn.split(":")[2]}
    return somewhere | on_each | {(action, "*") for action in homeless(everywhere, arns)}


def simulation(stack: Stack, role: str) -> Callable[..., dict[str, Any]]:
    iam = stack.client("iam")
    return partial(iam.simulate_principal_policy, PolicySourceArn=iam.get_role(RoleName=role)["Role"]["Arn"])


def test_every_role_of_the_deployed_stack_is_in_the_table(role_names: dict[str, str]) -> None:
    assert set(role_names) == set(PERMISSIONS)
    assert set(PERMISSIONS) | set(PERMISSIONS_WITH_DIGEST) == set(ROLES)


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(
    stack: Stack, world: World, role_names: dict[str, str], role: str
) -> None:
    arns = world.around(PERMISSIONS[role])
    answers, wanted = ask(simulation(stack, role_names[role]), arns, ACTIONS), expected(PERMISSIONS[role], arns)
    assert answers - wanted == set(), "allowed beyond the table"
    assert wanted - answers == set(), "in the table, and denied"


def test_only_what_knows_no_resources_is_allowed_on_everything() -> None:
    wide = {action for role in PERMISSIONS.values() for action, names in role.items() if "*" in names}
    assert wide == set(WITHOUT_RESOURCES)


def test_a_call_reads_the_list_and_counts_itself_and_does_no_more(
    stack: Stack, world: World, role_names: dict[str, str]
) -> None:
    """Held here apart from the table, because every caller's number reaches this function."""
    arns = world.around(PERMISSIONS["CheckNumberRole"])
    tables = {name: arn for name, arn in arns.items() if ":dynamodb:" in arn}
    operations = {action for action in ACTIONS if service(action) == "dynamodb"}
    assert len(operations) > 50
    answers = ask(simulation(stack, role_names["CheckNumberRole"]), tables, operations)
    assert answers == {("dynamodb:GetItem", "DenylistTable"), ("dynamodb:UpdateItem", "HistoryTable")}


def test_connect_widens_no_role_but_those_in_its_table() -> None:
    conditional = {name for name, role in ROLES.items() if "HasConnect" in str(role["Properties"]["Policies"])}
    assert conditional == set(PERMISSIONS_WITH_CONNECT)


def test_digests_widen_no_role_but_those_in_their_table() -> None:
    own = {name for name, role in ROLES.items() if "HasDigest" in str(role)}
    assert own == set(PERMISSIONS_WITH_DIGEST)


@pytest.mark.parametrize("role", sorted({*PERMISSIONS_WITH_DIGEST, *PERMISSIONS_WITH_CONNECT}))
def test_with_digests_and_connect_a_role_may_do_what_all_tables_say_and_nothing_else(
    stack: Stack, planned: World, role: str
) -> None:
    """The roles' policies come from the template, with AlertDigestMinutes and an instance given."""
    policies = [json.dumps(document) for document in documents(role).values()]
    simulate = partial(stack.client("iam").simulate_custom_policy, PolicyInputList=policies)
    permissions = {
        **PERMISSIONS.get(role, {}),
        **PERMISSIONS_WITH_DIGEST.get(role, {}),
        **PERMISSIONS_WITH_CONNECT.get(role, {}),
    }
    arns = planned.around(permissions)
    answers, wanted = ask(simulate, arns, ACTIONS), expected(permissions, arns)
    assert answers - wanted == set(), "allowed beyond the tables"
    assert wanted - answers == set(), "in a table, and denied"


def test_stock_is_counted_and_not_read() -> None:
    """test_enforced.py shows that counting is allowed. Only AWS can show that DynamoDB heeds the condition."""
    (asked,) = [s for s in statements(list(documents("TakeStockRole").values())) if s["Action"] == "dynamodb:Query"]
    assert asked["Resource"] == resolve({"Fn::GetAtt": ["DenylistTable", "Arn"]}) + "/index/ByStatus"
    assert asked["Condition"] == {"StringEquals": {"dynamodb:Select": "COUNT"}}


@pytest.mark.parametrize("role", PERMISSIONS_WITH_DIGEST)
def test_digests_reach_nothing_of_history(role: str) -> None:
    """The emulator ignores conditions on keys. Only AWS can show that DynamoDB heeds them."""
    history = resolve({"Fn::GetAtt": ["HistoryTable", "Arn"]})
    told = [s for s in statements(list(documents(role).values())) if history in listed(s["Resource"])]
    assert [s["Condition"] for s in told] == [{"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [DIGEST]}}]


def on_history(role: str) -> list[dict[str, Any]]:
    """A role's statements on HistoryTable."""
    history = resolve({"Fn::GetAtt": ["HistoryTable", "Arn"]})
    return [s for s in statements(list(documents(role).values())) if history in listed(s["Resource"])]


def test_a_check_may_change_its_counters_and_nothing_else_of_history() -> None:
    """Its keys and attributes are limited. Only AWS can show that DynamoDB heeds these conditions."""
    (allowed,) = [s["Condition"] for s in on_history("CheckNumberRole")]
    writes = [
        counters.denied("+12065550142", "2027-01-15T08:00:00Z", 1),
        counters.of_day("DeniedCalls", "2027-01-15", 1),
    ]
    named = {name for write in writes for name in (*write["Key"], *write.get("ExpressionAttributeNames", {}).values())}
    named |= {name for write in writes for name in re.findall(r"(?:ADD|SET|,) (\w+)", write["UpdateExpression"])}
    assert set(allowed["ForAllValues:StringEquals"]["dynamodb:Attributes"]) == named
    assert allowed["StringEqualsIfExists"] == {"dynamodb:ReturnValues": "NONE"}
    keys = allowed["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert keys == [layout.CALLS + "*", layout.DAY]
    assert all(any(fnmatchcase(w["Key"]["ContactNumber"]["S"], key) for key in keys) for w in writes)


def test_a_flag_may_count_its_agents_hour_and_nothing_else_of_history() -> None:
    (allowed,) = on_history("AddNumberRole")
    assert allowed["Action"] == "dynamodb:UpdateItem"
    assert allowed["Condition"] == {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [layout.AGENT + "*"]}}


def test_history_and_entries_are_written_in_transactions_and_counters_apart_from_them() -> None:
    table = resolve({"Fn::GetAtt": ["DenylistTable", "Arn"]})
    granted = statements(list(documents("RecordChangeRole").values()))
    read, entries = [s for s in granted if table in listed(s["Resource"])]
    assert (read["Action"], "Condition" in read) == ("dynamodb:GetItem", False)
    within = {"ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}}
    assert entries["Condition"] == within
    told = [(listed(s["Action"]), s.get("Condition")) for s in on_history("RecordChangeRole")]
    taken = [layout.CALLS + "*", layout.AGENT + "*", layout.DAY, layout.DIGEST]
    counted = [layout.AGENT + "*", layout.DAY]
    assert told == [
        (["dynamodb:PutItem"], {**within, "ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": taken}}),
        (
            ["dynamodb:UpdateItem"],
            {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["ContactNumber", "At", "Wrote"]}},
        ),
        (["dynamodb:UpdateItem"], {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": counted}}),
        (["dynamodb:Query"], None),
    ]
    for key in taken:
        assert layout.partition_of(key.replace("*", "x")) == "key:" + key.replace("*", "x"), (
            "no entry's history is there"
        )


@pytest.mark.parametrize(
    ("action", "name"), [("dynamodb:Scan", "DenylistTable"), ("iam:PassRole", "WorkflowRole"), ("kms:Decrypt", "a key")]
)
def test_a_right_too_many_is_seen(
    stack: Stack, world: World, role_names: dict[str, str], action: str, name: str
) -> None:
    iam, role, arns = stack.client("iam"), role_names["CheckNumberRole"], world.around({})
    statement = {"Effect": "Allow", "Action": action, "Resource": arns[name]}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName=role, PolicyName="too-many", PolicyDocument=document)
    try:
        answers = ask(simulation(stack, role), {name: arns[name]}, {action})
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="too-many")
    assert (action, name) in answers
    assert (action, name) not in expected(PERMISSIONS["CheckNumberRole"], arns)
