"""Every path of flows/after_call.json, by name: the form in after-contact work, and what it sends."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import ADD, ARNS, CALLER, ERROR, Scripted, Way, call, guide, inbound
from tools.connect.run import FunctionError, RunError, ViewAnswer, open_flow, run
from tools.connect.views import fields, open_view

EVENTS = Path(__file__).parents[4] / "events"
FILLED = ViewAnswer("Submit", {"Category": ["abuse"], "Term": ["30d"], "Reason": "shouted", "Warnings": ["2"]})
ADDED = {"Success": "true", "Result": "added"}
WRONG = ("PromptFlagWentWrong",)
SAID = {
    **dict.fromkeys(("added", "already_listed", "updated"), "PromptFlagListed"),
    "protected": "PromptFlagProtected",
    "no_number": "PromptFlagWithheld",
    "not_voice": "PromptFlagNotPossible",
    "?": "PromptFlagWentWrong",
}
WHY = {
    "too_many_flags": "PromptFlagKeptForReview",
    "too_many_unnamed_flags": "PromptFlagKeptForReview",
    "decided": "PromptFlagDecided",
    **dict.fromkeys(
        ("ambiguous", "not_a_number", "not_valid", "too_long", "address", "star", "no_plan", "spells_withheld"),
        "PromptFlagNoClearNumber",
    ),
    "emergency": "PromptFlagNotPossible",
}
SAYING: dict[str, dict[str, str]] = {
    "Say it is on the list": {"Result": "added"},
    "Say it is protected": {"Result": "protected"},
    "Say the number is withheld": {"Result": "no_number"},
    "Say it is kept for review": {"Result": "refused", "Why": "too_many_flags"},
    "Say a reviewer decided": {"Result": "refused", "Why": "decided"},
    "Say it is no clear number": {"Result": "refused", "Why": "ambiguous"},
    "Say it is not possible": {"Result": "not_voice"},
    "Say it went wrong": {"Result": "?"},
}


def _way(answer: object, heard: tuple[str, ...], faults: dict[str, str] | None = None) -> Way:
    return Way(flow="after_call", contact=guide, answer=answer, keys=[FILLED], heard=heard, faults=faults or {})


PATHS = {
    **{f"result {result}": _way({"Result": result}, (prompt,)) for result, prompt in SAID.items()},
    **{f"refused as {why}": _way({"Result": "refused", "Why": why}, (prompt,)) for why, prompt in WHY.items()},
    **{f"{name} fails": _way(answer, (), {name: ERROR}) for name, answer in SAYING.items()},
    "function fails": _way(FunctionError("boom"), WRONG),
    "view fails": _way(ADDED, WRONG, {"Show the form": ERROR}),
    "agent does nothing": Way(flow="after_call", contact=guide, keys=[None]),
    "agent says no": Way(flow="after_call", contact=guide, keys=[ViewAnswer("Cancel")]),
    "button that the flow does not know": Way(flow="after_call", contact=guide, keys=[ViewAnswer("Back")]),
    "no number was kept": Way(flow="after_call", contact=lambda: guide({}), keys=[FILLED]),
    "withheld number": Way(flow="after_call", contact=lambda: guide({"DenylistCaller": "anonymous"}), keys=[FILLED]),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Way) -> None:
    path.holds()


def _sent(answer: ViewAnswer) -> dict[str, Any]:
    function = Scripted(ADDED)
    replace(PATHS["result added"], keys=[answer]).take(function)
    ((arn, event),) = function.calls
    assert arn == ADD
    parameters: dict[str, Any] = event["Details"]["Parameters"]
    return parameters


def test_function_gets_number_and_agent_and_what_the_form_says() -> None:
    assert _sent(FILLED) == {
        "Source": "after_call",
        "CustomerNumber": CALLER,
        "Category": "abuse",
        "Term": "30d",
        "Reason": "shouted",
        "Warnings": "2",
        "FlaggedBy": "jane.doe",
        "Dialled": "",
    }


def test_form_left_empty_says_nothing_besides() -> None:
    sent = _sent(ViewAnswer("Submit"))
    assert [sent[name] for name in ("Category", "Term", "Reason", "Warnings")] == [""] * 4


def test_guide_sends_the_documented_event() -> None:
    function = Scripted(ADDED)
    contact = replace(guide(), contact_id="aaaaaaaa-0000-4000-8000-000000000003")
    run(open_flow("after_call", ARNS), contact, function, [FILLED])
    event = json.loads((EVENTS / "connect_after_call.json").read_text(encoding="utf-8"))
    assert function.calls[0][1] == event


@pytest.mark.parametrize("path", ["agent does nothing", "agent says no", "no number was kept", "withheld number"])
def test_nothing_is_added_unless_the_agent_says_so(path: str) -> None:
    function = Scripted(ADDED)
    PATHS[path].take(function)
    assert function.calls == []


def test_form_shows_the_number_the_inbound_flow_kept() -> None:
    contact = call()
    run(inbound(), contact, Scripted({"Success": "false"}))
    outcome = run(open_flow("after_call", ARNS), contact.guide(), Scripted(ADDED), [FILLED])
    assert outcome.shown == ({"CustomerNumber": CALLER},)


def test_view_gives_back_what_the_flow_reads() -> None:
    assert fields(open_view("after_call")) == {"Category", "Term", "Reason", "Warnings"}


def test_key_cannot_be_pressed_in_a_form() -> None:
    with pytest.raises(RunError, match="Show the form shows a view; give a ViewAnswer, not key '1'"):
        replace(PATHS["result added"], keys=["1"]).take()


def test_form_cannot_be_filled_on_the_telephone() -> None:
    flow = open_flow("flag_number", ARNS)
    with pytest.raises(RunError, match="Ask why until a review asks for a key; the next answer is for a view"):
        run(flow, call(), Scripted({**ADDED, "Menu": "category", "Holds": "window"}), [FILLED])
