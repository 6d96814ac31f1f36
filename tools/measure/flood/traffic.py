"""Calls and flags as they come: each at its time, through the flows' own code and the deployed functions."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools.connect.actions import NO_MATCHING_ERROR
from tools.connect.run import Contact, Outcome, Queue, lambda_invoker, open_flow, run
from tools.embedded.stack import Stack
from tools.measure.flood.plan import Plan

QUEUE = Queue("arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/support")
DENIED, ADDED, FAULT = "denied", "added", "fault"
THREADS = 2
"""For calls, and as many for flags: two cores run the emulator as well."""


@dataclass(frozen=True)
class Event:
    """A call or a flag: what it was answered, and how many seconds the flow took for it."""

    number: str
    answer: str
    seconds: float


@dataclass
class Traffic:
    """What people did, and what they were answered."""

    calls: list[Event] = field(default_factory=list)
    flags: list[Event] = field(default_factory=list)

    @property
    def denied(self) -> int:
        """Calls that were turned away."""
        return sum(call.answer == DENIED for call in self.calls)

    @property
    def unchecked(self) -> int:
        """Calls that met a fault, and so went on."""
        return sum(call.answer == FAULT for call in self.calls)

    @property
    def unanswered(self) -> int:
        """Flags that met a fault: the agent heard so, and may try again."""
        return sum(flag.answer == FAULT for flag in self.flags)

    @property
    def acknowledged(self) -> list[str]:
        """Numbers of which an agent heard that they were added."""
        return [flag.number for flag in self.flags if flag.answer == ADDED]


class Telephones:
    """A call centre's flows on a stack: calls that come in, and agents who flag."""

    def __init__(self, stack: Stack) -> None:
        arns = {**stack.outputs, "QueueArn": QUEUE.arn}
        self._inbound, self._flag = (open_flow(name, arns, "en") for name in ("inbound", "flag_number"))
        self._invoke = lambda_invoker(stack.client("lambda"))

    def call(self, number: str) -> Event:
        """One inbound call, to its end: turned away, or in the queue."""
        started = time.monotonic()
        outcome = run(self._inbound, Contact(customer_address=number), self._invoke)
        denied = outcome.ended == "disconnected" and outcome.external.get("Success") == "true"
        return Event(number, DENIED if denied else _otherwise(outcome, outcome.ended), time.monotonic() - started)

    def flag(self, number: str, agent: str) -> Event:
        """An agent on a call from the number presses the quick connect, and 2 for thirty days."""
        started = time.monotonic()
        contact = Contact(customer_address=number, attributes={"FlaggedBy": agent})
        outcome = run(self._flag, contact.quick_connect(QUEUE), self._invoke, ("2",))
        result = outcome.external.get("Result") or _otherwise(outcome, outcome.ended)
        return Event(number, result, time.monotonic() - started)


def _otherwise(outcome: Outcome, answer: str) -> str:
    """A fault where the function did not answer: then a call goes on, and an agent hears so and may try again."""
    failed = any(s.type == "InvokeLambdaFunction" and s.branch == NO_MATCHING_ERROR for s in outcome.trace)
    return FAULT if failed else answer


@contextmanager
def flood(telephones: Telephones, plan: Plan, traffic: Traffic) -> Iterator[Callable[[], bool]]:
    """Begin it; the block gets a question, whether it is still going on. After the block all of it has come."""
    with ThreadPoolExecutor(THREADS) as callers, ThreadPoolExecutor(THREADS) as agents:
        calls = _paced(callers, plan.calls, plan.seconds, lambda _: telephones.call(plan.caller), traffic.calls)
        flags = _paced(
            agents, plan.flags, plan.seconds, lambda n: telephones.flag(plan.number(n), plan.agent(n)), traffic.flags
        )
        futures = [*calls, *flags]
        try:
            yield lambda: not all(future.done() for future in futures)
        except BaseException:
            for future in futures:
                future.cancel()
            raise
    for future in futures:
        future.result()


def _paced(
    pool: ThreadPoolExecutor, count: int, seconds: float, act: Callable[[int], Event], done: list[Event]
) -> list[Future[None]]:
    """So many of something, evenly over the time; what is late is done at once."""
    began = time.monotonic()

    def at_its_time(n: int) -> None:
        time.sleep(max(0.0, began + seconds * n / count - time.monotonic()))
        done.append(act(n))

    return [pool.submit(at_its_time, n) for n in range(count)]
