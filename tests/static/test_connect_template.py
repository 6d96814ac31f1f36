"""flows/connect.yaml is up to date, gets its parameters from template.yaml, and holds the tested flows."""

import json
import re
from contextvars import ContextVar
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tools.common.paths import BUILD, TEMPLATE
from tools.connect.json_text import parse, read
from tools.connect.names import logical_id
from tools.connect.project import FLOW_TYPES, FLOWS, LINKS, SETTINGS, VIEWS, languages, prompts, text_of, values
from tools.connect.render import render
from tools.connect.template.__main__ import GENERATED, make

CONNECT: dict[str, Any] = cfn_yaml.load(str(GENERATED))
ROOT: dict[str, Any] = cfn_yaml.load(str(TEMPLATE))
RESOURCES: dict[str, Any] = CONNECT["Resources"]
NESTED: dict[str, Any] = ROOT["Resources"]["ConnectFlows"]
GIVEN = {
    "Language": "FlowLanguage",
    **{name: name for name in CONNECT["Parameters"] if name not in {"Language", "AddNumberArn", "CheckNumberArn"}},
}


def _resolve(value: Any, language: str) -> Any:  # noqa: ANN401, PLR0911 - any part of a template, one way each
    """A part of the template with its functions worked out. The name of a resource stands in place of its ARN."""
    match value:
        case {"Ref": "Language"}:
            return language
        case {"Fn::If": [condition, yes, no]}:
            return _resolve(yes if _holds(condition) else no, language)
        case {"Ref": name}:
            return CONNECT["Parameters"][name].get("Default", name)
        case {"Fn::GetAtt": [name, _]}:
            return name
        case {"Fn::FindInMap": [mapping, key, name]}:
            return CONNECT["Mappings"][mapping][_resolve(key, language)][name]
        case {"Fn::Sub": str(text)}:
            return _substitute(text, {}, language)
        case {"Fn::Sub": [text, variables]}:
            return _substitute(text, variables, language)
        case dict():
            return {key: _resolve(part, language) for key, part in value.items()}
        case list():
            return [_resolve(part, language) for part in value]
    return value


SETTING = ContextVar("FlowLogs", default="as_is")


def _holds(condition: str) -> bool:
    """Whether a condition of the template holds. Each is about one parameter."""
    return {"SetsFlowLogs": SETTING.get() != "as_is", "FlowLogsAreOn": SETTING.get() == "on"}[condition]


def _substitute(text: str, variables: dict[str, Any], language: str) -> str:
    def fill(mark: re.Match[str]) -> str:
        if mark[1].startswith("!"):
            return f"${{{mark[1][1:]}}}"
        return str(_resolve(variables.get(mark[1], {"Ref": mark[1]}), language))

    return re.sub(r"\$\{([^}]+)\}", fill, text)


def _arns() -> dict[str, str]:
    own = {placeholder: logical_id(view, "View") for view, placeholder in VIEWS.items()}
    links = {placeholder: logical_id(flow) for placeholder, flow in LINKS.items()}
    return {name: name for name in CONNECT["Parameters"] if name.endswith("Arn")} | own | links


def test_file_is_what_its_sources_make() -> None:
    assert GENERATED.read_text("utf-8") == make(), "run: make connect-template"


def test_file_is_ascii() -> None:
    assert GENERATED.read_text("utf-8").isascii()


def test_build_ships_it_as_it_is() -> None:
    built = cfn_yaml.load(str(BUILD / "ConnectFlows" / "template.yaml"))
    assert all(built[part] == CONNECT[part] for part in CONNECT), "run: make build"


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("setting", SETTINGS["FlowLogs"])
@pytest.mark.parametrize("name", FLOW_TYPES)
def test_deployed_flow_is_the_tested_flow(name: str, setting: str, language: str) -> None:
    properties = RESOURCES[logical_id(name)]["Properties"]
    tested = render(text_of(name, setting), values(_arns(), language), name)
    token = SETTING.set(setting)
    try:
        deployed = _resolve(properties["Content"], language)
    finally:
        SETTING.reset(token)
    assert json.loads(deployed) == json.loads(tested)


def test_conditions_are_those_that_the_flows_are_worked_out_with() -> None:
    as_is = {"Fn::Equals": [{"Ref": "FlowLogs"}, "as_is"]}
    assert CONNECT["Conditions"] == {
        "SetsFlowLogs": {"Fn::Not": [as_is]},
        "FlowLogsAreOn": {"Fn::Equals": [{"Ref": "FlowLogs"}, "on"]},
    }


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", VIEWS)
def test_deployed_view_has_its_labels(name: str, language: str) -> None:
    properties = _resolve(RESOURCES[logical_id(name, "View")]["Properties"], language)
    source = render(read(FLOWS / "views" / f"{name}.json"), prompts(language), name)
    assert {"InstanceArn": "ConnectInstanceArn", **parse(source, name)} == properties


def test_every_flow_and_view_is_deployed_once_and_nothing_is_allowed_twice() -> None:
    kinds = [resource["Type"].rpartition("::")[2] for resource in RESOURCES.values()]
    assert kinds.count("ContactFlow") + kinds.count("ContactFlowModule") == len(FLOW_TYPES)
    assert kinds.count("View") == len(VIEWS)
    assert set(kinds) == {"ContactFlow", "ContactFlowModule", "View", "Queue", "QuickConnect"}


def test_quick_connect_runs_the_flag_flow_from_a_queue_of_its_own() -> None:
    config = RESOURCES["FlagQuickConnect"]["Properties"]["QuickConnectConfig"]["QueueConfig"]
    assert config["ContactFlowArn"] == {"Fn::GetAtt": ["FlagNumberFlow", "ContactFlowArn"]}
    assert config["QueueArn"] == {"Fn::GetAtt": ["FlagQueue", "QueueArn"]}
    assert "QuickConnectArns" not in RESOURCES["FlagQueue"]["Properties"]


def test_template_gives_every_parameter() -> None:
    given = NESTED["Properties"]["Parameters"]
    assert given.keys() == CONNECT["Parameters"].keys()
    assert {name: given[name]["Ref"] for name in GIVEN} == GIVEN
    assert NESTED["Properties"]["TemplateURL"] == str(GENERATED.relative_to(TEMPLATE.parent))


@pytest.mark.parametrize(("inner", "outer"), GIVEN.items())
def test_both_templates_bound_a_parameter_alike(inner: str, outer: str) -> None:
    wanted, offered = CONNECT["Parameters"][inner], ROOT["Parameters"][outer]
    if "AllowedValues" in wanted:
        assert (offered["AllowedValues"], offered["Default"]) == (wanted["AllowedValues"], wanted["Default"])
    else:
        assert offered["AllowedPattern"] == f"^$|{wanted['AllowedPattern']}"


def test_choices_are_those_of_the_flows_and_catalogues() -> None:
    assert set(ROOT["Parameters"]["FlowLanguage"]["AllowedValues"]) == set(languages())
    assert {name: tuple(ROOT["Parameters"][name]["AllowedValues"]) for name in SETTINGS} == dict(SETTINGS)


def test_flows_wait_until_the_instance_may_call_the_functions() -> None:
    allowed = {"AWS::Connect::IntegrationAssociation", "AWS::Lambda::Permission"}
    connect = {
        name
        for name, resource in ROOT["Resources"].items()
        if resource["Type"] in allowed and resource.get("Condition") == "HasConnect"
    }
    assert set(NESTED["DependsOn"]) == connect
    assert NESTED["Condition"] == "HasFlows"
