"""What is refused before a run, each with a sentence that names file, action and the mend."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.connect import Flow, FlowError, RunError, load, run
from local.connect.actions import ACTIONS, CONTACT_FLOW, QUEUE_TRANSFER
from local.connect.check import problems
from local.connect.perform import PERFORM
from local.connect.project import FLOWS
from tests.unit.local.connect.scripted import Scripted, flagging

type Document = dict[str, Any]

TEMPLATE = (FLOWS / "flag_number.json").read_text(encoding="utf-8")


def _flow() -> Document:
    """One of each kind of branch, behind the check for voice it needs, and nothing else."""
    end = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    ask = {
        "Identifier": "Ask",
        "Type": "GetParticipantInput",
        "Parameters": {"Text": "Yes?", "InputTimeLimitSeconds": "5", "StoreInput": "False"},
        "Transitions": {
            "NextAction": "End",
            "Conditions": [{"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": ["1"]}}],
            "Errors": [
                {"NextAction": "End", "ErrorType": kind}
                for kind in ("NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded")
            ],
        },
    }
    voice = {
        "Identifier": "Voice?",
        "Type": "Compare",
        "Parameters": {"ComparisonValue": "$.Channel"},
        "Transitions": {
            "NextAction": "End",
            "Conditions": [{"NextAction": "Ask", "Condition": {"Operator": "Equals", "Operands": ["VOICE"]}}],
            "Errors": [{"NextAction": "End", "ErrorType": "NoMatchingCondition"}],
        },
    }
    placed = {name: {"position": {"x": x, "y": 1}} for x, name in enumerate(("Voice?", "Ask", "End"))}
    return {
        "Version": "2019-10-30",
        "StartAction": "Voice?",
        "Metadata": {"entryPointPosition": {"x": 0, "y": 0}, "ActionMetadata": placed},
        "Actions": [ask, end, voice],
    }


def _load(folder: Path, document: object, flow_type: str = CONTACT_FLOW) -> Flow:
    path = folder / "some.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return load(path, flow_type, {})


def _ask(change: Callable[[Document], object]) -> Callable[[Document], object]:
    return lambda document: change(document["Actions"][0])


def _parameters(**values: object) -> Callable[[Document], object]:
    return _ask(lambda action: action["Parameters"].update(values))


def _transitions(**values: object) -> Callable[[Document], object]:
    return _ask(lambda action: action["Transitions"].update(values))


def _conditions(*cases: object) -> Callable[[Document], object]:
    return _transitions(Conditions=list(cases))


def _case(operator: str, *operands: object, target: str = "End") -> Document:
    return {"NextAction": target, "Condition": {"Operator": operator, "Operands": list(operands)}}


def _rename(name: str) -> Callable[[Document], object]:
    return _ask(lambda action: action.update(Identifier=name))


def _lambda(**values: object) -> Callable[[Document], object]:
    parameters = {
        "LambdaFunctionARN": "arn:aws:lambda:us-east-1:123456789012:function:f",
        "InvocationTimeLimitSeconds": "8",
        "InvocationType": "SYNCHRONOUS",
        "ResponseValidation": {"ResponseType": "STRING_MAP"},
    }
    errors = [{"NextAction": "End", "ErrorType": "NoMatchingError"}]
    return _ask(
        lambda action: action.update(
            Type="InvokeLambdaFunction",
            Parameters={**parameters, **values},
            Transitions={"NextAction": "End", "Errors": errors},
        )
    )


BAD: dict[str, tuple[Callable[[Document], object], str]] = {
    "old export": (lambda d: d.update(modules=[]), "flow: is an export of before 2019"),
    "version": (lambda d: d.update(Version="2018-01-01"), "Version: must be 2019-10-30"),
    "no actions": (lambda d: d.update(Actions=[]), "Actions: must be a list of 1 to 250"),
    "many actions": (lambda d: d.update(Actions=d["Actions"] * 126), "Actions: must be a list of 1 to 250"),
    "action is text": (lambda d: d["Actions"].append("x"), "action 4: must hold"),
    "action lacks Type": (_ask(lambda a: a.pop("Type")), "action 1: must hold"),
    "parameters null": (_ask(lambda a: a.update(Parameters=None)), "action 1: must hold"),
    "long identifier": (_rename("x" * 51), "1 to 50 characters"),
    "empty identifier": (_rename(""), "1 to 50 characters"),
    "forbidden character": (_rename("Ask: again"), "Ask: again: has a forbidden character"),
    "forbidden word": (_rename("__proto__"), "__proto__: has a forbidden character or word"),
    "same identifier": (_rename("End"), "End: is the identifier of several actions"),
    "start": (lambda d: d.update(StartAction="Begin"), "StartAction: names 'Begin', which is no action"),
    "unknown type": (_ask(lambda a: a.update(Type="Wait")), "Ask: has type Wait, which this interpreter does not run"),
    "metadata missing": (lambda d: d.update(Metadata={}), "Metadata: must hold entryPointPosition"),
    "no position": (lambda d: d["Metadata"]["ActionMetadata"].pop("Ask"), "Ask: stands in only one of"),
    "position of none": (lambda d: d["Metadata"]["ActionMetadata"].update(Gone={}), "Gone: stands in only one of"),
    "parameter missing": (_ask(lambda a: a["Parameters"].pop("StoreInput")), "Ask: lacks the parameter StoreInput"),
    "parameter unknown": (_parameters(Loudness="9"), "Ask: has the unknown parameter Loudness"),
    "two prompts": (_parameters(SSML="<speak/>"), "Ask: must have at most one of Text, SSML, PromptId"),
    "no text": (_parameters(Text=" "), "Ask: parameter Text must be a text that is not empty"),
    "seconds a number": (_parameters(InputTimeLimitSeconds=5), "must be a string of digits"),
    "seconds too long": (_parameters(InputTimeLimitSeconds="181"), '"1" to "180"'),
    "seconds zero": (_parameters(InputTimeLimitSeconds="0"), '"1" to "180"'),
    "stored input": (_parameters(StoreInput="True"), "Ask: parameter StoreInput must be False"),
    "agent path": (_parameters(Text="Hi $.Agent.UserName"), "Ask: reads $.Agent.UserName, which never has a value"),
    "unknown path": (_parameters(Text="$.Weather.Today"), "Ask: reads $.Weather.Today"),
    "half a path": (_parameters(Text="$.CustomerEndpoint"), "Ask: reads $.CustomerEndpoint"),
    "time limit": (_lambda(InvocationTimeLimitSeconds="9"), '"1" to "8"'),
    "JSON answers": (_lambda(ResponseValidation={"ResponseType": "JSON"}), "ResponseValidation must be"),
    "asynchronous": (_lambda(InvocationType="ASYNCHRONOUS"), "InvocationType must be SYNCHRONOUS"),
    "mixed arn": (_lambda(LambdaFunctionARN="arn:$.Attributes.F"), "a plain value or exactly one JSONPath"),
    "nested attributes": (_lambda(LambdaInvocationAttributes={"A": {}}), "must be a map of strings"),
    "path in a key": (_lambda(LambdaInvocationAttributes={"$.Agent.UserName": ""}), "reads $.Agent.UserName"),
    "dangling next": (_transitions(NextAction="Gone"), "Ask: branch NextAction leads to 'Gone'"),
    "next missing": (_ask(lambda a: a["Transitions"].pop("NextAction")), "branch NextAction leads to None"),
    "unknown transition": (_transitions(Else="End"), "Ask: has the unknown transition Else"),
    "errors shape": (_transitions(Errors=[{"ErrorType": "NoMatchingError"}]), "Errors must be a list"),
    "errors no list": (_transitions(Errors=None), "Errors must be a list"),
    "error missing": (_ask(lambda a: a["Transitions"]["Errors"].pop()), "lacks the error branch InputTimeLimit"),
    "error unknown": (
        _ask(lambda a: a["Transitions"]["Errors"].append({"NextAction": "End", "ErrorType": "Oops"})),
        "Ask: has the error branch Oops, which this action never takes",
    ),
    "error twice": (
        _ask(lambda a: a["Transitions"]["Errors"].append({"NextAction": "End", "ErrorType": "NoMatchingError"})),
        "Ask: has the error branch NoMatchingError twice",
    ),
    "dangling error": (
        _ask(lambda a: a["Transitions"]["Errors"][0].update(NextAction="Gone")),
        "Ask: branch NoMatchingError leads to 'Gone'",
    ),
    "conditions shape": (_conditions({"NextAction": "End"}), "Conditions must be a list"),
    "two operands": (_conditions(_case("Equals", "1", "2")), "Conditions must be a list"),
    "unknown operator": (_conditions(_case("Matches", "1")), "Ask: has the operator Matches; use Equals"),
    "operator not for keys": (_conditions(_case("TextContains", "1")), "has the operator TextContains"),
    "operand no key": (_conditions(_case("Equals", "12")), "operand '12' must be one key"),
    "condition twice": (_conditions(_case("Equals", "1"), _case("Equals", "1")), "has the condition Equals 1 twice"),
    "dangling condition": (_conditions(_case("Equals", "1", target="Gone")), "branch Equals 1 leads to 'Gone'"),
    "conditions without result": (
        _ask(lambda a: (_lambda()({"Actions": [a]}), a["Transitions"].update(Conditions=[_case("Equals", "1")]))),
        "Ask: has Conditions, but this action has no result",
    ),
    "end goes on": (
        lambda d: d["Actions"][1].update(Transitions={"NextAction": "Ask"}),
        "End: ends the flow, so its Transitions must be {}",
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), BAD.values(), ids=BAD)
def test_refused_with_file_place_and_mend(spoil: Callable[[Document], object], sentence: str, tmp_path: Path) -> None:
    document = _flow()
    spoil(document)
    with pytest.raises(FlowError) as refused:
        _load(tmp_path, document)
    assert str(refused.value).startswith("some.json:")
    assert sentence in str(refused.value)


def test_untouched_flow_loads(tmp_path: Path) -> None:
    flow = _load(tmp_path, _flow())
    assert flow.branches() == {
        ("Voice?", "Equals VOICE"),
        ("Voice?", "NoMatchingCondition"),
        ("Ask", "Equals 1"),
        ("Ask", "NoMatchingError"),
        ("Ask", "NoMatchingCondition"),
        ("Ask", "InputTimeLimitExceeded"),
        ("End", "end"),
    }


def test_untouched_lambda_variant_loads(tmp_path: Path) -> None:
    document = _flow()
    _lambda(LambdaInvocationAttributes={"Number": "$.CustomerEndpoint.Address"})(document)
    assert ("Ask", "next") in _load(tmp_path, document, QUEUE_TRANSFER).branches()


@pytest.mark.parametrize(
    ("flow_type", "sentence"),
    [
        ("AGENT_WHISPER", "Ask: GetParticipantInput may not stand in a AGENT_WHISPER flow"),
        ("contactFlow", "flow type: contactFlow is unknown; use AGENT_HOLD"),
    ],
)
def test_action_in_the_wrong_flow_type_is_refused(flow_type: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=sentence):
        _load(tmp_path, _flow(), flow_type)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"Version": ', "some.json:1:13: file: is not JSON"),
        ('{\n"Version": "1",\n"Version": "2"}', "key 'Version': stands twice"),
        ("[]", "flow: must be an object"),
        ('"text"', "flow: must be an object"),
        (" " * 256_001, "file: has 256001 characters"),
    ],
)
def test_text_that_is_no_flow_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=sentence):
        _load(tmp_path, text)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=r"gone\.json: file: cannot be read"):
        load(tmp_path / "gone.json", CONTACT_FLOW, {})


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(FlowError, match=r"latin\.json: file: cannot be read"):
        load(tmp_path / "latin.json", CONTACT_FLOW, {})


def _places(node: object) -> Iterator[tuple[Any, Any]]:
    """Walk every place in a document where a value could be replaced."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield node, key
        yield from _places(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Ask", "End", "$.Channel"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.data(), JSON)
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_any_value_anywhere_is_run_or_refused_never_an_accident(data: st.DataObject, value: object) -> None:
    document = json.loads(TEMPLATE)
    node, key = data.draw(st.sampled_from(list(_places(document))))
    node[key] = value
    found = list(problems(document, QUEUE_TRANSFER))
    if not found:
        with suppress(RunError):
            run(Flow.parse("some.json", QUEUE_TRANSFER, document), flagging(), Scripted({"Result": "added"}), "2")
    assert all(what for _, what in found)


def test_every_action_of_the_table_can_be_performed() -> None:
    assert set(ACTIONS) == set(PERFORM)
