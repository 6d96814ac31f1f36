"""Every path of outbound_check.json and outbound_notice.json, by name. Whatever the agent hears, the call is placed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import ARNS, CALLER, CHECK, ERROR, NOTICE, Scripted, Way, call, guide, outbound
from tools.connect.run import FunctionError, RunError, ViewAnswer, open_flow, run

DENIED = {"Success": "true", "Decision": "deny"}


def _way(answer: object, given: dict[str, str] | None = None, **faults: str) -> Way:
    named = {name.replace("_", " "): error for name, error in faults.items()}
    decision = "deny" if answer is DENIED and "Keep what the agent needs" not in named else None
    return Way(
        flow="outbound_check",
        contact=outbound,
        answer=answer,
        given=given or {},
        faults=named,
        decision=decision,
        ended="ended",
    )


PATHS = {
    "denied, agent told": _way(DENIED),
    "denied, agent not told": _way(DENIED, {"OutboundNotice": "silent"}),
    "denied, no notice there": _way(DENIED, {"OutboundNoticeFlowArn": "none"}),
    "denied, not kept": _way(DENIED, Keep_what_the_agent_needs=ERROR),
    "denied, notice fails": _way(DENIED, Show_the_agent_a_notice=ERROR),
    "allowed": _way({"Success": "false"}),
    "agent not named": _way({"Success": "false"}, Name_the_agent=ERROR),
    "callback": replace(_way({"Success": "false"}), contact=lambda: outbound("CALLBACK")),
    "callback, not kept": replace(
        _way({"Success": "false"}, Keep_that_it_is_a_callback=ERROR), contact=lambda: outbound("CALLBACK")
    ),
    "unknown answer": _way({"Success": "True"}),
    "function fails": _way(FunctionError("boom")),
}
NOTICE_PATHS = {
    "read": Way(flow="outbound_notice", contact=guide, keys=[ViewAnswer("Close")]),
    "left open": Way(flow="outbound_notice", contact=guide, keys=[None]),
    "button that the flow does not know": Way(flow="outbound_notice", contact=guide, keys=[ViewAnswer("Back")]),
    "view fails": Way(flow="outbound_notice", contact=guide, faults={"Show the notice": ERROR}),
}


@pytest.mark.parametrize("path", [*PATHS.values(), *NOTICE_PATHS.values()], ids=[*PATHS, *NOTICE_PATHS])
def test_path(path: Way) -> None:
    path.holds()


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_call_is_placed_and_the_customer_hears_nothing(path: Way) -> None:
    outcome = path.take()
    assert (outcome.dialled, outcome.heard) == (True, ())


@pytest.mark.parametrize(("path", "hooks"), [("denied, agent told", {"DefaultAgentUI": NOTICE}), ("allowed", {})])
def test_only_a_denied_number_brings_the_notice(path: str, hooks: dict[str, str]) -> None:
    assert PATHS[path].take().hooks == hooks


@pytest.mark.parametrize("path", ["denied, agent not told", "denied, no notice there"])
def test_notice_can_be_switched_off(path: str) -> None:
    assert PATHS[path].take().hooks == {}


@pytest.mark.parametrize(
    ("method", "dialled"),
    [("OUTBOUND", "outbound"), ("CALLBACK", "callback"), ("CALLBACK_CUSTOMER_FIRST_DIALED", "callback")],
)
def test_agent_is_named_and_the_number_said_to_be_dialled(method: str, dialled: str) -> None:
    kept = run(open_flow("outbound_check", ARNS), outbound(method), Scripted({"Success": "false"})).attributes
    assert kept == {"FlaggedBy": "jane.doe", "DenylistIsDialled": dialled}


def test_function_is_told_that_nobody_called() -> None:
    function = Scripted(DENIED)
    PATHS["denied, agent told"].take(function)
    ((arn, event),) = function.calls
    assert (arn, event["Details"]["Parameters"]) == (CHECK, {"Source": "outbound"})
    assert event["Details"]["ContactData"]["CustomerEndpoint"]["Address"] == CALLER


def test_notice_shows_the_number_dialled() -> None:
    contact = outbound()
    run(open_flow("outbound_check", ARNS), contact, Scripted(DENIED))
    outcome = run(open_flow("outbound_notice", ARNS), contact.guide(), Scripted(), [ViewAnswer("Close")])
    assert outcome.shown == ({"CustomerNumber": CALLER},)


def test_chat_is_never_dialled() -> None:
    with pytest.raises(RunError, match="Call the number cannot be run for CHAT"):
        run(open_flow("outbound_check", ARNS), call("CHAT"), Scripted(DENIED))


@given(st.none() | st.text() | st.dictionaries(st.sampled_from(["Success", "Decision"]), st.text() | st.booleans()))
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_no_answer_stops_the_call(answer: object) -> None:
    assert run(open_flow("outbound_check", ARNS), outbound(), Scripted(answer)).dialled
