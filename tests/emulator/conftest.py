"""The stack of the tests in this folder: a fresh one for each run, apart from the one of `make up`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.down import bring_down
from local.paths import TEST_DIRECTORY
from local.progress import wait_until
from local.stack import Stack
from local.up import bring_up

type Alerts = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The deployed template with its defaults."""
    bring_down(TEST_DIRECTORY)
    try:
        yield bring_up(TEST_DIRECTORY, {})
    finally:
        bring_down(TEST_DIRECTORY)


@pytest.fixture
def alerts(stack: Stack) -> Alerts:
    """`alerts(2)` waits for two alerts and gives all that came since the test began."""
    stack.take_alerts()
    received: list[dict[str, Any]] = []

    def wait_for(count: int, seconds: float = 30) -> list[dict[str, Any]]:
        def enough() -> bool:
            received.extend(stack.take_alerts())
            return len(received) >= count

        wait_until(enough, seconds, f"{count} alerts")
        return received

    return wait_for
