"""One end of a telephone line: who waits for what, and what ends the waiting."""

from collections.abc import Callable
from threading import Thread

import pytest

from tools.connect.run import HungUpError, Pressed, ViewAnswer
from tools.embedded.lab.desk.line import Changes, Line

PATIENCE = 10


@pytest.fixture
def line() -> Line:
    return Line(Changes())


def beside(ask: Callable[[], Pressed | None]) -> tuple[Thread, list[object]]:
    """Let a flow ask in a thread of its own; what came of it."""
    came: list[object] = []

    def go() -> None:
        try:
            came.append(ask())
        except HungUpError:
            came.append("hung up")

    thread = Thread(target=go, daemon=True)
    thread.start()
    return thread, came


def until(line: Line, is_so: Callable[[], bool]) -> None:
    with line._changes.lock:  # noqa: SLF001
        assert line._changes.lock.wait_for(is_so, PATIENCE)  # noqa: SLF001


def test_key_interrupts_a_question(line: Line) -> None:
    thread, came = beside(lambda: line.press("word " * 400, 180))
    until(line, lambda: line.asks)
    line.key("2")
    line.key("3")
    thread.join(PATIENCE)
    assert came == ["2"]
    assert (line.asks, line.speaks) == (False, False)
    assert [text for kind, text in line.said if kind == "key"] == ["2", "3"]


def test_no_key_is_a_time_out(line: Line) -> None:
    assert line.press("", 0) is None


def test_key_during_a_prompt_does_nothing(line: Line) -> None:
    thread, came = beside(lambda: line.hear("one"))
    until(line, lambda: line.speaks)
    line.key("1")
    thread.join(PATIENCE)
    assert came == [None]
    assert line.press("", 0) is None


@pytest.mark.parametrize("ask", ["hear", "press", "fill_in"])
def test_who_hangs_up_ends_the_flow_wherever_it_is(line: Line, ask: str) -> None:
    asks: dict[str, Callable[[], Pressed | None]] = {
        "hear": lambda: line.hear("word " * 400),
        "press": lambda: line.press("word " * 400, 180),
        "fill_in": lambda: line.fill_in("view", {}, 600),
    }
    before = line._changes.count  # noqa: SLF001
    thread, came = beside(asks[ask])
    until(line, lambda: line._changes.count > before)  # noqa: SLF001
    line.hang_up()
    thread.join(PATIENCE)
    assert came == ["hung up"]
    assert line.form is None


def test_form_is_shown_until_it_is_sent(line: Line) -> None:
    thread, came = beside(lambda: line.fill_in("view", {"CustomerNumber": "+1"}, 600))
    until(line, lambda: line.form is not None)
    assert line.form == ("view", {"CustomerNumber": "+1"})
    line.send(ViewAnswer("Submit", {"Term": ["30d"]}))
    thread.join(PATIENCE)
    assert came == [ViewAnswer("Submit", {"Term": ["30d"]})]
    assert line.form is None


def test_waiting_for_a_change_ends_with_it_or_with_the_time() -> None:
    changes = Changes()
    assert not changes.wait(0, 0)
    changes.tell()
    assert changes.wait(0, 0)
