"""Every path of flows/check_module.json, named; and the module in a flow of somebody else's."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import AFTER_CALL, ARNS, ERROR, Scripted, Way, call, placed
from tools.connect.actions import CONTACT_FLOW
from tools.connect.run import Flow, FunctionError, Outcome, RunError, load, open_flow, run

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


def _action(name: str, kind: str, parameters: dict[str, Any], **transitions: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _parent(folder: Path) -> Flow:
    """Somebody's inbound flow: ask the module, end what is denied, go on with everybody else."""
    to_voicemail = [{"NextAction": "Go on", "ErrorType": ERROR}]
    ends = [{"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": ["deny"]}}]
    actions = [
        _action("Ask", "InvokeFlowModule", {"FlowModuleId": MODULE}, NextAction="Denied?", Errors=to_voicemail),
        _action(
            "Denied?",
            "Compare",
            {"ComparisonValue": "$.Attributes.DenylistDecision"},
            NextAction="Go on",
            Conditions=ends,
            Errors=[{"NextAction": "Go on", "ErrorType": "NoMatchingCondition"}],
        ),
        _action(
            "Go on",
            "TransferToFlow",
            {"ContactFlowId": AFTER_CALL},
            NextAction="End",
            Errors=[{"NextAction": "End", "ErrorType": ERROR}],
        ),
        _action("End", "DisconnectParticipant", {}),
    ]
    document = {
        "Version": "2019-10-30",
        "StartAction": "Ask",
        "Metadata": placed(actions),
        "Actions": actions,
    }
    path = folder / "parent.json"
    path.write_text(json.dumps(document))
    return load(path, CONTACT_FLOW, {})


def _run(parent: Flow, answer: object, faults: dict[str, str] | None = None) -> Outcome:
    flow = parent.using({MODULE: open_flow("check_module", ARNS)})
    return run(flow, call(), Scripted(answer), faults=faults)


@pytest.mark.parametrize(
    ("answer", "ended"),
    [(DENY, "disconnected"), ({"Decision": "allow"}, "flow"), (FunctionError("boom"), "flow"), ({}, "flow")],
)
def test_parent_ends_only_what_is_denied(tmp_path: Path, answer: object, ended: str) -> None:
    assert _run(_parent(tmp_path), answer).ended == ended


def test_parent_goes_on_when_the_module_cannot_be_invoked(tmp_path: Path) -> None:
    outcome = _run(_parent(tmp_path), DENY, {"Ask": ERROR})
    assert (outcome.ended, outcome.tags) == ("flow", {})


def test_what_the_function_said_does_not_leave_the_module(tmp_path: Path) -> None:
    assert _run(_parent(tmp_path), DENY).external == {}


def test_trace_shows_the_module_below_the_action_that_entered_it(tmp_path: Path) -> None:
    outcome = _run(_parent(tmp_path), {"Decision": "allow"})
    assert [(step.flow, step.action) for step in outcome.trace] == [
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


def test_module_nobody_gave_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"parent\.json: Ask: module '.*' is unknown; give it by flow\.using"):
        run(_parent(tmp_path), call(), Scripted({}))
