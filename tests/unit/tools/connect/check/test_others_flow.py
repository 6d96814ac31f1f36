"""Other people's flows: their use of our functions is judged, and nothing else in them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.connect.blocks import Block
from tools.connect.check.others_flow import Examined
from tools.connect.check.reach import MOST_STATES
from tools.connect.conditions import OPERATORS, holds
from tools.connect.contract import ADD, CHECK, CHECK_MODULE, MODULE_NAME, Ours

type BlockJson = dict[str, Any]
type Flow = dict[str, Any]
type Case = tuple[str, str, str]

FUNCTION = "arn:aws:lambda:eu-west-2:123456789012:function"
CHECK_ARN = f"{FUNCTION}:connect-deny-list-CheckNumberFunction-AbC123dEf456:live"
ADD_ARN = f"{FUNCTION}:connect-deny-list-AddNumberFunction-AbC123dEf456:live"
MODULE = "arn:aws:connect:eu-west-2:123456789012:instance/i/flow-module/m"
TRUE, DENY = ("Equals", "true", "Bye"), ("Equals", "deny", "Bye")


def _block(name: str, kind: str, then: str = "", error: str = "", **parameters: object) -> BlockJson:
    errors = [{"NextAction": error, "ErrorType": "NoMatchingError"}] if error else []
    transitions = {"NextAction": then, "Errors": errors, "Conditions": []} if then else {}
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _ask(
    then: str = "Compare", error: str = "Queue", name: str = "Ask", arn: str = CHECK_ARN, **more: object
) -> BlockJson:
    limit = "8" if arn == ADD_ARN else "4"
    given = {"LambdaFunctionARN": arn, "InvocationTimeLimitSeconds": limit, **more}
    return _block(name, "InvokeLambdaFunction", then, error, **given)


def _compare(path: str, *cases: Case, other: str = "Queue", name: str = "Compare") -> BlockJson:
    conditions = [{"NextAction": to, "Condition": {"Operator": how, "Operands": [what]}} for how, what, to in cases]
    errors = [{"NextAction": other, "ErrorType": "NoMatchingCondition"}]
    transitions = {"NextAction": other, "Conditions": conditions, "Errors": errors}
    return {
        "Identifier": name,
        "Type": "Compare",
        "Parameters": {"ComparisonValue": path},
        "Transitions": transitions,
    }


def _keep(then: str = "Compare", **attributes: str) -> BlockJson:
    return _block("Keep", "UpdateContactAttributes", then, then, Attributes=attributes)


def _module(then: str = "Compare", error: str = "Queue", **more: object) -> BlockJson:
    return _block("Ask", "InvokeFlowModule", then, error, FlowModuleId=MODULE, **more)


QUEUE = _block("Queue", "TransferContactToQueue", "Bye", "Bye")
BYE = _block("Bye", "MessageParticipant", "End", "End", Text="Goodbye.")
END = _block("End", "DisconnectParticipant")
SUCCESS = _compare("$.External.Success", TRUE)
DECISION = _compare("$.Attributes.DenylistDecision", DENY)


def _flow(*blocks: BlockJson, modules: Mapping[str, str] | None = None) -> Flow:
    named = {name: {"contactFlowModuleName": module} for name, module in (modules or {"Ask": MODULE_NAME}).items()}
    start = blocks[0]["Identifier"]
    return {"StartAction": start, "Metadata": {"ActionMetadata": named}, "Actions": [*blocks, QUEUE, BYE, END]}


def _find(flow: Flow, named: Mapping[str, Ours] | None = None) -> list[tuple[str, str]]:
    return [(found.level, f"{found.where}: {found.what}") for found in Examined.of(flow, named or {}).findings()]


def _results(*cases: Case, error: str = "Bye", path: str = "$.External.Result", other: str = "Bye") -> Flow:
    said = [_block(name, "MessageParticipant", "End", "End", Text=name) for name in ("Added", "Failed")]
    return _flow(_ask(arn=ADD_ARN, error=error), _compare(path, *cases, other=other), *said)


RIGHT: dict[str, Flow] = {
    "Success": _flow(_ask(), SUCCESS),
    "Decision": _flow(_ask(), _compare("$.External.Decision", DENY, ("Equals", "withheld", "Queue"))),
    "quoted path": _flow(_ask(), _compare("$.External['Success']", TRUE)),
    "false goes on, the rest is ended": _flow(
        _ask(), _compare("$.External.Success", ("Equals", "false", "Queue"), other="Bye")
    ),
    "starts with": _flow(_ask(), _compare("$.External.Success", ("TextStartsWith", "t", "Bye"))),
    "kept and compared": _flow(_ask("Keep"), _keep(Denied="$.External.Success"), _compare("$.Attributes.Denied", TRUE)),
    "kept, then another function": _flow(
        _ask("Keep"),
        _keep("Other", Denied="$.External.Success"),
        _ask("Compare", "Compare", "Other", f"{FUNCTION}:crm"),
        _compare("$.Attributes.Denied", TRUE),
    ),
    "another function before": _flow(_ask("Ask", "Ask", "Other", f"{FUNCTION}:crm"), _ask(), SUCCESS),
    "another function before, read when ours fails": _flow(
        _ask("Ask", "Ask", "Other", f"{FUNCTION}:crm"),
        _ask(error="Hello"),
        SUCCESS,
        _block("Hello", "MessageParticipant", "Queue", "Queue", Text="Hello, $.External.Name."),
    ),
    "another function afterwards": _flow(
        _ask(),
        _compare("$.External.Success", TRUE, other="Other"),
        _ask("Vip", "Vip", "Other", f"{FUNCTION}:crm"),
        _compare("$.External.IsVip", ("Equals", "yes", "Queue"), name="Vip"),
    ),
    "denied ones to another queue": _flow(
        _ask(), _compare("$.External.Success", ("Equals", "true", "Low")), _keep("Queue") | {"Identifier": "Low"}
    ),
    "menu in a circle": _flow(
        _ask(),
        _compare("$.External.Success", TRUE, other="Menu"),
        _block("Menu", "GetParticipantInput", "Ask", "Queue"),
    ),
    "turned away when closed, too": _flow(
        _ask("Compare", "Open?"),
        _compare("$.External.Success", TRUE, other="Open?"),
        _block("Open?", "CheckHoursOfOperation", "Queue", "Bye"),
    ),
    "only messages for everybody": _flow(
        _ask("Compare", "Hello"),
        _compare("$.External.Success", TRUE, other="Hello"),
        _block("Hello", "MessageParticipant", "End", "End", Text="Hello."),
    ),
    "status told apart": _flow(
        _ask(),
        SUCCESS | _compare("$.External.Success", TRUE, other="Status"),
        _compare("$.External.Status", ("Equals", "PROTECTED", "Queue"), name="Status"),
    ),
    "module": _flow(_module(), DECISION),
    "module that is not named": _flow(_module(), DECISION, modules={"Queue": ""}),
    "placeholder": _flow(_ask(arn="${CheckNumberArn}"), SUCCESS),
    "results": _results(
        ("Equals", "added", "Added"), ("Equals", "already_listed", "Added"), other="Failed", error="Failed"
    ),
    "reasons": _results(("Equals", "NONE", "Added"), path="$.External.Why", other="Failed", error="Failed"),
    "nothing of ours": _flow(
        _ask(arn=f"{FUNCTION}:blocked"), _compare("$.External.isBlocked", ("Equals", "True", "Bye"))
    ),
}
WRONG: dict[str, tuple[Flow, str]] = {
    "another answer": (
        _flow(_ask(), _compare("$.External.isBlocked", TRUE)),
        "Compare: reads $.External.isBlocked, which check_number never answers; compare $.External.Success with true",
    ),
    "capital True": (
        _flow(_ask(), _compare("$.External.Success", ("Equals", "True", "Bye"))),
        "Compare: compares $.External.Success with 'True', which check_number never answers; use true or false",
    ),
    "a word for a decision": (
        _flow(_ask(), _compare("$.External.Decision", ("Equals", "block", "Bye"))),
        "with 'block', which check_number never answers; use deny or allow or withheld",
    ),
    "a number": (_flow(_ask(), _compare("$.External.Success", ("NumberGreaterThan", "0", "Bye"))), "with '0', which"),
    "a status": (
        _flow(
            _ask(),
            SUCCESS | _compare("$.External.Success", TRUE, other="Status"),
            _compare("$.External.Status", ("Equals", "BLOCKED", "Bye"), name="Status"),
        ),
        "with 'BLOCKED', which",
    ),
    "not compared": (_flow(_ask("Queue")), "Ask: is asked, and all callers go the same way for every answer"),
    "judged by the status": (
        _flow(_ask(), _compare("$.External.Status", ("Equals", "APPROVED", "Bye"))),
        "Ask: is judged by $.External.Status, which does not say whether a caller is denied",
    ),
    "compared to no effect": (
        _flow(_ask(), _compare("$.External.Success", ("Equals", "true", "Queue"))),
        "Ask: is asked, and all callers go the same way",
    ),
    "compared after another function": (
        _flow(_ask("Other"), _ask("Compare", "Queue", "Other", f"{FUNCTION}:crm"), SUCCESS),
        "Ask: is compared only at Compare, where $.External is another function's",
    ),
    "kept under another name": (
        _flow(_ask("Keep"), _keep(Denied="$.External.Succes"), _compare("$.Attributes.Denied", TRUE)),
        "Keep: reads $.External.Succes, which check_number never answers",
    ),
    "kept, then capital True": (
        _flow(
            _ask("Keep"), _keep(Denied="$.External.Success"), _compare("$.Attributes.Denied", ("Equals", "True", "Bye"))
        ),
        "compares $.Attributes.Denied with 'True'",
    ),
    "error ends the call": (_flow(_ask(error="Bye"), SUCCESS), "Ask: turns callers away when it fails"),
    "error goes where denied callers go": (
        _flow(
            _ask(error="Low"),
            _compare("$.External.Success", ("Equals", "true", "Low")),
            _keep("Side") | {"Identifier": "Low"},
            _block("Side", "TransferToFlow", "End", "End"),
        ),
        "Ask: turns callers away when it fails",
    ),
    "error reaches the comparison, and no match ends the call": (
        _flow(_ask(error="Compare"), _compare("$.External.Success", ("Equals", "false", "Queue"), other="Bye")),
        "Ask: turns callers away when it fails",
    ),
    "no error branch": (_flow(_ask(error=""), SUCCESS), "Ask: has no error branch"),
    "swapped": (
        _flow(_ask(), _compare("$.External.Success", ("Equals", "false", "Bye"))),
        "Ask: turns away callers who are not denied, and lets the denied ones in",
    ),
    "not waited for": (_flow(_ask(InvocationType="ASYNCHRONOUS"), SUCCESS), "Ask: is invoked without waiting"),
    "the number called": (
        _flow(_ask(LambdaInvocationAttributes={"CustomerNumber": "$.SystemEndpoint.Address"}), SUCCESS),
        "Ask: passes $.SystemEndpoint.Address, the number that was called",
    ),
    "never reached": (_flow(SUCCESS, _ask()), "Ask: is never reached, so check_number is not asked"),
    "module, another word": (
        _flow(_module(), _compare("$.Attributes.DenylistDecision", ("Equals", "denied", "Bye"))),
        "with 'denied', which the check module never answers; use deny or allow or withheld or unknown",
    ),
    "module, its function's answer": (_flow(_module(), SUCCESS), "Ask: is asked, and all callers go the same way"),
    "module, not compared": (_flow(_module("Queue")), "compare the contact attribute DenylistDecision with deny"),
    "module, error ends the call": (_flow(_module(error="Bye"), DECISION), "Ask: turns callers away when it fails"),
    "module, unknown ends the call": (
        _flow(_module(), _compare("$.Attributes.DenylistDecision", ("Equals", "allow", "Queue"), other="Bye")),
        "Ask: turns callers away whose answer is unknown",
    ),
    "a result there is none of": (
        _results(("Equals", "added", "Added"), ("Equals", "listed", "Failed")),
        "with 'listed', which add_number never answers; use added or already_listed or updated or withdrawn",
    ),
    "a result's other name": (
        _results(("Equals", "added", "Added"), path="$.External.Outcome"),
        "reads $.External.Outcome",
    ),
    "success when it fails": (
        _results(("Equals", "added", "Added"), error="Added"),
        "Ask: tells agents of success when it fails",
    ),
    "a term": (
        _flow(_ask(arn=ADD_ARN, LambdaInvocationAttributes={"Term": "1 week"}), _compare("$.External.Success", TRUE)),
        "Ask: passes the Term 1 week, which is refused; use default, 24h",
    ),
    "a category": (
        _flow(_ask(arn=ADD_ARN, LambdaInvocationAttributes={"Category": "rude"}), _compare("$.External.Success", TRUE)),
        "Ask: passes the Category rude, which is refused; use none, abuse, threat",
    ),
}
ADVICE: dict[str, tuple[Flow, str]] = {
    "no alias": (_flow(_ask(arn=CHECK_ARN.removesuffix(":live")), SUCCESS), "invokes no alias"),
    "a version": (_flow(_ask(arn=CHECK_ARN.replace(":live", ":12")), SUCCESS), "invokes 12; use"),
    "the latest": (_flow(_ask(arn=CHECK_ARN.replace(":live", ":$LATEST")), SUCCESS), "invokes $LATEST"),
    "a long wait": (_flow(_ask(InvocationTimeLimitSeconds="8"), SUCCESS), "has a time limit of 8 s"),
    "a parameter's other name": (
        _flow(_ask(LambdaInvocationAttributes={"phone": "$.CustomerEndpoint.Address"}), SUCCESS),
        "passes phone, which",
    ),
    "compared in another flow": (
        _flow(_ask("Go"), _block("Go", "TransferToFlow", "End", "End")),
        "in the flow that gets the contact",
    ),
    "kept for another flow": (
        _flow(_ask("Keep"), _keep("Queue", Denied="$.External.Success")),
        "in the flow that gets",
    ),
    "withheld turned away": (
        _flow(_ask(), _compare("$.External.Decision", ("Equals", "allow", "Queue"), other="Bye")),
        "whose answer is withheld",
    ),
    "a second word that does no harm": (
        _flow(_ask(), _compare("$.External.Success", TRUE, ("Equals", "True", "Bye"))),
        "with 'True'",
    ),
    "agent not told": (_flow(_ask("End", "End", arn=ADD_ARN)), "the agent hears the same"),
}


@pytest.mark.parametrize("flow", RIGHT.values(), ids=RIGHT)
def test_right_use_has_no_finding(flow: Flow) -> None:
    assert _find(flow) == []


@pytest.mark.parametrize(("flow", "words"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_with_what_to_do(flow: Flow, words: str) -> None:
    found = [what for level, what in _find(flow) if level == "wrong"]
    assert [words in what for what in found] == [True]


@pytest.mark.parametrize(("flow", "words"), ADVICE.values(), ids=ADVICE)
def test_what_could_be_better_is_advice(flow: Flow, words: str) -> None:
    assert [(level, words in what) for level, what in _find(flow)] == [("advice", True)]


@pytest.mark.parametrize("name", [f"{FUNCTION}:gate", f"{FUNCTION}:gate:live", "gate"])
@pytest.mark.parametrize("arn", [f"{FUNCTION}:gate:live", f"{FUNCTION}:gate:3", "gate"])
def test_function_of_another_name_is_known_when_named(name: str, arn: str) -> None:
    flow = _flow(_ask("Queue", arn=arn))
    assert (_find(flow), len(_find(flow, {name: CHECK})) > 0) == ([], True)


@pytest.mark.parametrize("name", [MODULE, "m", "My copy"])
def test_module_of_another_name_is_known_when_named(name: str) -> None:
    flow = _flow(_module("Queue"), modules={"Ask": "My copy"})
    assert (_find(flow), [level for level, _ in _find(flow, {name: CHECK_MODULE})]) == ([], ["wrong"])


@pytest.mark.parametrize(
    ("arn", "ours"),
    [
        (CHECK_ARN, CHECK),
        (ADD_ARN, ADD),
        ("${CheckNumberFunction.Arn}", CHECK),
        ("${CheckNumberFunctionAliaslive}", CHECK),
        ("{{AddNumberArn}}", ADD),
        (f"{FUNCTION}:a-stack-with-a-long-name-CheckNumberFuncti-AbC123dEf456", CHECK),
        (f"{FUNCTION}:RecheckNumberFunction-AbC", None),
        (f"{FUNCTION}:AddNumberFormat", None),
        (f"{FUNCTION}:AddNumberFunctionality-AbC", None),
        ("$.Attributes.Function", None),
        ("", None),
    ],
)
def test_ours_are_known_by_the_names_of_a_deployment(arn: str, ours: Ours | None) -> None:
    assert list(Examined.of(_flow(_ask(arn=arn), SUCCESS), {}).uses.values()) == ([ours] if ours else [])


TARGETS = st.sampled_from(["Queue", "Bye"])
OPERANDS = st.sampled_from(["true", "false", "True", "deny", "allow", "withheld", "e", "1", ""])
CASES = st.lists(st.tuples(st.sampled_from(sorted(OPERATORS)), OPERANDS, TARGETS), max_size=4)


def _goes(cases: list[Case], other: str, value: str | None) -> str:
    return next((to for how, what, to in cases if holds(how, value, what)), other)


@given(CASES, TARGETS, TARGETS, st.sampled_from(["Success", "Decision", "isBlocked"]))
def test_wrong_is_said_if_and_only_if_a_caller_goes_the_wrong_way(
    cases: list[Case], other: str, error: str, member: str
) -> None:
    """A comparison is right only if it ends the call of a denied caller, and of nobody else, even after an error."""
    goes = {name: _goes(cases, other, answer.get(member)) for name, answer in CHECK.answers.items()}
    found = _find(_flow(_ask(error=error), _compare(f"$.External.{member}", *cases, other=other)))
    wrong = [what for level, what in found if level == "wrong"]
    if (goes["denied"], goes["allowed"], error) != ("Bye", "Queue", "Queue") or member == "isBlocked":
        assert wrong
    else:
        assert [what for what in wrong if "never answers" not in what] == []


def _places(node: object) -> Iterator[tuple[Any, Any]]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield node, key
        yield from _places(value)


ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.lists(st.none()) | st.just({"x": None})


@given(st.data(), ODD, st.sampled_from([*RIGHT.values(), *(flow for flow, _ in WRONG.values())]))
def test_any_value_anywhere_is_no_accident(data: st.DataObject, value: object, flow: Flow) -> None:
    copy = json.loads(json.dumps(flow))
    node, key = data.draw(st.sampled_from(list(_places(copy))))
    node[key] = value
    assert all(what for _, what in _find(copy))


def test_flow_with_endless_ways_is_given_up() -> None:
    many = [_keep(f"Keep{number + 1}", **{f"A{number}": "$.External.Success"}) for number in range(40)]
    for number, block in enumerate(many):
        block["Identifier"] = f"Keep{number}"
        block["Transitions"]["Conditions"] = [{"NextAction": f"Keep{number + 2}", "Condition": {}}]
    found = _find(_flow(_ask("Keep0"), *many))
    assert len(Block.all_of(_flow(*many))) < MOST_STATES
    assert [level for level, what in found if "too many ways" in what] == ["advice"]
