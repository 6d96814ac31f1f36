"""A deployment reaches the alias that Amazon Connect calls.

SAM publishes a version when the text of a function's definition changes. That text has neither the values of parameters
nor the content of layers, so a change of either would leave the alias `live` on the old version. Therefore each
description names the parameters that the function reads: a changed description makes CloudFormation publish a new
version. It must name no others, because AWS refuses to publish a function that did not change.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tools.common.paths import TEMPLATE

CONTENT: dict[str, Any] = cfn_yaml.load(str(TEMPLATE))
# API Gateway calls the console's function without a version.
FUNCTIONS = [
    name
    for name, resource in CONTENT["Resources"].items()
    if resource["Type"] == "AWS::Serverless::Function" and "AutoPublishAlias" in resource["Properties"]
]


def variables(function: dict[str, Any]) -> dict[str, Any]:
    everywhere = dict(CONTENT["Globals"]["Function"]["Environment"]["Variables"])
    return everywhere | dict(function.get("Environment", {}).get("Variables", {}))


def references(value: Any) -> set[str]:  # noqa: ANN401 - any part of a template
    """The parameters and resources that a value refers to, inside conditions and substitutions, too."""
    if isinstance(value, list):
        return {name for part in value for name in references(part)}
    if not isinstance(value, dict):
        return set(re.findall(r"\$\{(\w+)\}", value)) if isinstance(value, str) else set()
    return {value["Ref"]} if "Ref" in value else references(list(value.values()))


def asked(value: Any) -> set[str]:  # noqa: ANN401
    """The conditions that a value depends on."""
    if isinstance(value, list):
        return {name for part in value for name in asked(part)}
    if not isinstance(value, dict):
        return set()
    own = {value["Fn::If"][0]} if "Fn::If" in value else set()
    return own | asked(list(value.values()))


def possible(names: set[str]) -> Iterator[dict[str, bool]]:
    """Every combination of conditions that is possible."""
    for holding in itertools.product((True, False), repeat=len(names)):
        yield dict(zip(sorted(names), holding, strict=True))


def chosen(value: Any, conditions: dict[str, bool]) -> Any:  # noqa: ANN401
    """The value that CloudFormation works out if these conditions hold."""
    if isinstance(value, list):
        return [chosen(part, conditions) for part in value]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        name, yes, no = value["Fn::If"]
        return chosen(yes if conditions[name] else no, conditions)
    return {key: chosen(part, conditions) for key, part in value.items()}


def test_only_the_console_is_called_without_a_version() -> None:
    kinds = {name: resource["Type"] for name, resource in CONTENT["Resources"].items()}
    assert {n for n in kinds if kinds[n] == "AWS::Serverless::Function"} - set(FUNCTIONS) == {"ReviewEntriesFunction"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_version_names_the_parameters_that_the_function_reads(name: str) -> None:
    """Under all conditions, because a parameter that is set but not chosen changes no function."""
    function = CONTENT["Resources"][name]["Properties"]
    read, told = list(variables(function).values()), function.get("VersionDescription")
    for conditions in possible(asked([read, told])):
        named = references(chosen(told, conditions)) & set(CONTENT["Parameters"])
        assert named == references(chosen(read, conditions)) & set(CONTENT["Parameters"]), conditions


@pytest.mark.parametrize("name", FUNCTIONS)
def test_version_names_a_choice_as_the_function_reads_it(name: str) -> None:
    """If the same address is given by another parameter, the function has not changed."""
    function = CONTENT["Resources"][name]["Properties"]
    told = function.get("VersionDescription", {}).get("Fn::Sub", "")
    _, choices = told if isinstance(told, list) else (told, {})
    assert all(choice in variables(function).values() for choice in choices.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_version_follows_the_layers(name: str) -> None:
    resources = CONTENT["Resources"]
    assert resources[name]["Properties"].get("AutoPublishAliasAllProperties") is True
    for layer in [*CONTENT["Globals"]["Function"]["Layers"], *resources[name]["Properties"].get("Layers", ())]:
        assert resources[layer["Ref"]]["Properties"].get("PublishLambdaVersion") is True
