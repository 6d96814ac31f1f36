"""The sample data on the deployed stack: every status is there, and a second time adds nothing."""

from tests.emulator.table import Table
from tools.embedded.api import api_as, entry_path
from tools.embedded.lab.cases import read_cases
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
