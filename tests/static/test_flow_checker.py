"""The flows and views of this project have no findings, and every defect that is planted into one is found."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tools.connect.block_rule import EVERY_FLOW
from tools.connect.block_rules import BLOCK_RULES
from tools.connect.check.flow_file import findings
from tools.connect.check.own_flows import check_project, flow_findings, sample
from tools.connect.project import FLOW_TYPES, FLOWS
from tools.connect.run.perform import PERFORM

type Block = dict[str, Any]
type Defect = tuple[str, Callable[[Block], object]]  # rule that finds it, and how it is planted

TEXTS = {name: (FLOWS / f"{name}.json").read_text(encoding="utf-8") for name in FLOW_TYPES}
RESULTS = check_project()
LONG = "x" * 6_001
SEVEN = {f"key{number}": "value" for number in range(7)}
NO_ID = ["my queue", "arn:aws:connect:us-east-1:123456789012:instance/i/prompt/p", "arn:$.Attributes.Name", "", 5, None]
IDS = {"LambdaFunctionARN", "QueueId", "FlowModuleId", "ContactFlowId"}
SECONDS = {"InvocationTimeLimitSeconds", "InputTimeLimitSeconds"}


def _update(*place: str | int, **values: object) -> Callable[[Block], object]:
    return lambda block: _at(block, place).update(values)


def _pop(*place: str | int) -> Callable[[Block], object]:
    return lambda block: _at(block, place[:-1]).pop(place[-1])


def _at(node: Any, place: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - any JSON
    for key in place:
        node = node[key]
    return node


def _set(**values: object) -> Callable[[Block], object]:
    return _update("Parameters", **values)


def _transition(**values: object) -> Callable[[Block], object]:
    return _update("Transitions", **values)


def _error(number: int, **values: object) -> Callable[[Block], object]:
    return _update("Transitions", "Errors", number, **values)


def _case(number: int, **values: object) -> Callable[[Block], object]:
    return _update("Transitions", "Conditions", number, "Condition", **values)


def _in_name(block: Block) -> Iterator[Defect]:
    yield from (("identifier-characters", _update(Identifier=f"Do{character}it")) for character in r"%:(\/)=$,;[]{}")
    for word in ("constructor", "toString", "valueOf", "hasOwnProperty", "__proto__"):
        yield "identifier-characters", _update(Identifier=word)
    yield from (("identifier-length", _update(Identifier=name)) for name in ("", "x" * 51))
    yield "block-type", _update(Type=f"{block['Type']}s")
    yield from (("block-shape", _pop(name)) for name in ("Parameters", "Transitions"))
    yield from (("block-shape", _update(**values)) for values in ({"Parameters": None}, {"Comment": "later"}))


def _in_parameters(block: Block) -> Iterator[Defect]:
    given, rule = block["Parameters"], BLOCK_RULES[block["Type"]]
    yield "parameter-unknown", _set(Volume="9")
    yield from (("parameter-missing", _pop("Parameters", name)) for name in rule.required)
    for name in given:
        yield from (("parameter-value", _set(**{name: wrong})) for wrong in (5, None, True, ["a"], ""))
    for name in set(given) & IDS:
        yield from (("parameter-value", _set(**{name: wrong})) for wrong in NO_ID)
    for name in set(given) & SECONDS:
        yield from (("parameter-value", _set(**{name: wrong})) for wrong in ("0", "604801", "08", "1.5", 4))
    if "Text" in given:
        yield "parameter-value", _set(Text=LONG)
        yield "parameter-unknown", _set(SSML="<speak>Good day</speak>")
    yield from _in_maps(given)
    for name, found, wrong in WRONG_VALUES:
        if name in given and (found != "attribute" or given[name] != "$.Channel"):  # removing it is another finding
            yield found, _set(**wrong)


def _in_maps(given: dict[str, Any]) -> Iterator[Defect]:
    """Maps whose values may be paths: attributes, and what functions and views are given."""
    for name in {"Attributes", "LambdaInvocationAttributes", "Tags"} & set(given):
        yield "parameter-value", _set(**{name: {"a": {"b": "c"}}})
        yield "path", _set(**{name: {"a": "$.Agent.Password"}})
        yield "path", _set(**{name: {"a": "$.Externall.Result"}})
    for name in {"Attributes", "LambdaInvocationAttributes"} & set(given):
        yield "attribute", _set(**{name: {**given[name], "Reason": "$.Attributes.DenylistCaler"}})


WRONG_VALUES: list[tuple[str, str, dict[str, Any]]] = [
    ("FlowLoggingBehavior", "parameter-value", {"FlowLoggingBehavior": "enabled"}),
    ("InvocationType", "parameter-value", {"InvocationType": "SYNC"}),
    ("ResponseValidation", "parameter-value", {"ResponseValidation": {"ResponseType": "XML"}}),
    ("Attributes", "parameter-value", {"Attributes": {}}),
    ("TargetContact", "parameter-value", {"TargetContact": "Next"}),
    ("Tags", "parameter-value", {"Tags": SEVEN}),
    ("Tags", "parameter-value", {"Tags": {"aws:denied": "yes"}}),
    ("Tags", "parameter-value", {"Tags": {}}),
    ("TextToSpeechEngine", "parameter-value", {"TextToSpeechEngine": "neural"}),
    ("TextToSpeechVoice", "parameter-value", {"TextToSpeechVoice": "Joana"}),
    ("TextToSpeechVoice", "parameter-value", {"TextToSpeechVoice": "The $.Attributes.Voice"}),
    ("StoreInput", "parameter-value", {"StoreInput": "Maybe"}),
    ("EventHooks", "parameter-value", {"EventHooks": {}}),
    ("EventHooks", "parameter-value", {"EventHooks": {"Disconnect": sample("AFlowArn")}}),
    ("EventHooks", "parameter-value", {"EventHooks": {"AgentWhisper": "my flow"}}),
    ("EventHooks", "parameter-value", {"EventHooks": dict.fromkeys(("AgentWhisper", "AgentHold"), sample("AFlowArn"))}),
    ("ViewResource", "parameter-value", {"ViewResource": {"Id": "my view"}}),
    ("ViewResource", "parameter-value", {"ViewResource": {"Version": "1"}}),
    ("ViewData", "view", {"ViewData": {"CustomerNumbre": "$.Attributes.DenylistCaller"}}),
    ("LambdaInvocationAttributes", "use", {"LambdaInvocationAttributes": {"Flaggedby": "jane"}}),
    (
        "LambdaInvocationAttributes",
        "use",
        {"LambdaInvocationAttributes": {"CustomerNumber": "$.SystemEndpoint.Address"}},
    ),
    ("LambdaFunctionARN", "use", {"LambdaFunctionARN": sample("CheckNumberArn").replace(":live", ":7")}),
    ("ComparisonValue", "parameter-value", {"ComparisonValue": "Channel"}),
    ("ComparisonValue", "parameter-value", {"ComparisonValue": "$.Channel $.Queue.Name"}),
    ("ComparisonValue", "path", {"ComparisonValue": "$.Chanel"}),
    ("ComparisonValue", "attribute", {"ComparisonValue": "$.Attributes.DenylistCaler"}),
]


def _in_transitions(block: Block) -> Iterator[Defect]:
    rule = BLOCK_RULES[block["Type"]]
    if rule.terminal:
        yield from (("terminal", _transition(**{name: made})) for name, made in (("NextAction", "x"), ("Errors", [])))
        return
    yield "transition-unknown", _transition(Else="x")
    yield "target", _transition(NextAction="Nowhere")
    yield "target", _pop("Transitions", "NextAction")
    yield from _in_errors(block, rule.errors)
    if rule.operators:
        yield from _in_conditions(block)
    else:
        one = {
            "NextAction": block["Transitions"]["NextAction"],
            "Condition": {"Operator": "Equals", "Operands": ["1"]},
        }
        yield "conditions-forbidden", _transition(Conditions=[one])


def _in_errors(block: Block, needed: frozenset[str]) -> Iterator[Defect]:
    errors = block["Transitions"].get("Errors", [])
    for number, error in enumerate(errors):
        yield "target", _error(number, NextAction="Nowhere")
        yield "error-unknown", _error(number, ErrorType="NoMatchingErrors")
        yield "errors-shape", _error(number, Retry="1")
        yield "error-once", _transition(Errors=[*errors, error])
        if error["ErrorType"] in needed:
            yield "error-missing", _pop("Transitions", "Errors", number)
    if block["Type"] == "UpdateFlowLoggingBehavior":
        yield "errors-forbidden", _transition(Errors=[])


def _in_conditions(block: Block) -> Iterator[Defect]:
    cases = block["Transitions"]["Conditions"]
    yield "condition-missing", _transition(Conditions=[])
    yield "condition-once", _transition(Conditions=[*cases, cases[0]])
    for number, case in enumerate(cases):
        yield "operator", _case(number, Operator="Is")
        yield "conditions-shape", _case(number, Operands=[])
        yield "conditions-shape", _case(number, Operands=["1", "2"])
        yield "operand", _case(number, Operands=[5])
        yield "target", _update("Transitions", "Conditions", number, NextAction="Nowhere")
        yield from ((found, _case(number, Operands=[wrong])) for found, wrong in _wrong_operands(block, case))


def _wrong_operands(block: Block, case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    compared, right = block["Parameters"].get("ComparisonValue", ""), case["Condition"]["Operands"][0]
    if compared.startswith("$.External"):
        yield from (("use", wrong) for wrong in (right.title(), f" {right}", "blocked"))
    elif block["Type"] == "GetParticipantInput":
        yield from (("operand", wrong) for wrong in ("12", "A", "", "$.Attributes.Key"))
    elif block["Type"] == "ShowView":
        yield "view", "Send"


def _defects(block: Block) -> Iterator[Defect]:
    yield from _in_name(block)
    yield from _in_parameters(block)
    yield from _in_transitions(block)


def _in_blocks(name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for number, block in enumerate(json.loads(TEXTS[name])["Actions"]):
        for rule, plant in _defects(block):
            document = json.loads(TEXTS[name])
            plant(document["Actions"][number])
            yield rule, block["Identifier"], document


PLANTED_IN_THE_WHOLE: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("envelope", lambda flow: flow.pop("Metadata")),
    ("envelope", lambda flow: flow.update(Name="x")),
    ("version", lambda flow: flow.update(Version="2020-01-01")),
    ("start-block", lambda flow: flow.update(StartAction="Begin")),
    ("block-count", lambda flow: flow.update(Actions=[])),
    ("block-count", lambda flow: flow.update(Actions=[flow["Actions"][-1]] * 251)),
    ("identifier-unique", lambda flow: flow["Actions"].append(flow["Actions"][0])),
    ("metadata", lambda flow: flow["Metadata"].pop("entryPointPosition")),
    ("metadata", lambda flow: flow["Metadata"].update(ActionMetadata=None)),
    ("metadata", lambda flow: flow["Metadata"]["ActionMetadata"].popitem()),
    ("metadata", lambda flow: flow["Metadata"]["ActionMetadata"].update(Gone={})),
    ("metadata", lambda flow: flow["Metadata"]["ActionMetadata"].update({flow["StartAction"]: {}})),
    ("metadata", lambda flow: flow["Metadata"].update(entryPointPosition={"x": "left", "y": 0})),
]


def _rules(name: str, document: object) -> set[str]:
    return {found.rule for found in flow_findings(name, json.dumps(document), "en")}


def test_every_flow_and_view_is_checked() -> None:
    catalogues = {f"prompts/{path.name}" for path in (FLOWS / "prompts").glob("*.json")}
    assert set(RESULTS) == {f"{path.relative_to(FLOWS)}" for path in FLOWS.rglob("*.json")} - catalogues


@pytest.mark.parametrize("file", RESULTS)
def test_flow_has_no_finding(file: str) -> None:
    assert RESULTS[file] == []


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_defect_of_every_kind_in_every_block_is_found(name: str) -> None:
    missed = [(rule, where) for rule, where, document in _in_blocks(name) if rule not in _rules(name, document)]
    assert missed == []


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_defect_in_the_flow_as_a_whole_is_found(name: str) -> None:
    for rule, plant in PLANTED_IN_THE_WHOLE:
        document = json.loads(TEXTS[name])
        plant(document)
        assert rule in _rules(name, document), rule


MISUSED: list[tuple[str, str, Callable[[Block], object]]] = [
    ("inbound", "Check the number", _error(0, NextAction="Hang up")),
    ("inbound", "Check the number", _transition(NextAction="Say please hold")),
    ("inbound", "Is the number denied?", _set(ComparisonValue="$.External.isBlocked")),
    ("check_module", "Check the number", _error(0, NextAction="Keep deny")),
    ("check_module", "Check the number", _transition(NextAction="Keep unknown")),
    ("flag_number", "Add the number", _error(0, NextAction="Say it is on the list")),
    ("flag_number", "Add the number", _transition(NextAction="Say it is on the list")),
    ("after_call", "Add the number", _error(0, NextAction="Say it is on the list")),
    ("outbound_check", "Check the number", _transition(NextAction="Call the number")),
]


@pytest.mark.parametrize(("name", "where", "plant"), MISUSED)
def test_answer_that_leads_where_it_should_not_is_found(
    name: str, where: str, plant: Callable[[Block], object]
) -> None:
    document = json.loads(TEXTS[name])
    plant(next(block for block in document["Actions"] if block["Identifier"] == where))
    assert "use" in _rules(name, document)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_flow_of_another_type_is_found(name: str) -> None:
    document = json.loads(TEXTS[name])
    kinds = {block["Type"] for block in document["Actions"]}
    places = [BLOCK_RULES[kind].flow_types for kind in kinds]
    for home in EVERY_FLOW - frozenset.intersection(*places):
        assert "block-place" in {found.rule for found in findings(document, home)}, home


@pytest.mark.parametrize("kind", ["GetParticipantInput", "UpdateContactTargetQueue", "DisconnectParticipant"])
def test_block_that_no_page_lists_for_modules_may_not_stand_in_one(kind: str) -> None:
    assert "MODULE" not in BLOCK_RULES[kind].flow_types


def test_every_block_that_is_accepted_can_be_run() -> None:
    assert set(BLOCK_RULES) == set(PERFORM)
