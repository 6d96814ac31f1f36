"""Every path of flows/inbound.json, by name, and the promise that a fault lets the caller through."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import (
    AFTER_CALL,
    ARNS,
    CALLER,
    CHECK,
    ERROR,
    QUEUE,
    WHISPER,
    Scripted,
    Way,
    call,
    inbound,
)
from tools.connect.project import prompts
from tools.connect.run import FlowError, FunctionError, ThrottledError, open_flow, run

FLOW = inbound()
DENIED = {"Success": "true", "Decision": "deny", "Status": "APPROVED", "ExpiresAt": "1735689600"}
ALLOWED = {"Success": "false", "Decision": "allow"}
BROKEN = FunctionError("boom")


TOLD = ("PromptCallNotTaken",)
HOLD = ("PromptPleaseHold",)
BUSY = ("PromptLinesBusy",)
ODD = {"DenylistDeniedMessage": "loud"}
UNREAD = {"Read the setting": ERROR}
FULL = {"Transfer to the queue": "QueueAtCapacity"}


def _denied(
    heard: tuple[str, ...] = TOLD, given: Mapping[str, str] | None = None, *, tagged: bool = True, **faults: str
) -> Way:
    named = {name.replace("_", " "): error for name, error in faults.items()}
    return Way(flow="inbound", answer=DENIED, heard=heard, tagged=tagged, given=given or {}, faults=named)


def _goes_on(answer: object, heard: tuple[str, ...] = (), **faults: str) -> Way:
    named = {name.replace("_", " "): error for name, error in faults.items()}
    return Way(flow="inbound", answer=answer, heard=heard, ended="queue", faults=named)


def _ends(heard: tuple[str, ...], faults: Mapping[str, str]) -> Way:
    return Way(flow="inbound", answer=ALLOWED, heard=heard, faults=faults)


PATHS = {
    "denied": _denied(),
    "denied, prompt fails": _denied((), Say_the_call_is_turned_away=ERROR),
    "denied, told nothing": _denied((), {"DeniedMessage": "silent"}),
    "denied, tag not set": _denied(tagged=False, Tag_the_contact=ERROR),
    "denied, setting not read": _denied(Read_the_setting=ERROR),
    "denied, setting overwritten": Way(
        flow="inbound", answer=DENIED, heard=TOLD, tagged=True, contact=lambda: call(attributes=ODD), faults=UNREAD
    ),
    "denied, voice not set": _denied(Set_the_voice=ERROR),
    "allowed": _goes_on(ALLOWED),
    "allowed, number not kept": _goes_on(ALLOWED, Keep_the_number_for_later=ERROR),
    "allowed, form cannot be offered": Way(
        flow="inbound", answer=ALLOWED, ended="queue", faults={"Offer the after-call form": ERROR}
    ),
    "allowed, no after-call form": Way(
        flow="inbound", answer=ALLOWED, ended="queue", given={"AfterCallFlowArn": "none"}
    ),
    "allowed, whisper cannot be set": _goes_on(ALLOWED, Set_the_agent_whisper=ERROR),
    "allowed, no whisper": Way(flow="inbound", answer=ALLOWED, ended="queue", given={"AgentWhisperFlowArn": "none"}),
    "allowed, no call": Way(flow="inbound", answer=ALLOWED, ended="queue", contact=lambda: call("CHAT")),
    "capital True is not true": _goes_on({"Success": "True"}),
    "blank around true": _goes_on({"Success": " true"}),
    "no Success": _goes_on({"Decision": "deny"}),
    "empty answer": _goes_on({}),
    "function fails": _goes_on(BROKEN, HOLD),
    "function fails, prompt fails": _goes_on(BROKEN, Say_please_hold=ERROR),
    "function throttled": _goes_on(ThrottledError("busy"), HOLD),
    "boolean answer": _goes_on({"Success": True}, HOLD),
    "nested answer": _goes_on({"Success": "true", "Entry": {"Status": "x"}}, HOLD),
    "list answer": _goes_on(["true"], HOLD),
    "null answer": _goes_on(None, HOLD),
    "null inside": _goes_on({"Success": "true", "ExpiresAt": None}, HOLD),
    "answer over 32 KB": _goes_on({"Success": "true", "Pad": "x" * 32_768}, HOLD),
    "queue full": _ends(BUSY, FULL),
    "queue fails": _ends(BUSY, {"Transfer to the queue": ERROR}),
    "queue not set": _ends(BUSY, {"Set the queue": ERROR}),
    "queue full, prompt fails": _ends((), {**FULL, "Say all lines are busy": ERROR}),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Way) -> None:
    outcome = path.holds()
    assert outcome.queue == (QUEUE if path.ended == "queue" else None)


def test_voice_is_the_languages_before_anybody_speaks() -> None:
    assert run(inbound(), call(), Scripted(DENIED)).voice == ("Joanna", "Neural")
    assert run(inbound("ko"), call(), Scripted(DENIED)).voice == ("Seoyeon", "Neural")


def test_denied_caller_leaves_no_more_than_the_setting_behind() -> None:
    outcome = run(FLOW, call(), Scripted(DENIED))
    assert (outcome.attributes, outcome.hooks) == ({"DenylistDeniedMessage": "reference"}, {})


def test_caller_who_is_taken_is_kept_for_the_after_call_form() -> None:
    outcome = run(FLOW, call(), Scripted(ALLOWED))
    assert outcome.attributes["DenylistCaller"] == CALLER
    assert outcome.hooks == {"DisconnectAgentUI": AFTER_CALL, "AgentWhisper": WHISPER}


def test_form_is_not_offered_where_there_is_none() -> None:
    assert PATHS["allowed, no after-call form"].take().hooks == {"AgentWhisper": WHISPER}


def test_whisper_is_not_set_where_there_is_none() -> None:
    assert PATHS["allowed, no whisper"].take().hooks == {"DisconnectAgentUI": AFTER_CALL}


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL"])
def test_form_to_flag_a_caller_is_for_calls_alone(channel: str) -> None:
    outcome = run(FLOW, call(channel), Scripted(ALLOWED))
    assert (outcome.ended, outcome.hooks, outcome.attributes) == ("queue", {}, {})


def test_setting_that_is_no_word_of_it_is_refused() -> None:
    with pytest.raises(FlowError, match="setting DeniedMessage: cannot be 'loud'; use reference or silent"):
        open_flow("inbound", {**ARNS, "DeniedMessage": "loud"})


def test_function_gets_documented_event_without_parameters() -> None:
    contact, function = call(), Scripted(ALLOWED)
    event = contact.event({})
    run(FLOW, contact, function)
    assert function.calls == [(CHECK, event)]


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL"])
def test_other_channels_go_to_the_queue(channel: str) -> None:
    assert run(FLOW, call(channel), Scripted(BROKEN)).ended == "queue"


def test_korean_says_the_same_in_korean() -> None:
    assert run(inbound("ko"), call(), Scripted(DENIED)).heard == (prompts("ko")["PromptCallNotTaken"],)


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("true"),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["Success", "Result"]) | st.text(), inner),
    max_leaves=6,
)


@given(ANSWERS)
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_any_answer_but_true_goes_on(answer: Any) -> None:  # noqa: ANN401 - any JSON is the point
    flat = isinstance(answer, dict) and all(isinstance(value, str) for value in answer.values())
    denied = flat and answer.get("Success") == "true"
    assert run(FLOW, call(), Scripted(answer)).ended == ("disconnected" if denied else "queue")
