"""A person who hears a flow as it goes: what it waits for, and what becomes of it when they leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import ARNS, Scripted, call, guide
from tools.connect.block_rule import CONTACT_FLOW
from tools.connect.run import Flow, HungUpError, Pressed, ViewAnswer, open_flow, talk

TO_END = {"NextAction": "End", "ErrorType": "NoMatchingError"}
BLOCKS: list[dict[str, Any]] = [
    {
        "Identifier": "Say",
        "Type": "MessageParticipant",
        "Parameters": {"Text": "Hello"},
        "Transitions": {"NextAction": "Ask", "Errors": [TO_END]},
    },
    {
        "Identifier": "Ask",
        "Type": "GetParticipantInput",
        "Parameters": {"Text": "Press 2", "InputTimeLimitSeconds": "5", "StoreInput": "False"},
        "Transitions": {
            "NextAction": "End",
            "Conditions": [{"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": ["2"]}}],
            "Errors": [TO_END],
        },
    },
    {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}},
]
FLOW = Flow.parse("made.json", CONTACT_FLOW, {"StartAction": "Say", "Actions": BLOCKS})


@dataclass
class Listener:
    """Notes what is said and asked; `leaves` is the prompt after which they are gone."""

    answer: Pressed = None
    leaves: str = ""
    noted: list[tuple[Any, ...]] = field(default_factory=list)

    def hear(self, text: str) -> None:
        self.noted.append(("heard", text))
        if text == self.leaves:
            raise HungUpError

    def press(self, question: str, seconds: int) -> Pressed:
        self.noted.append(("asked", question, seconds))
        return self.answer

    def fill_in(self, view: str, data: Mapping[str, Any], seconds: int) -> Pressed:
        self.noted.append(("shown", view, data, seconds))
        return self.answer


def test_person_hears_and_is_asked_with_the_time_to_answer() -> None:
    listener = Listener("2")
    outcome = talk(FLOW, call(), Scripted(), listener, {})
    assert listener.noted == [("heard", "Hello"), ("asked", "Press 2", 5)]
    assert (outcome.heard, outcome.keys_used) == (("Hello", "Press 2"), ("2",))


def test_person_is_shown_the_view_with_its_data() -> None:
    listener = Listener(ViewAnswer("Cancel"))
    talk(open_flow("after_call", ARNS), guide(), Scripted(), listener, {})
    assert listener.noted == [("shown", ARNS["AfterCallViewArn"], {"CustomerNumber": "+12125550142"}, 600)]


def test_who_leaves_ends_the_run() -> None:
    listener = Listener(leaves="Hello")
    with pytest.raises(HungUpError):
        talk(FLOW, call(), Scripted(), listener, {})
    assert listener.noted == [("heard", "Hello")]
