"""Functions run in processes of their own: answers, exceptions, logs and time are read, and one that hangs is ended."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.measure.faults import handler as handlers
from tools.measure.faults.faults import FAULTS
from tools.measure.faults.handler import KILLED, Handler
from tools.measure.faults.proxy import Proxy

APP = """
import os, time
{}
print("loaded")
def lambda_handler(event, context):
    print("asked", context.function_name)
    if event == "fail":
        raise LookupError("nothing there")
    time.sleep(event.get("sleep", 0))
    return {{"pid": os.getpid(), "home": os.environ.get("HOME"), "given": os.environ["GIVEN"]}}
"""

type Start = Callable[..., Handler]


class NoProxy(Proxy):
    """A proxy that claims to have put as many requests under a fault as a test says."""

    def __init__(self, met: int) -> None:
        self.met = met

    def fail(self, name: str, rule: Mapping[str, Any]) -> None:
        """Accept the rule."""

    def clear(self, name: str) -> int:
        return self.met if name else 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[Handler] = []

    def start(limit: float = 5, at_import: str = "", met: int = 1) -> Handler:
        (tmp_path / "some_function").mkdir()
        (tmp_path / "some_function" / "app.py").write_text(APP.format(at_import))
        made.append(Handler("some_function", "case-1-", [tmp_path], {"GIVEN": "yes"}, limit, NoProxy(met)))
        return made[0]

    yield start
    made[0].close()


def test_function_runs_with_its_own_variables_alone_and_keeps_its_process(start: Start) -> None:
    handler = start()
    first, second = handler.call({}), handler.call({})
    assert (first.answer["home"], first.answer["given"]) == (None, "yes")
    assert first.answer == second.answer
    assert (first.raised, first.log) == ("", "asked measured\n")


def test_exception_is_told_with_its_kinds_and_the_function_goes_on(start: Start) -> None:
    handler = start()
    call = handler.call("fail")
    assert (call.kinds[:2], call.message, call.log) == (
        ("LookupError", "Exception"),
        "nothing there",
        "asked measured\n",
    )
    assert not handler.call({}).raised


def test_handler_is_measured_by_itself(start: Start) -> None:
    assert 0.2 <= start().call({"sleep": 0.2}).seconds < 5


def test_function_that_takes_too_long_is_ended_and_starts_anew(start: Start) -> None:
    handler = start(limit=0.5)
    before = handler.call({}).answer["pid"]
    assert handler.call({"sleep": 30}).raised == KILLED
    assert handler.call({}).answer["pid"] != before


def test_function_that_cannot_be_loaded_says_why_each_time(start: Start) -> None:
    handler = start(at_import="raise LookupError('no table')")
    assert handler.start().raised == "LookupError"
    assert handler.call({}).message == "no table"


def test_function_that_hangs_while_it_is_loaded_is_ended(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "INIT_SECONDS", 0.5)
    assert start(at_import="time.sleep(30)").start().raised == KILLED


def test_fault_that_nothing_met_proves_nothing(start: Start) -> None:
    handler = start(met=0)
    with pytest.raises(LocalError, match="made no request that met the fault throttled"), handler.under(FAULTS[0]):
        handler.call({})
