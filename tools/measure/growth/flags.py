"""Flags through the workflow, in batches of each size.

The deployed definition runs on the interpreter of the unit tests (moto) in this process, with our functions and with
tables in memory. The seconds are therefore those of this machine. What they show is whether a flag costs more in a
larger batch.
"""

import contextlib
import io
import logging
import os
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker, SyncExecutionWorker

from tests.unit.workflow.machine import ENVIRONMENT, Machine
from tools.measure.bench.figures import Value
from tools.measure.growth.entries import entry
from tools.measure.growth.functions import rounded

FEWEST, MOST, FLAGS = 2, 6, 30
"""Of each size there are enough batches for `FLAGS` flags, but at least `FEWEST` and at most `MOST`."""
FLAGGED = ("ContactNumber", "FlaggedAt", "FlaggedBy", "FlagIds", "ContactId", "Reason", "Term", "Source", "ExpiresAt")


class Watch:
    """Adds up the processor time of our functions over all threads, and sees when an execution starts and ends."""

    def __init__(self) -> None:
        self.own = self.started = self.ended = 0.0

    def over(self, handler: Callable[[Any, object], Any]) -> Callable[[Any, object], Any]:
        """The handler, watched."""

        def watched(event: Any, context: object) -> Any:  # noqa: ANN401 - any function's
            before = time.thread_time()
            try:
                return handler(event, context)
            finally:
                self.own += time.thread_time() - before

        return watched

    def ask(self, answer: Callable[..., Any], real: object, client: object, operation: str, parameters: object) -> Any:  # noqa: ANN401 - any operation's
        """Pass a call on. An execution has ended when it is described for the last time."""
        if operation == "StartExecution":
            self.started, self.own = time.perf_counter(), 0.0
        answered = answer(real, client, operation, parameters)
        if operation == "DescribeExecution":
            self.ended = time.perf_counter()
        return answered


@contextlib.contextmanager
def running(watch: Watch) -> Iterator[Machine]:
    """The workflow with nothing in its tables, watched."""
    logging.getLogger("moto").setLevel(logging.CRITICAL)  # it logs every path that a choice does not find
    with patch.dict(os.environ, ENVIRONMENT), mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        machine = Machine()
        machine.handlers = {arn: watch.over(handler) for arn, handler in machine.handlers.items()}
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - botocore's one door to the network
        with (
            patch.object(BaseClient, "_make_api_call", lambda *asked: watch.ask(machine.answer, real, *asked)),
            patch.object(ExecutionWorker, "start", SyncExecutionWorker.start),
            patch.object(retrier_decl, "time", SimpleNamespace(sleep=machine.waits.append)),
            patch.object(
                WaitFunction, "_wait_interval", lambda _, **asked: machine.asked.append(asked["wait_seconds"])
            ),
        ):
            yield machine


def flagged(index: int) -> dict[str, Any]:
    """An entry as `add_number` leaves it."""
    item = {name: value for name, value in entry(index).items() if name in FLAGGED}
    return {**item, "Status": {"S": "FLAGGED"}, "FlagCount": {"N": "1"}, "Version": {"N": "1"}}


def measure(sizes: Iterable[int]) -> dict[str, dict[str, Any]]:
    """By size of batch: flags a second, everything included, and what our functions alone take for a flag."""
    watch, found = Watch(), {}
    nowhere = io.StringIO()  # for what the functions log
    with contextlib.redirect_stdout(nowhere), warnings.catch_warnings(action="ignore"), running(watch) as machine:
        start = _batch(machine, 0, 1)  # warms up
        for size in sizes:
            rates, own = [], []
            for _ in range(max(FEWEST, min(MOST, FLAGS // size))):
                start = _batch(machine, start, size)
                rates.append(size / (watch.ended - watch.started))
                own.append(watch.own / size * 1000)
            found[str(size)] = {"flags_per_s": rounded(Value.of(rates)), "own_cpu_ms": rounded(Value.of(own))}
    return found


def _batch(machine: Machine, start: int, size: int) -> int:
    """Run one batch of flags, check that each was completed, and return where the next batch starts."""
    for index in range(start, start + size):
        machine.dynamodb.put_item(TableName="Denylist", Item=flagged(index))
    ended = machine.run(machine.new_records())
    machine.new_records()
    entries = machine.entries()
    if ended.status != "SUCCEEDED" or any(item["Status"]["S"] != "PENDING" for item in entries.values()):
        raise AssertionError(ended)
    return start + size
