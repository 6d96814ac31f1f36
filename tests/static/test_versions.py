"""What is deployed reaches the alias that Connect calls.

SAM publishes a version when the text of a function's definition changes. A parameter's value is not in that text, nor
is the content of a layer: without what is asserted here, a change of either would leave the alias `live` on the old
version. A changed description makes CloudFormation replace the version, which publishes anew; it may name no more than
what the function reads, because AWS refuses to publish a function that did not change.
"""

import re
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from local.paths import TEMPLATE

CONTENT: dict[str, Any] = cfn_yaml.load(str(TEMPLATE))
# The console is called as it is: API Gateway asks for no version.
FUNCTIONS = [
    name
    for name, resource in CONTENT["Resources"].items()
    if resource["Type"] == "AWS::Serverless::Function" and "AutoPublishAlias" in resource["Properties"]
]


def variables(function: dict[str, Any]) -> dict[str, Any]:
    everywhere = dict(CONTENT["Globals"]["Function"]["Environment"]["Variables"])
    return everywhere | dict(function.get("Environment", {}).get("Variables", {}))


def references(value: Any) -> set[str]:  # noqa: ANN401 - any part of a template
    """What a value refers to, however deep in conditions and substitutions."""
    if isinstance(value, list):
        return {name for part in value for name in references(part)}
    if not isinstance(value, dict):
        return set(re.findall(r"\$\{(\w+)\}", value)) if isinstance(value, str) else set()
    return {value["Ref"]} if "Ref" in value else references(list(value.values()))


def test_only_the_console_is_called_without_a_version() -> None:
    kinds = {name: resource["Type"] for name, resource in CONTENT["Resources"].items()}
    assert {n for n in kinds if kinds[n] == "AWS::Serverless::Function"} - set(FUNCTIONS) == {"ReviewEntriesFunction"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_version_names_the_parameters_that_the_function_reads(name: str) -> None:
    function = CONTENT["Resources"][name]["Properties"]
    read = references(list(variables(function).values()))
    description = str(function.get("VersionDescription", {}).get("Fn::Sub", ""))
    assert set(re.findall(r"\$\{(\w+)\}", description)) == read & set(CONTENT["Parameters"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_version_follows_the_layers(name: str) -> None:
    resources = CONTENT["Resources"]
    assert resources[name]["Properties"].get("AutoPublishAliasAllProperties") is True
    for layer in [*CONTENT["Globals"]["Function"]["Layers"], *resources[name]["Properties"].get("Layers", ())]:
        assert resources[layer["Ref"]]["Properties"].get("PublishLambdaVersion") is True
