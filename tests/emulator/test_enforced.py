"""The functions run with the rights of their roles and no more (AUTH=true in conftest.py): rights are taken away.

So every test in this folder passes with the rights that the template gives. The emulator does not check the rights of
the workflow and the pipe (a test below shows it), nor those that Lambda itself uses for a function's log and traces.
For these, test_least_privilege.py checks what IAM answers.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.emulator.table import Table
from tests.emulator.test_pipeline import QUEUE, check, flag, told
from tests.policies import listed
from tools.common.errors import LocalError
from tools.common.paths import TEST_DIRECTORY
from tools.connect.run import Contact, lambda_invoker, open_flow, run
from tools.embedded.api import api_as
from tools.embedded.stack import STACK_NAME, Stack
from tools.operate import redrive, target

type Alerts = Callable[..., list[dict[str, Any]]]
type Statement = dict[str, Any]
type Without = Callable[..., Any]
"""`with without("CheckNumberRole", "dynamodb:GetItem"):` takes a right from a role; without an action, all rights."""


@pytest.fixture
def without(stack: Stack, role_names: dict[str, str]) -> Without:
    iam = stack.client("iam")

    @contextmanager
    def without(role: str, action: str = "") -> Iterator[None]:
        name = role_names[role]
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        put = {"RoleName": name, "PolicyName": policy}
        iam.put_role_policy(**put, PolicyDocument=json.dumps({**document, "Statement": left(document, action)}))
        try:
            yield
        finally:
            iam.put_role_policy(**put, PolicyDocument=json.dumps(document))

    return without


def left(document: dict[str, Any], action: str) -> list[Statement]:
    """The policy's statements without this action, which must have been there. No action: a denial of everything."""
    if not action:
        return [{"Effect": "Deny", "Action": "*", "Resource": "*"}]
    kept = [{**one, "Action": [a for a in listed(one["Action"]) if a != action]} for one in document["Statement"]]
    assert kept != [{**one, "Action": listed(one["Action"])} for one in document["Statement"]], f"no {action} to take"
    return [one for one in kept if one["Action"]]


def function(stack: Stack, logical: str) -> str:
    """The function's physical name."""
    described = stack.client("cloudformation").describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=logical)
    name: str = described["StackResourceDetail"]["PhysicalResourceId"]
    return name


def test_a_check_without_its_right_raises_and_the_caller_reaches_the_queue(
    stack: Stack, number: str, without: Without
) -> None:
    """The caller is denied: turned away as soon as the right is back, but not without it."""
    inbound = open_flow("inbound", {**stack.outputs, "QueueArn": QUEUE.arn})
    invoke, call = lambda_invoker(stack.client("lambda")), Contact(customer_address=number)
    flag(stack, number)
    assert check(stack, number)["Decision"] == "deny", "by now it is loaded, and answers within the flow's time"
    assert run(inbound, call, invoke).ended == "disconnected"
    with without("CheckNumberRole", "dynamodb:GetItem"):
        with pytest.raises(LocalError, match="AccessDenied"):
            check(stack, number)
        assert run(inbound, call, invoke).ended == "queue"
    assert check(stack, number)["Decision"] == "deny"
    assert run(inbound, call, invoke).ended == "disconnected"


def test_a_denied_caller_who_cannot_be_counted_is_denied_all_the_same(
    stack: Stack, table: Table, number: str, without: Without
) -> None:
    flag(stack, number)
    with without("CheckNumberRole", "dynamodb:UpdateItem"):
        assert check(stack, number)["Decision"] == "deny"
    assert table.history(f"calls:{number}") == []
    assert check(stack, number)["Decision"] == "deny"
    assert table.counter(number)["DeniedCount"]["N"] == "1"


def test_a_flag_without_its_right_raises_and_stores_nothing(
    stack: Stack, table: Table, number: str, without: Without
) -> None:
    with without("AddNumberRole", "dynamodb:UpdateItem"), pytest.raises(LocalError, match="AccessDenied"):
        flag(stack, number, contact="the same")
    assert table.entry(number) == {}
    assert flag(stack, number, contact="the same")["Result"] == "added"


def test_a_reviewer_without_the_functions_right_is_told_to_try_again(
    stack: Stack, number: str, without: Without
) -> None:
    flag(stack, number)
    api = api_as(stack, "rita")
    with without("ReviewEntriesRole", "dynamodb:GetItem"):
        status, problem = api.get(f"/api/entries?number={number.replace('+', '%2B')}")
        assert (status, problem["code"]) == (503, "unavailable")
    assert api.get(f"/api/entries?number={number.replace('+', '%2B')}")[0] == 200


def test_neither_supervisors_nor_waiting_flags_can_be_counted_without_the_right_to(
    stack: Stack, without: Without
) -> None:
    name = function(stack, "TakeStockFunction")
    with (
        without("TakeStockRole", "sns:GetTopicAttributes"),
        pytest.raises(LocalError, match="AuthorizationError"),
    ):
        stack.invoke(name, {})
    with without("TakeStockRole", "dynamodb:Query"), pytest.raises(LocalError, match="AccessDenied"):
        stack.invoke(name, {})
    assert stack.invoke(name, {})["Subscribers"] >= 1


def test_a_step_of_the_workflow_without_its_right_parks_the_record_until_it_is_run_again(
    stack: Stack, table: Table, alerts: Alerts, number: str, without: Without
) -> None:
    table.quiet()  # so that no other test's record meets the missing right
    with without("RecordChangeRole", "dynamodb:PutItem"):
        flag(stack, number)
        table.quiet()
        assert table.events(number) == []
        assert check(stack, number)["Decision"] == "deny", "what is flagged is denied, recorded or not"
    assert redrive.redrive(target.embedded(TEST_DIRECTORY)).started == 1
    assert told(alerts(1)) == [("flagged", number)]
    table.quiet()
    assert table.events(number) == ["flagged"]


def test_emulator_asks_no_policy_about_the_workflow_and_the_pipe(
    stack: Stack, alerts: Alerts, number: str, without: Without
) -> None:
    """If this test fails, that is good news: then take a right from each of them above, too."""
    with without("WorkflowRole"), without("PipeRole"):
        flag(stack, number)
        assert told(alerts(1)) == [("flagged", number)]
