"""The time limit, the three retries, and the answers that STRING_MAP allows."""

import json
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import Scripted, call, flag_number, flagging, inbound
from tools.connect.run import AnswerError, FunctionError, InvokeError, ThrottledError, TimeLimitError, invocation, run
from tools.connect.run.invocation import call_function, flat_answer

GOOD = {"Success": "true"}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second of a time limit pass in 20 ms."""
    monkeypatch.setattr(invocation, "SECOND", 0.02)


@pytest.fixture
def hanging() -> Iterator[Scripted]:
    """Offer a function that answers only when the test is over."""
    over = Event()

    class Hanging(Scripted):
        def __call__(self, arn: str, event: dict[str, Any]) -> object:
            super().__call__(arn, event)
            over.wait(5)
            return GOOD

    yield Hanging()
    over.set()


@pytest.mark.parametrize("failures", [0, 1, 2, 3])
def test_up_to_three_failures_are_retried(failures: int) -> None:
    function = Scripted(*[ThrottledError("busy")] * failures, GOOD)
    assert call_function(function, "arn", {"n": 1}, 8) == GOOD
    assert function.calls == [("arn", {"n": 1})] * (failures + 1)


@pytest.mark.parametrize("error", [FunctionError("boom"), ThrottledError("busy"), InvokeError("503")])
def test_fourth_failure_is_final(error: InvokeError) -> None:
    function = Scripted(error)
    with pytest.raises(type(error)):
        call_function(function, "arn", {}, 8)
    assert len(function.calls) == 4


def test_wrong_answer_is_not_retried() -> None:
    function = Scripted({"Success": True}, GOOD)
    with pytest.raises(AnswerError):
        call_function(function, "arn", {}, 8)
    assert len(function.calls) == 1


@pytest.mark.usefixtures("quick")
def test_late_answer_is_dropped(hanging: Scripted) -> None:
    with pytest.raises(TimeLimitError):
        call_function(hanging, "arn", {}, 4)
    assert len(hanging.calls) == 1


def test_no_attempt_begins_after_the_deadline() -> None:
    function = Scripted(GOOD)
    with pytest.raises(TimeLimitError, match="no time left"):
        call_function(function, "arn", {}, 0)
    assert function.calls == []


@pytest.mark.usefixtures("quick")
def test_inbound_call_goes_on_when_the_check_hangs(hanging: Scripted) -> None:
    outcome = run(inbound(), call(), hanging)
    check = next(step for step in outcome.trace if step.block == "Check the number")
    assert (outcome.ended, check.branch) == ("queue", "NoMatchingError")
    assert check.note == "TimeLimitError: no answer within the time limit"
    assert check.ms >= 4 * 20


@pytest.mark.usefixtures("quick")
def test_agent_hears_the_error_prompt_when_adding_hangs(hanging: Scripted) -> None:
    outcome = run(flag_number(), flagging(), hanging)
    assert outcome.heard[-1].startswith("Something went wrong")
    assert outcome.external == {}


def test_mistake_in_a_scripted_function_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        run(inbound(), call(), Scripted(ZeroDivisionError()))


def test_retry_gets_the_event_untouched() -> None:
    seen = []

    def meddle(_arn: str, event: dict[str, Any]) -> object:
        seen.append(event["n"])
        event["n"] = 2
        raise FunctionError("boom")

    with pytest.raises(FunctionError):
        call_function(meddle, "arn", {"n": 1}, 8)
    assert seen == [1, 1, 1, 1]


def test_function_cannot_change_the_contact() -> None:
    contact = call(attributes={"A": "1"})

    def meddle(_arn: str, event: dict[str, Any]) -> object:
        event["Details"]["ContactData"]["Attributes"]["A"] = "2"
        return {"Success": "false"}

    run(inbound(), contact, meddle)
    assert contact.attributes["A"] == "1"


@pytest.mark.parametrize(
    "answer",
    [None, "true", 1, True, [], [GOOD], {"a": 1}, {"a": None}, {"a": True}, {"a": {}}, {"a": ["b"]}, {1: "a"}],
)
def test_anything_but_a_flat_map_of_strings_is_refused(answer: object) -> None:
    with pytest.raises(AnswerError, match="flat map"):
        flat_answer(answer)


def test_answer_is_limited_to_32_kilobytes_of_utf8() -> None:
    room = 32 * 1024 - len(json.dumps({"a": ""}))
    assert flat_answer({"a": "x" * room})
    for too_much in ("x" * (room + 1), "가" * (room // 3 + 1)):
        with pytest.raises(AnswerError, match="32 KB"):
            flat_answer({"a": too_much})


@given(st.dictionaries(st.text(), st.text()))
def test_flat_map_comes_back_unchanged(answer: dict[str, str]) -> None:
    assert flat_answer(answer) == answer
