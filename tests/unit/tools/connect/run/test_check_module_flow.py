"""Every path of flows/check_module.json, by name; and the module as another flow uses it."""

from typing import Any

import pytest

from tests.unit.tools.connect.scripted import ARNS, ERROR, Scripted, Way, call
from tools.connect.block_rule import CONTACT_FLOW
from tools.connect.run import Flow, FunctionError, Outcome, RunError, open_flow, run

MODULE = "arn:aws:connect:us-east-1:123456789012:instance/i/flow-module/m"
DENY = {"Success": "true", "Decision": "deny"}


def _way(answer: object, decision: str | None, *, tagged: bool = False, **faults: str) -> Way:
    named = {name.replace("_", " "): error for name, error in faults.items()}
    return Way(flow="check_module", answer=answer, ended="returned", decision=decision, tagged=tagged, faults=named)


PATHS = {
    "denied": _way(DENY, "deny", tagged=True),
    "denied, tag not set": _way(DENY, "deny", Tag_the_contact=ERROR),
    "allowed": _way({"Decision": "allow"}, "allow"),
    "withheld": _way({"Decision": "withheld"}, "withheld"),
    "unknown decision": _way({"Decision": "DENY"}, "unknown"),
    "no decision": _way({"Success": "true"}, "unknown"),
    "function fails": _way(FunctionError("boom"), "unknown"),
    "denied, not kept": _way(DENY, None, tagged=True, Keep_deny=ERROR),
    "allowed, not kept": _way({"Decision": "allow"}, None, Keep_allow=ERROR),
    "withheld, not kept": _way({"Decision": "withheld"}, None, Keep_withheld=ERROR),
    "unknown, not kept": _way({}, None, Keep_unknown=ERROR),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Way) -> None:
    path.holds()


def _block(name: str, kind: str, parameters: dict[str, Any], **transitions: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _parent() -> Flow:
    """An inbound flow that asks the module, ends denied calls, and goes on with all others."""
    to_voicemail = [{"NextAction": "Go on", "ErrorType": ERROR}]
    ends = [{"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": ["deny"]}}]
    blocks = [
        _block("Ask", "InvokeFlowModule", {"FlowModuleId": MODULE}, NextAction="Denied?", Errors=to_voicemail),
        _block(
            "Denied?",
            "Compare",
            {"ComparisonValue": "$.Attributes.DenylistDecision"},
            NextAction="Go on",
            Conditions=ends,
            Errors=[{"NextAction": "Go on", "ErrorType": "NoMatchingCondition"}],
        ),
        _block("Go on", "EndFlowExecution", {}),
        _block("End", "DisconnectParticipant", {}),
    ]
    document = {"StartAction": "Ask", "Actions": blocks}
    return Flow.parse("parent.json", CONTACT_FLOW, document)


def _run(parent: Flow, answer: object, faults: dict[str, str] | None = None) -> Outcome:
    flow = parent.using({MODULE: open_flow("check_module", ARNS)})
    return run(flow, call(), Scripted(answer), faults=faults)


@pytest.mark.parametrize(
    ("answer", "ended"),
    [(DENY, "disconnected"), ({"Decision": "allow"}, "ended"), (FunctionError("boom"), "ended"), ({}, "ended")],
)
def test_parent_ends_only_what_is_denied(answer: object, ended: str) -> None:
    assert _run(_parent(), answer).ended == ended


def test_parent_goes_on_when_the_module_cannot_be_invoked() -> None:
    outcome = _run(_parent(), DENY, {"Ask": ERROR})
    assert (outcome.ended, outcome.tags) == ("ended", {})


def test_what_the_function_said_does_not_leave_the_module() -> None:
    assert _run(_parent(), DENY).external == {}


def test_trace_shows_the_module_below_the_block_that_entered_it() -> None:
    outcome = _run(_parent(), {"Decision": "allow"})
    assert [(step.flow, step.block) for step in outcome.trace] == [
        ("parent.json", "Ask"),
        ("check_module.json", "Check the number"),
        ("check_module.json", "What is the decision?"),
        ("check_module.json", "Keep allow"),
        ("check_module.json", "Return"),
        ("parent.json", "Denied?"),
        ("parent.json", "Go on"),
    ]
    assert outcome.branches() == {("Ask", "next"), ("Denied?", "NoMatchingCondition"), ("Go on", "end")}
    assert ("Keep allow", "next") in outcome.branches("check_module.json")


def test_module_nobody_gave_is_refused() -> None:
    with pytest.raises(RunError, match=r"parent\.json: Ask: module '.*' is unknown; give it by flow\.using"):
        run(_parent(), call(), Scripted({}))
