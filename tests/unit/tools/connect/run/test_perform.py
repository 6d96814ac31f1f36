"""What single actions leave behind: loops, tags, voices, events, other flows, related contacts."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import AFTER_CALL, ERROR, Scripted, call, guide
from tools.connect.actions import CONTACT_FLOW, MODULE
from tools.connect.run import Contact, Flow, Outcome, RunError, run

END = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
BOTH = ("ContinueLooping", "DoneLooping")


def _action(kind: str, following: str = "End", name: str = "It", **parameters: object) -> dict[str, Any]:
    errors = [{"NextAction": "End", "ErrorType": error} for error in (ERROR, "QueueAtCapacity")]
    transitions = {"NextAction": following, "Errors": errors}
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _run(*actions: dict[str, Any], contact: Contact | None = None) -> Outcome:
    document = {"StartAction": actions[0]["Identifier"], "Actions": [*actions, END]}
    return run(Flow.parse("made.json", CONTACT_FLOW, document), contact or call(), Scripted())


def _loop(count: str) -> tuple[dict[str, Any], dict[str, Any]]:
    loop = _action("Loop", name="Loop", LoopCount=count)
    loop["Transitions"]["Conditions"] = [
        {"NextAction": target, "Condition": {"Operator": "Equals", "Operands": [word]}}
        for word, target in zip(BOTH, ("Say", "End"), strict=True)
    ]
    return loop, _action("MessageParticipant", "Loop", "Say", Text="once more")


@pytest.mark.parametrize(("count", "times"), [("0", 0), ("1", 1), ("3", 3), ("100", 100)])
def test_loop_goes_round_as_often_as_it_says(count: str, times: int) -> None:
    outcome = _run(*_loop(count))
    assert outcome.heard == ("once more",) * times
    assert outcome.branches() >= {("Loop", "Equals DoneLooping"), ("End", "end")}


def test_loop_count_may_come_from_an_attribute() -> None:
    assert len(_run(*_loop("$.Attributes.Times"), contact=call(attributes={"Times": "2"})).heard) == 2


def test_loop_count_that_is_no_number_is_refused() -> None:
    with pytest.raises(RunError, match=r"made\.json: Loop: LoopCount '' is no number"):
        _run(*_loop("$.Attributes.Times"))


def test_loop_begins_again_after_it_was_done() -> None:
    loop, say = _loop("1")
    loop["Transitions"]["Conditions"][1]["NextAction"] = "Outer"
    outer, _ = _loop("2")
    outer["Identifier"] = "Outer"
    outer["Transitions"]["Conditions"][0]["NextAction"] = "Loop"
    assert len(_run(outer, loop, say).heard) == 2


@pytest.mark.parametrize(
    ("keys", "most", "stored"),
    [("123", "3", "123"), ("1234", "3", "123"), ("12", "9", "12"), (["1", None, "2"], "9", "1"), ("", "3", "Timeout")],
)
def test_keys_are_stored_up_to_a_pause_or_the_most_there_may_be(
    keys: Sequence[str | None], most: str, stored: str
) -> None:
    limit = {"CustomValidation": {"MaximumLength": most}}
    ask = _action("GetParticipantInput", "Keep", Text="Key it in.", StoreInput="True", InputValidation=limit)
    keep = _action("UpdateContactAttributes", name="Keep", Attributes={"Keyed": "$.StoredCustomerInput"})
    document = {"StartAction": ask["Identifier"], "Actions": [ask, keep, END]}
    outcome = run(Flow.parse("made.json", CONTACT_FLOW, document), call(), Scripted(), keys)
    assert (outcome.attributes["Keyed"], outcome.trace[0].branch) == (stored, "next")


def test_tags_are_filled_and_collected() -> None:
    outcome = _run(_action("TagContact", Tags={"Channel": "$.Channel"}))
    assert outcome.tags == {"Channel": "VOICE"}


def test_voice_has_name_engine_and_style() -> None:
    voice = {"TextToSpeechVoice": "Joanna", "TextToSpeechEngine": "Neural", "TextToSpeechStyle": "Conversational"}
    assert _run(_action("UpdateContactTextToSpeechVoice", **voice)).voice == ("Joanna", "Neural", "Conversational")
    assert _run(_action("MessageParticipant", Text="Hi")).voice is None


@pytest.mark.parametrize(("flow", "branch"), [(AFTER_CALL, "next"), ("$.Attributes.Gone", ERROR)])
def test_flow_is_hung_on_an_event(flow: str, branch: str) -> None:
    outcome = _run(_action("UpdateContactEventHooks", EventHooks={"DisconnectAgentUI": flow}))
    assert outcome.trace[0].branch == branch
    assert outcome.hooks == ({"DisconnectAgentUI": flow} if branch == "next" else {})


def test_attributes_of_the_related_contact_are_the_calls() -> None:
    contact = guide({"Who": "Ada"})
    outcome = _run(
        _action("UpdateContactAttributes", Attributes={"Seen": "yes"}, TargetContact="Related"), contact=contact
    )
    assert contact.related is not None
    assert (contact.related.attributes, outcome.attributes) == ({"Who": "Ada", "Seen": "yes"}, {"Who": "Ada"})


def test_call_has_no_related_contact() -> None:
    step = _run(_action("UpdateContactAttributes", Attributes={"Seen": "yes"}, TargetContact="Related")).trace[0]
    assert (step.branch, step.note) == (ERROR, "no related contact")


def test_guide_is_a_chat_of_its_own_with_a_copy_of_the_attributes() -> None:
    contact = call(attributes={"Who": "Ada"})
    beside = contact.guide()
    beside.attributes["Who"] = "Bob"
    assert (beside.channel, beside.customer_address, beside.first_id) == ("CHAT", None, beside.contact_id)
    assert contact.attributes == {"Who": "Ada"}


@pytest.mark.parametrize(("flow", "ended", "note"), [("f-1", "flow", "f-1"), ("$.Attributes.Gone", "disconnected", "")])
def test_contact_leaves_for_another_flow(flow: str, ended: str, note: str) -> None:
    outcome = _run(_action("TransferToFlow", ContactFlowId=flow))
    assert outcome.ended == ended
    assert outcome.trace[0].note == (note or "no flow")


def test_data_of_a_view_are_filled_however_deep() -> None:
    show = _action("ShowView", ViewResource={"Id": "v"}, ViewData={"Bar": [{"Value": "$.Attributes.Who", "On": True}]})
    show["Transitions"]["Errors"].append({"NextAction": "End", "ErrorType": "TimeLimitExceeded"})
    assert _run(show, contact=guide({"Who": "Ada"})).shown == ({"Bar": [{"Value": "Ada", "On": True}]},)


def test_view_cannot_be_shown_on_the_telephone() -> None:
    assert _run(_action("ShowView", ViewResource={"Id": "v"})).trace[0].note == "not for VOICE"


def test_module_that_hangs_up_ends_the_whole_run() -> None:
    ending = {"Identifier": "Gone", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    module = Flow.parse("theirs.json", MODULE, {"StartAction": "Gone", "Actions": [ending]})
    invoke = _action("InvokeFlowModule", FlowModuleId="m-1")
    flow = Flow.parse("made.json", CONTACT_FLOW, {"StartAction": "It", "Actions": [invoke, END]})
    outcome = run(flow.using({"m-1": module}), call(), Scripted())
    assert outcome.ended == "disconnected"
    assert [(step.flow, step.branch) for step in outcome.trace] == [("made.json", "end"), ("theirs.json", "end")]
