"""The stack of the tests in this folder: a fresh one for each run, apart from the one of `make up`."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.emulator.table import Table
from tools.common.paths import TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.embedded.own_stack import own_stack
from tools.embedded.stack import STACK_NAME, Stack

# Functions run with the rights of their roles, so that whatever works here works with no more than those.
SETTINGS = {"SFN_WAIT_SCALE": "0", "AUTH": "true"}

type Alerts = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The deployed template with its defaults; the workflow's retries do not wait, and roles are enforced."""
    with own_stack(TEST_DIRECTORY, {}, SETTINGS) as made:
        yield made


@pytest.fixture(scope="session")
def role_names(stack: Stack) -> dict[str, str]:
    """The physical name of each role, with those that SAM added."""
    found = stack.client("cloudformation").describe_stack_resources(StackName=STACK_NAME)["StackResources"]
    roles = [resource for resource in found if resource["ResourceType"] == "AWS::IAM::Role"]
    return {role["LogicalResourceId"]: role["PhysicalResourceId"] for role in roles}


@pytest.fixture
def table(stack: Stack) -> Table:
    """The tables, queue and executions of the stack."""
    return Table(stack)


_numbers = itertools.count(1000)


@pytest.fixture
def number() -> str:
    """A North American number whose last seven digits are the test's own."""
    return f"+1206555{next(_numbers)}"


@pytest.fixture
def alerts(stack: Stack, number: str) -> Alerts:
    """`alerts(2)` waits for two alerts about the test's numbers and gives all that have come; others' are dropped."""
    received: list[dict[str, Any]] = []

    def wait_for(count: int, seconds: float = 60) -> list[dict[str, Any]]:
        def enough() -> bool:
            received.extend(a for a in stack.take_alerts() if number[-7:] in a["Message"])
            return len(received) >= count

        wait_until(enough, seconds, f"{count} alerts")
        return received

    return wait_for
