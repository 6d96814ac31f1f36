"""Every path of flows/inbound.json, named, and the promise that it fails open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.connect import FunctionError, Outcome, ThrottledError, run
from local.connect.project import prompts
from tests.unit.local.connect.scripted import CHECK, QUEUE, Scripted, call, inbound

FLOW = inbound()
SAY = prompts("en")
DENIED = {"Success": "true", "Decision": "deny", "Status": "APPROVED", "ExpiresAt": "1735689600"}
ALLOWED = {"Success": "false", "Decision": "allow"}
BROKEN = FunctionError("boom")


@dataclass(frozen=True)
class Path:
    answer: object
    heard: tuple[str, ...]
    ended: str
    faults: Mapping[str, str] = field(default_factory=dict)

    def take(self) -> Outcome:
        return run(FLOW, call(), Scripted(self.answer), faults=self.faults)


PATHS = {
    "denied": Path(DENIED, ("PromptCallNotTaken",), "disconnected"),
    "denied, prompt fails": Path(DENIED, (), "disconnected", {"Say the call is not taken": "NoMatchingError"}),
    "allowed": Path(ALLOWED, (), "queue"),
    "capital True is not true": Path({"Success": "True"}, (), "queue"),
    "blank around true": Path({"Success": " true"}, (), "queue"),
    "no Success": Path({"Decision": "deny"}, (), "queue"),
    "empty answer": Path({}, (), "queue"),
    "function fails": Path(BROKEN, ("PromptPleaseHold",), "queue"),
    "function fails, prompt fails": Path(BROKEN, (), "queue", {"Say please hold": "NoMatchingError"}),
    "function throttled": Path(ThrottledError("busy"), ("PromptPleaseHold",), "queue"),
    "boolean answer": Path({"Success": True}, ("PromptPleaseHold",), "queue"),
    "nested answer": Path({"Success": "true", "Entry": {"Status": "x"}}, ("PromptPleaseHold",), "queue"),
    "list answer": Path(["true"], ("PromptPleaseHold",), "queue"),
    "null answer": Path(None, ("PromptPleaseHold",), "queue"),
    "null inside": Path({"Success": "true", "ExpiresAt": None}, ("PromptPleaseHold",), "queue"),
    "answer over 32 KB": Path({"Success": "true", "Pad": "x" * 32_768}, ("PromptPleaseHold",), "queue"),
    "queue full": Path(ALLOWED, ("PromptLinesBusy",), "disconnected", {"Transfer to the queue": "QueueAtCapacity"}),
    "queue fails": Path(ALLOWED, ("PromptLinesBusy",), "disconnected", {"Transfer to the queue": "NoMatchingError"}),
    "queue not set": Path(ALLOWED, ("PromptLinesBusy",), "disconnected", {"Set the queue": "NoMatchingError"}),
    "queue full, prompt fails": Path(
        ALLOWED,
        (),
        "disconnected",
        {"Transfer to the queue": "QueueAtCapacity", "Say all lines are busy": "NoMatchingError"},
    ),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Path) -> None:
    outcome = path.take()
    assert outcome.heard == tuple(SAY[name] for name in path.heard)
    assert outcome.ended == path.ended
    assert outcome.queue == (QUEUE if path.ended == "queue" else None)


def test_paths_take_every_branch() -> None:
    taken = frozenset[tuple[str, str]]().union(*(path.take().branches() for path in PATHS.values()))
    assert FLOW.branches() - taken == frozenset()


def test_function_gets_documented_event_without_parameters() -> None:
    contact, function = call(), Scripted(ALLOWED)
    run(FLOW, contact, function)
    assert function.calls == [(CHECK, contact.event({}))]


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
