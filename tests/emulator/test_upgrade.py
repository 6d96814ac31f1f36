"""`make upgrade` on a table that an earlier release filled: each entry moves once, and supervisors are not told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.emulator.table import Table
from tests.emulator.test_forget import Pipe
from tests.emulator.test_pipeline import check, told
from tools.common.paths import TEST_DIRECTORY
from tools.embedded.stack import Stack
from tools.operate.upgrade.__main__ import start

type Alerts = Callable[..., list[dict[str, Any]]]

KEYS = {"+549112{}": "+54112{}", "+521552{}": "+52552{}", "+353489{}": "+44289{}"}
STATUSES = ("PENDING", "APPROVED", "PROTECTED")
WHOLE: dict[str, str | int] = {"Country": "AR", "NumberType": "MOBILE", "FlaggedAt": "2027-01-15T08:00:00Z"}


@pytest.fixture
def pipe(stack: Stack) -> Iterator[Pipe]:
    """The stack's pipe, stopped while the table is filled, so that the workflow sees no records of the old entries."""
    found = Pipe(stack)
    found.stop()
    yield found
    found.start()


def test_filled_table_is_upgraded_once_and_nobody_is_told(  # noqa: PLR0913, PLR0917
    stack: Stack, table: Table, alerts: Alerts, number: str, pipe: Pipe, capsys: pytest.CaptureFixture[str]
) -> None:
    former = [form.format(number[-7:]) for form in KEYS]
    keys = [key.format(number[-7:]) for key in KEYS.values()]
    for was, status in zip(former, STATUSES, strict=True):
        ends = {"ExpiresAt": 4_000_000_000} if status == "PENDING" else {}
        table.put(ContactNumber=was, Status=status, **WHOLE, **ends)
    start(["--dir", str(TEST_DIRECTORY), "--yes"])
    assert [table.entry(key)["Status"]["S"] for key in keys] == list(STATUSES)
    assert [table.entry(was) for was in former] == [{}, {}, {}]
    assert [check(stack, was)["Decision"] for was in former] == ["deny", "deny", "allow"]
    pipe.start()
    table.quiet()
    assert [event for key in keys for event in table.events(key) if event == "moved"] == ["moved"] * 3
    assert {event for event, _ in told(alerts(0))} <= {"added"}, "of the filling, and of nothing that the upgrade did"
    assert [table.entry(key)["Status"]["S"] for key in keys] == list(STATUSES)
    start(["--dir", str(TEST_DIRECTORY), "--yes"])
    assert "Nothing to change" in capsys.readouterr().out
