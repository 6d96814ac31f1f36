"""Two more opinions: both tools are really asked, their findings count, and every exception has a reason."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from local.check_flows import filled_by_deployment
from local.connect import check_second
from local.connect.check_second import EXCEPTIONS, opinions, second_opinions, view_opinions
from local.connect.load import read
from local.connect.project import FLOW_TYPES, FLOWS, VIEWS, values
from local.connect.render import render

type Document = dict[str, Any]

NETWORK = ("boto3", "botocore", "http.client", "requests", "socket", "ssl", "subprocess", "urllib3")


def _content(name: str) -> str:
    return render(read(FLOWS / f"{name}.json"), values(filled_by_deployment(), "en"), name)


def _views() -> dict[str, str]:
    return {name: read(FLOWS / "views" / f"{name}.json") for name in VIEWS}


def _action(document: Document, kind: str) -> Document:
    found: Document = next(action for action in document["Actions"] if action["Type"] == kind)
    return found


def _orphan(document: Document) -> None:
    document["Actions"].append(
        {"Identifier": "Lost", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    )
    document["Metadata"]["ActionMetadata"]["Lost"] = {"position": {"x": 0, "y": 0}}


def _spoiled(name: str, spoil: Callable[[Document], object]) -> set[tuple[str, str]]:
    document = json.loads(_content(name))
    spoil(document)
    return {(tool, kind) for tool, kind, _ in opinions(json.dumps(document), _views())}


SPOILED: dict[str, tuple[str, Callable[[Document], object], set[tuple[str, str]]]] = {
    "unreachable": ("inbound", _orphan, {("connect-flow", "unreachable"), ("cxblueprint", "orphaned")}),
    "no conditions": (
        "inbound",
        lambda d: _action(d, "Compare")["Transitions"].update(Conditions=[]),
        {("connect-flow", "empty_conditions"), ("connect-flow", "unreachable"), ("cxblueprint", "orphaned")},
    ),
    "no time-out": (
        "flag_number",
        lambda d: _action(d, "GetParticipantInput")["Transitions"]["Errors"].pop(),
        {("cxblueprint", "missing-errors")},
    ),
    "no way on": (
        "inbound",
        lambda d: d["Actions"][-1].update(Type="MessageParticipant", Transitions={}),
        {("cxblueprint", "unterminated")},
    ),
    "view without that button": (
        "after_call",
        lambda d: _action(d, "ShowView")["Transitions"]["Conditions"][0]["Condition"].update(Operands=["Send"]),
        {("connect-flow", "view_action_unknown")},
    ),
}


@pytest.mark.parametrize(("name", "spoil", "expected"), SPOILED.values(), ids=SPOILED)
def test_tools_find_what_they_are_asked_for(
    name: str, spoil: Callable[[Document], object], expected: set[tuple[str, str]]
) -> None:
    assert expected - _spoiled(name, spoil) == set()


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_tools_find_nothing_that_is_not_excepted(name: str) -> None:
    assert second_opinions(name, _content(name), _views()) == []


def test_exceptions_are_reviewed_and_still_needed() -> None:
    found = {(name, tool, kind) for name in FLOW_TYPES for tool, kind, _ in opinions(_content(name), _views())}
    assert set(EXCEPTIONS) - found == set()
    assert all(len(reason.split()) > 3 for reason in EXCEPTIONS.values())


def test_exception_silences_its_finding_only(monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.loads(_content("inbound"))
    _orphan(document)
    content = json.dumps(document)
    monkeypatch.setattr(check_second, "EXCEPTIONS", {("inbound", "cxblueprint", "orphaned"): "for this test alone"})
    assert [finding.rule for finding in second_opinions("inbound", content, None)] == ["connect-flow"]
    assert {finding.rule for finding in second_opinions("other", content, None)} == {"connect-flow", "cxblueprint"}


@pytest.mark.parametrize("text", ["{}", '{"Template": 1, "Actions": []}', "not JSON"])
def test_text_that_is_no_view_is_a_finding(text: str) -> None:
    assert [finding.rule for finding in view_opinions(text)] == ["connect-flow"]


def test_view_with_an_action_no_button_gives_is_a_finding() -> None:
    text = json.dumps({"Template": {"Body": []}, "Actions": ["Submit"]})
    assert ["Submit" in finding.what for finding in view_opinions(text)] == [True]


def test_tools_load_nothing_that_could_reach_a_network() -> None:
    code = (
        f"import sys, connect_flow.lint, cxblueprint.flow_analyzer; print([m for m in {NETWORK} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
