"""Each role may do what permissions.py says, and nothing else: IAM's answers about the deployed stack.

Asked about are all operations of a score of services, on the stack's own resources, on those of others, and on the
stack's as they would be called next door: in another account, in another Region, or with a longer name.

For the functions, test_enforced.py shows that the emulator also acts by what it answers here. For the workflow and the
pipe it does not: of their roles, these answers are all there is.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import botocore.session
import pytest

from denylist.digest import PARTITION
from local.stack import REGION, STACK_NAME, Stack
from tests.emulator.permissions import (
    EVERYTHING,
    PERMISSIONS,
    PERMISSIONS_WITH_CONNECT,
    PERMISSIONS_WITH_DIGEST,
    SERVICES,
    WITHOUT_OPERATION,
    WITHOUT_RESOURCES,
)
from tests.policies import INSTANCE, ROLES, documents, listed, resolve, statements

HERE = f"{REGION}:000000000000"
OTHER_ACCOUNT, OTHER_REGION = f"{REGION}:999999999999", "eu-west-1:000000000000"
# ARNs by type; `{}` is the physical id.
ARNS = {
    "AWS::Cognito::UserPool": {"": "arn:aws:cognito-idp:" + HERE + ":userpool/{}"},
    "AWS::DynamoDB::Table": {
        "": "arn:aws:dynamodb:" + HERE + ":table/{}",
        "/index/ByStatus": "arn:aws:dynamodb:" + HERE + ":table/{}/index/ByStatus",
        "/index/Other": "arn:aws:dynamodb:" + HERE + ":table/{}/index/Other",
    },
    "AWS::IAM::Role": {"": "arn:aws:iam::000000000000:role/{}"},
    "AWS::Lambda::Function": {
        "": "arn:aws:lambda:" + HERE + ":function:{}",
        ":live": "arn:aws:lambda:" + HERE + ":function:{}:live",
        ":1": "arn:aws:lambda:" + HERE + ":function:{}:1",
    },
    "AWS::Logs::LogGroup": {
        "": "arn:aws:logs:" + HERE + ":log-group:{}",
        ":log-stream": "arn:aws:logs:" + HERE + ":log-group:{}:log-stream:any",
    },
    "AWS::Pipes::Pipe": {"": "arn:aws:pipes:" + HERE + ":pipe/{}"},
    "AWS::SNS::Topic": {"": "{}"},
    "AWS::SQS::Queue": {"": "arn:aws:sqs:" + HERE + ":{}"},
    "AWS::StepFunctions::StateMachine": {"": "{}"},
}
FOREIGN = {
    "a bucket": "arn:aws:s3:::somebodys-bucket",
    "an object": "arn:aws:s3:::somebodys-bucket/key",
    "a key": f"arn:aws:kms:{HERE}:key/01234567-89ab-cdef-0123-456789abcdef",
    "a secret": f"arn:aws:secretsmanager:{HERE}:secret:somebodys",
    "a parameter": f"arn:aws:ssm:{HERE}:parameter/somebodys",
    "an administrator": "arn:aws:iam::000000000000:role/administrator",
    "an instance of Connect": INSTANCE,
    "a rule": f"arn:aws:events:{HERE}:rule/somebodys",
    "a stack": f"arn:aws:cloudformation:{HERE}:stack/{STACK_NAME}/id",
    "an API": f"arn:aws:execute-api:{HERE}:somebodys/$default/GET/api/entries",
    "an API's settings": f"arn:aws:apigateway:{REGION}::/apis/somebodys",
}
type Answers = set[tuple[str, str]]
"""Actions that are allowed, each with the name of what it is allowed on."""


@dataclass(frozen=True)
class World:
    """What there is to have rights on: ARNs by name, and what each would be with a longer name."""

    own: dict[str, str]
    longer: dict[str, str]

    def around(self, permissions: dict[str, list[str]]) -> dict[str, str]:
        """Everything of the stack, something of others, and what is next door to what these permissions name."""
        near = {}
        for name in {name for names in permissions.values() for name in names} - {"*"}:
            near[f"{name} of another account"] = self.own[name].replace(HERE, OTHER_ACCOUNT)
            near[f"{name} of another Region"] = self.own[name].replace(HERE, OTHER_REGION)
            near[f"{name} with a longer name"] = self.longer[name]
        return self.own | FOREIGN | near


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


def resources_of(stack: Stack) -> list[dict[str, Any]]:
    found = stack.client("cloudformation").describe_stack_resources(StackName=STACK_NAME)
    resources: list[dict[str, Any]] = found["StackResources"]
    return resources


@pytest.fixture(scope="module")
def world(stack: Stack) -> World:
    own: dict[str, str] = {}
    longer: dict[str, str] = {}
    for resource in resources_of(stack):
        name = resource["LogicalResourceId"]
        physical = resource["PhysicalResourceId"].rpartition("/000000000000/")[2]
        for part, form in ARNS.get(resource["ResourceType"], {}).items():
            own[name + part] = form.format(physical)
            longer[name + part] = form.format(physical + "-other")
    table = stack.client("dynamodb").describe_table(TableName=stack.outputs["DenylistTable"])["Table"]
    own["DenylistTable/stream"] = table["LatestStreamArn"]
    longer["DenylistTable/stream"] = table["LatestStreamArn"].replace("/stream/", "-other/stream/")
    return World(own, longer)


def ask(simulate: Callable[..., dict[str, Any]], arns: dict[str, str], actions: Iterable[str]) -> Answers:
    """What is allowed: about each resource IAM is asked for the actions of its service, about `*` for the rest."""
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
    """Actions of services that have no resource there."""
    services = {arn.split(":")[2] for arn in arns.values()}
    return {action for action in actions if service(action) not in services}


def _allowed(answer: dict[str, Any]) -> list[str]:
    assert not answer["IsTruncated"]
    return [one["EvalActionName"] for one in answer["EvaluationResults"] if one["EvalDecision"] == "allowed"]


def expected(permissions: dict[str, list[str]], arns: dict[str, str]) -> Answers:
    """The table's rows as answers; what is allowed on everything is so on each resource of its service."""
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
    """The role of the function that every caller's number reaches, whatever the table says."""
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


@pytest.mark.parametrize("role", PERMISSIONS_WITH_DIGEST)
def test_with_digests_a_role_may_do_no_more_than_both_tables_say(stack: Stack, role: str) -> None:
    """From the template itself, with AlertDigestMinutes given."""
    simulate = partial(
        stack.client("iam").simulate_custom_policy,
        PolicyInputList=[json.dumps(document) for document in documents(role).values()],
    )
    names = ("DenylistTable", "HistoryTable", "SupervisorsTopic", "AlarmsTopic")
    arns = {name: resolve({"Ref": name} if "Topic" in name else {"Fn::GetAtt": [name, "Arn"]}) for name in names}
    permissions = {**PERMISSIONS.get(role, {}), **PERMISSIONS_WITH_DIGEST[role]}
    actions = {action for action in ACTIONS if service(action) in {"dynamodb", "sns"}}
    wanted = {(a, name) for a, name in expected(permissions, arns) if a in actions and name in arns}
    assert ask(simulate, arns, actions) == wanted
    assert wanted


@pytest.mark.parametrize("role", PERMISSIONS_WITH_DIGEST)
def test_digests_reach_nothing_of_history(role: str) -> None:
    """The emulator knows nothing of keys; that DynamoDB heeds them is AWS's to show."""
    history = resolve({"Fn::GetAtt": ["HistoryTable", "Arn"]})
    told = [s for s in statements(list(documents(role).values())) if history in listed(s["Resource"])]
    assert [s["Condition"] for s in told] == [{"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [PARTITION]}}]


@pytest.mark.parametrize("role", PERMISSIONS_WITH_CONNECT)
def test_with_connect_a_role_may_do_no_more_there_than_the_table_says(stack: Stack, role: str) -> None:
    """From the template itself, with an instance given."""
    simulate = partial(
        stack.client("iam").simulate_custom_policy,
        PolicyInputList=[json.dumps(document) for document in documents(role).values()],
    )
    own = {"contact": f"{INSTANCE}/contact/1", "agent": f"{INSTANCE}/agent/1"}
    arns = own | {
        "instance": INSTANCE,
        "queue": f"{INSTANCE}/queue/1",
        "another's contact": f"{INSTANCE[:-1]}0/contact/1",
        "another's agent": f"{INSTANCE[:-1]}0/agent/1",
    }
    answers = ask(simulate, arns, {action for action in ACTIONS if action.startswith("connect:")})
    assert answers == expected(PERMISSIONS_WITH_CONNECT[role], arns)


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
