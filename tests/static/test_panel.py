"""The agents' panel as an app of the agent workspace: what the template makes, and the frame that it needs."""

import re
from typing import Any

import pytest

from tests.policies import CONTENT, resources
from tools.common.paths import ROOT

APPLICATION: dict[str, Any] = CONTENT["Resources"]["PanelApplication"]["Properties"]
WORDS = re.compile(r"allow-[a-z-]+(?: allow-[a-z-]+)+")
NAMED_IN = ["console/host/workspace_host.js", "tests/browser/panel.py", "docs/connect.md", "docs/connect.ko.md"]


def _page_agent(console: dict[str, Any]) -> dict[str, Any]:
    """The page `agent` beside the console, whichever address that has."""
    ((kind, value),) = console.items()
    if kind == "Fn::If":
        condition, one, other = value
        return {kind: [condition, _page_agent(one), _page_agent(other)]}
    return {"Fn::Sub": f"${{{value}}}agent" if kind == "Ref" else f"{value}agent"}


def test_there_is_an_app_only_with_an_instance_and_a_page_that_may_show_it() -> None:
    kinds = ("AWS::AppIntegrations::Application", "AWS::Connect::IntegrationAssociation")
    made = {name: each for name, each in resources(*kinds).items() if "Panel" in name or each["Type"] == kinds[0]}
    assert {name: each["Condition"] for name, each in made.items()} == dict.fromkeys(
        ("PanelApplication", "PanelAssociation"), "HasPanel"
    )
    assert CONTENT["Outputs"]["PanelApplication"]["Condition"] == "HasPanel"
    given = {"Fn::Not": [{"Fn::Equals": [{"Ref": "PanelOrigins"}, ""]}]}
    assert CONTENT["Conditions"]["HasPanel"] == {"Fn::And": [{"Condition": "HasConnect"}, given]}
    assert CONTENT["Conditions"]["HasConnect"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConnectInstanceArn"}, ""]}]}


def test_instance_gets_this_app() -> None:
    assert CONTENT["Resources"]["PanelAssociation"]["Properties"] == {
        "InstanceId": {"Ref": "ConnectInstanceArn"},
        "IntegrationType": "APPLICATION",
        "IntegrationArn": {"Fn::GetAtt": ["PanelApplication", "ApplicationArn"]},
    }


def test_app_opens_for_each_contact_at_the_consoles_address() -> None:
    assert APPLICATION["ApplicationConfig"] == {"ContactHandling": {"Scope": "PER_CONTACT"}}
    address = _page_agent(CONTENT["Outputs"]["ConsoleUrl"]["Value"])
    assert APPLICATION["ApplicationSourceConfig"] == {"ExternalUrlConfig": {"AccessUrl": address}}


def test_only_the_origins_of_the_parameter_may_show_it() -> None:
    variables = CONTENT["Resources"]["ReviewEntriesFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["PANEL_ORIGINS"] == {"Ref": "PanelOrigins"}


@pytest.mark.parametrize(
    ("page", "alone"), [("docs/connect.md", "and nothing else"), ("docs/connect.ko.md", "만 들을 수 있고")]
)
def test_app_may_hear_what_the_docs_list_and_nothing_else(page: str, alone: str) -> None:
    (told,) = re.findall(rf"\(`([\w.]+)`\) ?{alone}", (ROOT / page).read_text("utf-8"))
    assert APPLICATION["Permissions"] == [told]
    assert APPLICATION["IframeConfig"]["Allow"] == []


@pytest.mark.parametrize("file", NAMED_IN)
def test_sandbox_has_the_same_words_wherever_it_is_named(file: str) -> None:
    (told,) = WORDS.findall((ROOT / file).read_text("utf-8"))
    assert sorted(told.split()) == sorted(APPLICATION["IframeConfig"]["Sandbox"])
