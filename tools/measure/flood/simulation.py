"""One flood on a stack, from the first call to the last mail."""

import io
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

from tools.common.progress import POLL_SECONDS, step
from tools.embedded.stack import Stack
from tools.measure.flood import report
from tools.measure.flood.balance import Check, balance
from tools.measure.flood.ledger import Ledger
from tools.measure.flood.mail import Mailbox
from tools.measure.flood.plan import PATIENCE, Plan
from tools.measure.flood.report import Course
from tools.measure.flood.traffic import Telephones, Traffic, flood
from tools.operate.redrive import Account, redrive


def simulate(stack: Stack, plan: Plan) -> tuple[list[Check], dict[str, Any]]:
    """What came out even, and what was measured."""
    telephones, ledger, traffic = Telephones(stack), Ledger(stack), Traffic()
    mailbox = Mailbox(stack, frozenset(plan.numbers))
    with step("Flagging the caller, and waiting until that is recorded"):
        telephones.flag(plan.caller, "first")
        again = settle(stack, ledger, plan, 1)
    began = time.monotonic()
    with step("The flood"), flood(telephones, plan, traffic) as goes_on:
        mail_each_window(mailbox, plan, goes_on)
    over = time.monotonic()
    with step("Waiting until the workflow has recorded the rest"):
        again += settle(stack, ledger, plan, 1 + len(traffic.acknowledged))
    course = Course(over - began, time.monotonic() - over, again)
    with step("Settling accounts"):
        mailbox.end_window()
        checks = balance(plan, traffic, mailbox, ledger)
    return checks, report.measured(traffic, mailbox, course)


def mail_each_window(mailbox: Mailbox, plan: Plan, goes_on: Callable[[], bool]) -> None:
    """Let a digest be sent at the end of each window, until the flood is over."""
    ends = time.monotonic() + plan.window
    while goes_on():
        time.sleep(POLL_SECONDS)
        if time.monotonic() >= ends:
            mailbox.end_window()
            ends += plan.window


def settle(stack: Stack, ledger: Ledger, plan: Plan, changes: int) -> int:
    """Wait until so many changes are recorded and nothing is on its way; that it took too long, the checks will show.

    What the workflow parked, because a machine in a flood does not answer in time, is run again as an operator would;
    how much that was.
    """
    numbers, ends, again = frozenset(plan.numbers), time.monotonic() + PATIENCE, 0
    while time.monotonic() < ends:
        if not ledger.executions()["RUNNING"]:
            if ledger.parked():
                again += _run_again(stack)
            elif len(ledger.changes(numbers)) >= changes:
                break
        time.sleep(1)
    return again


def _run_again(stack: Stack) -> int:
    """`make redrive`, without a line for each message."""
    account = Account(stack.outputs, *(stack.client(name) for name in ("sqs", "stepfunctions", "dynamodbstreams")))
    with redirect_stdout(io.StringIO()):
        return redrive(account).started
