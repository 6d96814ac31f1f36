"""Flags, edits, decisions, replays and jumps of time in any order on the deployed stack, compared with the model."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.emulator.life import Life, live
from tests.emulator.tape import Tape
from tools.embedded.api import api_as
from tools.embedded.stack import Stack

_BOUNDED = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)
# Only the `search` profile shrinks a failure, because shrinking takes a hundred runs of the stack.
_UNIT = settings(_BOUNDED, max_examples=6, stateful_step_count=18, derandomize=True, phases=[Phase.generate])
_SEARCH = settings(_BOUNDED, max_examples=60, stateful_step_count=25)
SETTINGS = _SEARCH if os.environ.get("HYPOTHESIS_PROFILE") == "search" else _UNIT


@pytest.fixture
def without_time_to_live(stack: Stack) -> Iterator[None]:
    """Switch time to live off during the test: the emulator deletes at any time, and writes no stream record of it."""
    table, dynamodb = stack.outputs["DenylistTable"], stack.client("dynamodb")

    def switch(*, on: bool) -> None:
        dynamodb.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": on, "AttributeName": "ExpiresAt"}
        )

    switch(on=False)
    yield
    switch(on=True)


def test_anything_in_any_order(stack: Stack, without_time_to_live: None) -> None:
    people = {name: api_as(stack, name) for name in ("rita", "adam")}
    stack.take_alerts()

    class OnThisStack(Life):
        def __init__(self) -> None:
            super().__init__(stack, people, Tape(stack))

    live(OnThisStack, SETTINGS)
