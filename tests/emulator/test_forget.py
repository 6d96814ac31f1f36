"""`make forget` on the deployed stack, where the workflow records the removal that the command waits for."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.table import Table
from tests.emulator.test_pipeline import check, flag, told
from tools.common.errors import LocalError
from tools.common.paths import TEST_DIRECTORY
from tools.embedded.stack import Stack
from tools.operate.forget.__main__ import start

type Alerts = Callable[..., list[dict[str, Any]]]
type Forget = Callable[..., str]


@pytest.fixture
def forget(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Forget:
    """Run the command on the stack of these tests, and return what it printed."""

    def forget(number: str, *words: str) -> str:
        start(["--dir", str(TEST_DIRECTORY), "--number", number, *words])
        return capsys.readouterr().out

    return forget


@pytest.fixture
def other(number: str) -> str:
    """A number with the same last digits as the test's own, so that only the whole number tells them apart."""
    return f"+1212555{number[-4:]}"


class Pipe:
    """Stops and starts the pipe, as an operator can."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.client("pipes")
        (self._name,) = [pipe["Name"] for pipe in self._client.list_pipes()["Pipes"]]

    def stop(self) -> None:
        self._client.stop_pipe(Name=self._name)

    def start(self) -> None:
        self._client.start_pipe(Name=self._name)


@pytest.fixture
def pipe(stack: Stack) -> Iterator[Pipe]:
    """The stack's pipe, which is started again after the test."""
    found = Pipe(stack)
    yield found
    found.start()


def national(number: str) -> str:
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def test_everything_about_a_number_is_shown_exported_and_erased(  # noqa: PLR0913, PLR0917 - one argument a thing looked at
    stack: Stack, table: Table, alerts: Alerts, forget: Forget, number: str, other: str, tmp_path: Path
) -> None:
    for flagged in (number, other):
        flag(stack, flagged, FlaggedBy="maria", Reason="shouts")
        check(stack, flagged)
    alerts(2)
    table.quiet()
    for flagged in (number, other):
        table.park({"Record": table.insertion(flagged), "Error": {"Error": "Test"}, "Execution": "parked"})
    before = table.entry(other), table.history(other)

    said = forget(national(number), "--yes", "--export", str(tmp_path / "export.json"))
    assert f"{number} is denied: once that is erased" in said
    assert "Erased: 1 entry, 2 change(s), 1 counter of denied calls, 1 message(s)" in said
    assert other not in said
    exported = json.loads((tmp_path / "export.json").read_text())
    assert exported["entry"]["Reason"]["S"] == "shouts"
    assert [change["Event"]["S"] for change in exported["changes"]] == ["flagged"]
    assert (tmp_path / "export.json").stat().st_mode & 0o777 == 0o600

    assert check(stack, number)["Success"] == "false"
    table.quiet()
    assert (table.entry(number), table.history(number)) == ({}, []), "nothing came back"
    assert (table.entry(other), table.history(other)) == before
    assert ("removed", number) in told(alerts(3)), "supervisors are told that it is not denied any more"
    parked = [body["Record"]["dynamodb"]["Keys"]["ContactNumber"]["S"] for body in table.parked()]
    assert {number, other} & {*parked} == {other}
    assert f"Nothing is known about {number}" in forget(number, "--yes")


def test_spelling_that_was_refused_is_erased_with_its_history(
    stack: Stack, table: Table, forget: Forget, number: str
) -> None:
    table.put(ContactNumber=number, Status="PROTECTED", Version=1)
    table.put(ContactNumber=national(number))
    table.quiet()
    assert table.entry(national(number))["Note"]["S"] == "protected"
    assert "refused" in table.events(number), "told under the number that it spells"

    said = forget(number, "--yes")
    assert f"{number} is PROTECTED: once that is erased" in said
    assert "Erased: 1 entry, 1 other spelling(s)" in said
    table.quiet()
    for key in (number, national(number)):
        assert (table.entry(key), table.history(key)) == ({}, [])


def test_removal_that_is_not_recorded_leaves_the_rest_to_the_next_run(
    stack: Stack, table: Table, forget: Forget, number: str, pipe: Pipe
) -> None:
    flag(stack, number)
    table.quiet()
    pipe.stop()
    with pytest.raises(LocalError, match=r"^The entry is erased.*has not recorded the removal after 1 s"):
        forget(number, "--yes", "--wait", "1")
    assert (table.entry(number), table.events(number)) == ({}, ["flagged"])

    pipe.start()
    table.quiet()
    assert table.events(number) == ["flagged", "removed"]
    assert "Erased: 2 change(s)" in forget(number, "--yes")
    assert table.history(number) == []
