"""Anything in any order, by the model and rules of the test on the deployed stack, but in this process.

Nothing runs by itself here: the test delivers each record, late, early or out of order, so that a fault that only a
race would show is found every time, and Hypothesis can shorten the steps that lead to it.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.emulator.life import Life, live
from tests.emulator.tape import StreamRecord, Tape
from tests.unit.dynamodb_http import be_patient, serving
from tests.unit.review_entries.caller import Caller
from tests.unit.review_entries.conftest import VARIABLES
from tests.unit.workflow.machine import Context, Machine, handler
from tools.embedded.api import Api
from tools.embedded.stack import Stack

_BOUNDED = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
_UNIT = settings(_BOUNDED, max_examples=4, stateful_step_count=14, derandomize=True, phases=[Phase.generate])
_SEARCH = settings(_BOUNDED, max_examples=300, stateful_step_count=25)
SETTINGS = _SEARCH if os.environ.get("HYPOTHESIS_PROFILE") == "search" else _UNIT

OUTPUTS = {"DenylistTable": "Denylist", "HistoryTable": "History"}
FUNCTIONS = ("AddNumberArn", "CheckNumberArn")


@dataclass(frozen=True)
class InProcess(Stack):
    """A stack whose clients are moto's and whose functions are the handlers in this process."""

    machine: Machine | None = None

    def client(self, service: str) -> Any:  # noqa: ANN401 - as of any stack
        return boto3.client(service)  # type: ignore[call-overload]

    def invoke(self, function: str, event: object) -> Any:  # noqa: ANN401 - as of any stack
        return HANDLERS[function](event, Context())

    def take_alerts(self) -> list[dict[str, Any]]:
        assert self.machine
        return [{"Message": json.dumps(alert)} for alert in self.machine.alerts()]


HANDLERS: dict[str, Any] = {}


class ByHand(Tape):
    """The stream, whose records only the test delivers."""

    def __init__(self, machine: Machine) -> None:
        machine.settle()
        self._machine, self._first, self._done = machine, len(machine.records), set[str]()

    def read(self) -> list[StreamRecord]:
        self._machine.new_records()
        return self._machine.records[self._first :]

    def deliver(self, records: list[StreamRecord]) -> None:
        assert self._machine.run(records).status == "SUCCEEDED"

    def wait(self, seconds: float = 60) -> None:  # noqa: ARG002 - nothing is waited for
        """Deliver every record that was not delivered yet, each by itself, until there are no more."""
        while late := [record for record in self.read() if record["eventID"] not in self._done]:
            self._done.update(record["eventID"] for record in late)
            for record in late:
                self.deliver([record])


class Reviewer(Api):
    """The API without its gateway."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def post(self, path: str, body: object) -> tuple[int, Any]:
        reply = self._caller.post(path, body)
        return reply.status, reply.json


@pytest.fixture
def people(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> dict[str, Api]:
    """The reviewers. The API is loaded without the console's page, which no step asks for."""
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("review_entries.page._read_files", dict)
    caller = Caller(importlib.reload(importlib.import_module("review_entries.app")))
    return {name: Reviewer(caller.as_(name)) for name in ("rita", "adam")}


@pytest.fixture
def check(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """`check_number`, which asks moto by HTTP. The other functions have clients that moto patches."""
    be_patient(monkeypatch)
    with serving() as server:
        with monkeypatch.context() as loading:
            loading.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.url)
            found = handler("check_number")
        yield found
        sys.modules["check_number.app"].WIRE.close()


@pytest.mark.slow
def test_anything_in_any_order_of_delivery(machine: Machine, people: dict[str, Api], check: Any) -> None:  # noqa: ANN401
    HANDLERS.update({"AddNumberArn": handler("add_number"), "CheckNumberArn": check})
    stack = InProcess(
        "", "us-east-1", {**OUTPUTS, **{arn: arn for arn in FUNCTIONS}, "WorkflowArn": ""}, "", machine=machine
    )

    class InThisProcess(Life):
        def __init__(self) -> None:
            super().__init__(stack, people, ByHand(machine))

    live(InThisProcess, SETTINGS)
