"""How a run goes: its branches and channels, requests that are impossible, and circles, which are ended."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import ARNS, FLAG_QUEUE, Scripted, call, flag_number, flagging, inbound, placed
from tools.connect.block_rule import CONTACT_FLOW
from tools.connect.run import Flow, FunctionError, RunError, open_flow, run

ALLOWED = {"Success": "false"}
TO_END = [{"NextAction": "End", "ErrorType": "NoMatchingError"}]

LAMBDA: dict[str, Any] = {
    "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:f",
    "InvocationTimeLimitSeconds": "8",
    "InvocationType": "SYNCHRONOUS",
    "ResponseValidation": {"ResponseType": "STRING_MAP"},
}


def _play(identifier: str, following: str, **prompt: str) -> dict[str, Any]:
    return {
        "Identifier": identifier,
        "Type": "MessageParticipant",
        "Parameters": prompt,
        "Transitions": {"NextAction": following, "Errors": TO_END},
    }


def _block(kind: str, *errors: str, **parameters: object) -> dict[str, Any]:
    branches = [{"NextAction": "End", "ErrorType": error} for error in errors or ("NoMatchingError",)]
    transitions = {"NextAction": "End", "Errors": branches}
    return {"Identifier": "It", "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _flow(folder: Path, *blocks: dict[str, Any]) -> Flow:
    end = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    document = {
        "Version": "2019-10-30",
        "StartAction": blocks[0]["Identifier"],
        "Metadata": placed((*blocks, end)),
        "Actions": [*blocks, end],
    }
    return Flow.parse("made.json", CONTACT_FLOW, document)  # unchecked: a run must also cope with what checks refuse


def _run(flow: Flow, channel: str = "VOICE", attributes: dict[str, str] | None = None) -> Any:  # noqa: ANN401
    return run(flow, call(channel, attributes), Scripted(ALLOWED))


def test_trace_names_every_step_and_branch() -> None:
    outcome = run(inbound(), call(), Scripted(ALLOWED))
    assert [(step.block, step.type, step.branch) for step in outcome.trace] == [
        ("Set the voice", "UpdateContactTextToSpeechVoice", "next"),
        ("Check the number", "InvokeLambdaFunction", "next"),
        ("Is the number denied?", "Compare", "Equals false"),
        ("Is it a call?", "Compare", "Equals VOICE"),
        ("Keep the number for later", "UpdateContactAttributes", "next"),
        ("Is there an after-call form?", "Compare", "TextStartsWith arn:"),
        ("Offer the after-call form", "UpdateContactEventHooks", "next"),
        ("Is there an agent whisper?", "Compare", "TextStartsWith arn:"),
        ("Set the agent whisper", "UpdateContactEventHooks", "next"),
        ("Set the queue", "UpdateContactTargetQueue", "next"),
        ("Transfer to the queue", "TransferContactToQueue", "end"),
    ]
    assert all(step.ms >= 0 and step.flow == "inbound.json" for step in outcome.trace)
    assert outcome.external == ALLOWED


def test_flow_going_in_a_circle_is_stopped(tmp_path: Path) -> None:
    flow = _flow(tmp_path, _play("A", "B", Text="a"), _play("B", "A", Text="b"))
    with pytest.raises(RunError, match=r"made\.json: no end after 10000 blocks"):
        _run(flow)


@pytest.mark.parametrize("keys", [["x"], ["12"], [""], ["1", "A"]])
def test_key_no_telephone_has_is_refused(keys: list[str]) -> None:
    with pytest.raises(RunError, match="must be one key"):
        run(flag_number(), flagging(), Scripted({}), keys)


@pytest.mark.parametrize(
    "faults",
    [{"Gone": "NoMatchingError"}, {"Hang up": "NoMatchingError"}, {"Set the queue": "QueueAtCapacity"}],
)
def test_fault_no_block_has_is_refused(faults: dict[str, str]) -> None:
    with pytest.raises(RunError, match="has no error branch"):
        run(inbound(), call(), Scripted(ALLOWED), faults=faults)


@pytest.mark.parametrize(("channel", "heard"), [("VOICE", 1), ("CHAT", 1), ("TASK", 0), ("EMAIL", 0)])
def test_prompt_is_heard_only_in_conversations(channel: str, heard: int, tmp_path: Path) -> None:
    outcome = _run(_flow(tmp_path, _play("A", "End", Text="Hello")), channel)
    assert (len(outcome.heard), outcome.trace[0].branch) == (heard, "next" if heard else "NoMatchingError")


def test_keys_cannot_be_asked_of_a_chat(tmp_path: Path) -> None:
    errors = ("NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded")
    ask = _block("GetParticipantInput", *errors, InputTimeLimitSeconds="5", StoreInput="False", Text="Yes?")
    assert _run(_flow(tmp_path, ask), "CHAT").trace[0].branch == "NoMatchingError"
    assert _run(_flow(tmp_path, ask)).heard == ("Yes?",)


def test_channel_connect_does_not_know_is_refused() -> None:
    with pytest.raises(RunError, match="channel 'FAX' is unknown; use CHAT, EMAIL, TASK, VOICE"):
        run(inbound(), call("FAX"), Scripted(ALLOWED))


def test_prompt_fills_in_attributes(tmp_path: Path) -> None:
    flow = _flow(tmp_path, _play("A", "End", Text="Hello $.Attributes.Who"))
    assert _run(flow, attributes={"Who": "Ada"}).heard == ("Hello Ada",)


def test_attributes_may_be_dynamic_in_key_and_value(tmp_path: Path) -> None:
    attributes = {"$.Attributes.Key": "on $.Channel"}
    flow = _flow(tmp_path, _block("UpdateContactAttributes", Attributes=attributes, TargetContact="Current"))
    assert _run(flow, attributes={"Key": "seen"}).attributes == {"Key": "seen", "seen": "on VOICE"}


def test_changed_attributes_show_on_the_whole_chain() -> None:
    first = call()
    later = replace(first.quick_connect(FLAG_QUEUE), agent="jane.doe")
    run(open_flow("agent_whisper", ARNS), later, Scripted())
    assert first.attributes["FlaggedBy"] == "jane.doe"


def test_queue_that_resolves_to_nothing_takes_the_error_branch(tmp_path: Path) -> None:
    flow = _flow(tmp_path, _block("UpdateContactTargetQueue", QueueId="$.Attributes.Gone"))
    step = _run(flow).trace[0]
    assert (step.branch, step.note) == ("NoMatchingError", "the queue resolved to nothing")


def test_transfer_without_a_queue_takes_the_error_branch(tmp_path: Path) -> None:
    flow = _flow(tmp_path, _block("TransferContactToQueue", "QueueAtCapacity", "NoMatchingError"))
    assert _run(flow).trace[0].note == "no queue was set"


def test_transfer_keeps_the_queue_of_the_quick_connect(tmp_path: Path) -> None:
    flow = _flow(tmp_path, _block("TransferContactToQueue", "QueueAtCapacity", "NoMatchingError"))
    assert run(flow, flagging(), Scripted()).queue == FLAG_QUEUE.arn


def test_absent_value_matches_no_condition_not_even_empty(tmp_path: Path) -> None:
    compare = _block("Compare", "NoMatchingCondition", ComparisonValue="$.Attributes.Gone")
    compare["Transitions"]["Conditions"] = [
        {"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": [""]}},
    ]
    flow = _flow(tmp_path, compare)
    assert _run(flow).trace[0].branch == "NoMatchingCondition"
    assert _run(flow, attributes={"Gone": ""}).trace[0].branch == "Equals "


def test_failed_function_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    first, second = (
        {**_block("InvokeLambdaFunction", **LAMBDA), "Identifier": identifier} for identifier in ("First", "Second")
    )
    first["Transitions"]["NextAction"] = "Second"
    function = Scripted({"Result": "added"}, FunctionError("boom"))
    outcome = run(_flow(tmp_path, first, second), call(), function)
    assert [step.branch for step in outcome.trace] == ["next", "NoMatchingError", "end"]
    assert outcome.external == {}


def test_first_true_condition_wins(tmp_path: Path) -> None:
    compare = _block("Compare", "NoMatchingCondition", ComparisonValue="$.Channel")
    compare["Transitions"]["Conditions"] = [
        {"NextAction": "End", "Condition": {"Operator": operator, "Operands": ["VO"]}}
        for operator in ("Equals", "TextStartsWith", "TextContains")
    ]
    assert _run(_flow(tmp_path, compare)).trace[0].branch == "TextStartsWith VO"
