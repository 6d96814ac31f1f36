"""The end of the demonstration: it waits only at a terminal, so that a person can look at the console."""

import os
import select
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from tools.embedded.demo import telling
from tools.embedded.demo.telling import Teller, texts, wait_for_enter

LINES = ["http://127.0.0.1:1/x/", "rita  p-1  (reviewers)"]


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """A file whose text comes in as if a person at the terminal typed it."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as stdin, os.fdopen(writing, "w") as typed:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield typed


def test_console_and_people_are_printed_without_waiting_where_nobody_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(telling, "wait_for_enter", lambda _: pytest.fail("there is no terminal to press a key on"))
    Teller(texts("en")).show_console(LINES)
    said = capsys.readouterr().out.splitlines()
    assert said[-3:-1] == [f"   {line}" for line in LINES]
    assert said[-1].endswith("make lab")


def test_somebody_at_a_terminal_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(telling, "somebody_is_there", lambda: True)
    monkeypatch.setattr(telling, "wait_for_enter", asked.append)
    Teller(texts("en")).show_console(LINES)
    assert asked == ["Press Enter to end the stack; it ends by itself in 3 minutes."]
    assert "make lab" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("terminals", "environment"), [("in out", ""), ("out", ""), ("in", ""), ("", ""), ("in out", "true")]
)
def test_somebody_is_there_at_a_terminal_outside_ci(
    monkeypatch: pytest.MonkeyPatch, terminals: str, environment: str
) -> None:
    monkeypatch.setenv("CI", environment)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: "in" in terminals, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: "out" in terminals)
    assert telling.somebody_is_there() is (terminals == "in out" and not environment)


def test_enter_ends_the_waiting(keyboard: TextIO) -> None:
    keyboard.write("\n")
    keyboard.flush()
    wait_for_enter("", minutes=60)


def test_waiting_ends_by_itself(keyboard: TextIO) -> None:
    wait_for_enter("", minutes=0.0001)


def test_control_c_ends_the_waiting_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(select, "select", interrupted)
    wait_for_enter("")
