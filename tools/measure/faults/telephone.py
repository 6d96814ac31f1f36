"""Runs the two flows with a function that may meet faults, to see what people on the telephone notice."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from tools.connect.errors import FunctionError
from tools.connect.project import prompts
from tools.connect.run import Contact, Flow, Outcome, Queue, open_flow, run
from tools.connect.run.__main__ import ARNS
from tools.measure.faults.handler import Call

QUEUE = Queue("arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/support")
PROMPTS = prompts("en")


class Handler(Protocol):
    """A function, or a pool of the same function."""

    def call(self, event: object) -> Call:
        """The result of an event."""
        ...


@dataclass(frozen=True)
class Heard:
    """A flow that was run, how long its function kept people waiting, and each attempt that Connect made."""

    outcome: Outcome
    waited: float
    limit: float
    """The function's time limit in the flow's own file, in seconds."""
    calls: list[Call] = field(default_factory=list)
    """The function's calls. One that the flow no longer waited for is added when it ends."""

    @property
    def answer(self) -> str:
        """The `Decision` or `Result` that the flow got; empty if it took its error branch."""
        return self.outcome.external.get("Decision") or self.outcome.external.get("Result", "")


def call(handler: Handler, number: str) -> Heard:
    """Run the inbound flow for a caller."""
    return _run("inbound", "Check the number", handler, Contact(customer_address=number))


def talk(number: str, agent: str) -> Contact:
    """The contact that the quick connect makes when an agent is about to flag a caller."""
    return Contact(customer_address=number, attributes={"FlaggedBy": agent}).quick_connect(QUEUE)


def flag(handler: Handler, contact: Contact) -> Heard:
    """Run the quick connect's flow; the agent presses no key."""
    return _run("flag_number", "Add the number", handler, contact)


def _run(name: str, block: str, handler: Handler, contact: Contact) -> Heard:
    calls: list[Call] = []

    def invoke(_: str, event: dict[str, Any]) -> object:
        came = handler.call(event)
        calls.append(came)
        if came.raised:
            raise FunctionError(f"the function raised {came.raised}")
        return came.answer

    flow = _flow(name)
    limit = float(flow.blocks[block].parameters["InvocationTimeLimitSeconds"])
    outcome = run(flow, contact, invoke)
    waited = next(step.ms for step in outcome.trace if step.block == block) / 1000
    return Heard(outcome, waited, limit, calls)


@cache
def _flow(name: str) -> Flow:
    return open_flow(name, ARNS)
