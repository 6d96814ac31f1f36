"""What single blocks leave behind: tags, voices, events, views."""

from typing import Any

import pytest

from tests.unit.tools.connect.scripted import AFTER_CALL, ERROR, Scripted, call, guide
from tools.connect.block_rule import CONTACT_FLOW, MODULE
from tools.connect.run import Contact, Flow, Outcome, run

END = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}


def _block(kind: str, following: str = "End", name: str = "It", **parameters: object) -> dict[str, Any]:
    errors = [{"NextAction": "End", "ErrorType": error} for error in (ERROR, "QueueAtCapacity")]
    transitions = {"NextAction": following, "Errors": errors}
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _run(*blocks: dict[str, Any], contact: Contact | None = None) -> Outcome:
    document = {"StartAction": blocks[0]["Identifier"], "Actions": [*blocks, END]}
    return run(Flow.parse("made.json", CONTACT_FLOW, document), contact or call(), Scripted())


def test_tags_are_filled_and_collected() -> None:
    outcome = _run(_block("TagContact", Tags={"Channel": "$.Channel"}))
    assert outcome.tags == {"Channel": "VOICE"}


def test_voice_has_name_and_engine() -> None:
    voice = {"TextToSpeechVoice": "Joanna", "TextToSpeechEngine": "Neural"}
    assert _run(_block("UpdateContactTextToSpeechVoice", **voice)).voice == ("Joanna", "Neural")
    assert _run(_block("MessageParticipant", Text="Hi")).voice is None


@pytest.mark.parametrize(("flow", "branch"), [(AFTER_CALL, "next"), ("$.Attributes.Gone", ERROR)])
def test_flow_is_hung_on_an_event(flow: str, branch: str) -> None:
    outcome = _run(_block("UpdateContactEventHooks", EventHooks={"DisconnectAgentUI": flow}))
    assert outcome.trace[0].branch == branch
    assert outcome.hooks == ({"DisconnectAgentUI": flow} if branch == "next" else {})


def test_guide_is_a_chat_of_its_own_with_a_copy_of_the_attributes() -> None:
    contact = call(attributes={"Who": "Ada"})
    beside = contact.guide()
    beside.attributes["Who"] = "Bob"
    assert (beside.channel, beside.customer_address, beside.first_id) == ("CHAT", None, beside.contact_id)
    assert contact.attributes == {"Who": "Ada"}


def test_data_of_a_view_are_filled_however_deep() -> None:
    data = {"Bar": [{"Value": "$.Attributes.Who", "On": True}]}
    show = _block("ShowView", ViewResource={"Id": "v"}, InvocationTimeLimitSeconds="600", ViewData=data)
    show["Transitions"]["Errors"].append({"NextAction": "End", "ErrorType": "TimeLimitExceeded"})
    assert _run(show, contact=guide({"Who": "Ada"})).shown == ({"Bar": [{"Value": "Ada", "On": True}]},)


def test_view_cannot_be_shown_on_the_telephone() -> None:
    assert _run(_block("ShowView", ViewResource={"Id": "v"})).trace[0].note == "not for VOICE"


def test_module_that_hangs_up_ends_the_whole_run() -> None:
    ending = {"Identifier": "Gone", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    module = Flow.parse("theirs.json", MODULE, {"StartAction": "Gone", "Actions": [ending]})
    invoke = _block("InvokeFlowModule", FlowModuleId="m-1")
    flow = Flow.parse("made.json", CONTACT_FLOW, {"StartAction": "It", "Actions": [invoke, END]})
    outcome = run(flow.using({"m-1": module}), call(), Scripted())
    assert outcome.ended == "disconnected"
    assert [(step.flow, step.branch) for step in outcome.trace] == [("made.json", "end"), ("theirs.json", "end")]
