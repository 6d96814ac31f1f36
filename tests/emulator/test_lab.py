"""The lab on the deployed stack: sample data that shows every status, and a desk whose calls reach the functions."""

from collections.abc import Callable

import pytest

from tests.emulator.table import Table
from tools.connect.run import lambda_invoker
from tools.connect.standin import Instance
from tools.embedded.api import api_as, entry_path
from tools.embedded.demo.telling import texts
from tools.embedded.lab.cases import read_cases
from tools.embedded.lab.desk.call import Call, Stage
from tools.embedded.lab.desk.centre import Centre
from tools.embedded.lab.desk.desk import TEXTS, warm_up
from tools.embedded.lab.desk.line import Changes
from tools.embedded.lab.fill import Doors, fill
from tools.embedded.stack import Stack

EXPECTED = {"PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED"}


def test_sample_data_goes_in_once_and_shows_every_status(stack: Stack, table: Table) -> None:
    cases, doors = read_cases(), Doors(stack)
    assert fill(stack, cases) == len({case.number for case in cases})
    table.quiet()
    items = {case.number: doors.item(case.number) for case in cases}
    assert {item["Status"]["S"] for item in items.values()} == EXPECTED
    assert fill(stack, cases) == 0
    assert {case.number: doors.item(case.number) for case in cases} == items


def test_sample_data_has_a_history_that_the_console_shows(stack: Stack, table: Table) -> None:
    fill(stack, read_cases())
    table.quiet()
    status, shown = api_as(stack, "rita").get(entry_path("+441614960321"))
    assert status == 200
    events = [(change["event"], change["actor"]) for change in reversed(shown["history"])]
    assert events == [("flagged", "james.smith"), ("approved", "rita"), ("extended", "rita")]
    assert shown["denied_calls"]["count"] == 6


@pytest.fixture
def centre(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """The desk's call centre on this stack, where prompts take no time."""
    monkeypatch.setattr("tools.embedded.lab.desk.line.seconds_of", lambda _: 0)
    warm_up(stack)
    return Centre(stack.outputs, lambda_invoker(stack.client("lambda")), Instance(), texts("en", TEXTS), Changes())


def until(centre: Centre, is_so: Callable[[], bool]) -> None:
    with centre.changes.lock:
        assert centre.changes.lock.wait_for(is_so, 30)


def dialled(centre: Centre, number: str, stage: Stage) -> Call:
    centre.dial(number)
    call = centre.phone
    assert call
    until(centre, lambda: call.stage == stage)
    return call


def test_call_that_is_flagged_on_the_desk_is_an_entry_and_the_next_one_is_denied(
    centre: Centre, stack: Stack, table: Table
) -> None:
    number = "+12065550177"
    call = dialled(centre, number, Stage.WAITING)
    centre.answer()
    until(centre, lambda: "FlaggedBy" in call.contact.attributes)
    centre.quick_connect()
    until(centre, lambda: call.stage == Stage.TALKING)
    centre.end()
    dialled(centre, number, Stage.OVER)
    table.quiet()
    assert Doors(stack).item(number)["FlaggedBy"] == {"S": "maria.lopez"}


def test_withheld_number_is_not_flagged_on_the_desk(centre: Centre, stack: Stack) -> None:
    call = dialled(centre, "", Stage.WAITING)
    centre.answer()
    centre.quick_connect()
    until(centre, lambda: call.stage == Stage.TALKING)
    centre.end()
    dialled(centre, "", Stage.WAITING)
    assert Doors(stack).item("anonymous").get("Status", {"S": "REFUSED"}) == {"S": "REFUSED"}
