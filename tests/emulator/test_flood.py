"""Small floods: on the stack of these tests each change is mailed by itself, on one of its own they are digested."""

import pytest

from tests.emulator.table import Table
from tools.common.paths import DEFAULT_DIRECTORY
from tools.embedded.stack import Stack
from tools.measure.flood.balance import balance
from tools.measure.flood.digesting import WINDOW_MINUTES, digesting
from tools.measure.flood.ledger import Ledger
from tools.measure.flood.mail import Mailbox
from tools.measure.flood.plan import Plan
from tools.measure.flood.simulation import settle, simulate
from tools.measure.flood.traffic import Telephones, Traffic, flood

DIRECTORY = DEFAULT_DIRECTORY / "test-flood"
PLAN = Plan(calls=10, flags=10, window_minutes=0, area="425")


def test_of_a_flood_nothing_is_lost_and_each_change_is_mailed_once(stack: Stack, table: Table) -> None:
    telephones, traffic, ledger = Telephones(stack), Traffic(), Ledger(stack)
    mailbox = Mailbox(stack, frozenset(PLAN.numbers))
    stack.take_alerts()
    table.parked()
    telephones.flag(PLAN.caller, "first")
    with flood(telephones, PLAN, traffic):
        pass
    settle(stack, ledger, PLAN, 1 + len(traffic.acknowledged))
    mailbox.end_window()
    checks = balance(PLAN, traffic, mailbox, ledger)
    assert [check for check in checks if not check.holds] == []
    assert (len(traffic.calls), len(traffic.flags)) == (PLAN.calls, PLAN.flags)
    assert mailbox.events == {"flagged": 1 + len(traffic.acknowledged)}


@pytest.mark.own_stack
def test_of_a_flood_with_digests_nothing_is_lost_and_each_window_has_one_mail() -> None:
    with digesting(DIRECTORY) as own:
        checks, found = simulate(own, Plan(PLAN.calls, PLAN.flags, WINDOW_MINUTES))
    assert [check for check in checks if not check.holds] == []
    assert 1 <= found["mails"] < found["changes_told"]
