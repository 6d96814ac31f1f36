"""docs/deploying.md agrees with the templates and CloudFormation's schemas, and ARNs work in every partition."""

import copy
import json
import re
from typing import Any

import pytest
import yaml

from tests import deployer_policy, replacements
from tests.linters import NESTED
from tests.markdown import content
from tests.transformed import transformed
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.operate.deploy_on_aws import without_shifting

KEPT = {"AWS::DynamoDB::Table", "AWS::Cognito::UserPool"}


def test_what_a_parameter_replaces_is_what_the_schemas_say() -> None:
    """`python -m tests.replacements` prints the table."""
    table = content("docs/deploying.md").split("<!-- replacements -->\n")[1].split("\n<!-- /replacements -->")[0]
    assert table == replacements.table()


def test_no_parameter_replaces_what_cannot_be_made_again() -> None:
    template = replacements.ours()
    kept = {name for name, one in template["Resources"].items() if one["Type"] in KEPT}
    assert len(kept) == 3
    for name in kept:
        assert {template["Resources"][name][policy] for policy in ("DeletionPolicy", "UpdateReplacePolicy")} == {
            "Retain"
        }
    assert all(not kept & set(new) for _, new, _ in replacements.rows())


def test_a_parameter_that_would_replace_a_table_is_found() -> None:
    """It shows that the test above can fail."""
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": {"Fn::Sub": "${Name}-table"}}}
    pipe = {"Type": "AWS::Pipes::Pipe", "Properties": {"Source": {"Fn::GetAtt": ["Table", "StreamArn"]}}}
    template = {"Resources": {"Table": table, "Pipe": pipe, "Topic": {"Type": "AWS::SNS::Topic"}}}
    assert replacements.replaced(template, "Name") == {"Table", "Pipe"}


def test_the_deployers_policy_is_what_the_schemas_say() -> None:
    """`python -m tests.deployer_policy` writes it."""
    assert content("docs/deployer-policy.json") == deployer_policy.text()


def test_the_deployers_policy_fits_into_a_role() -> None:
    """All inline policies of a role together may have 10,240 characters, without blanks."""
    assert len(re.sub(r"\s", "", content("docs/deployer-policy.json"))) <= 10_240


def test_the_deployer_may_make_and_pass_on_roles_of_the_stack_only() -> None:
    for statement in json.loads(content("docs/deployer-policy.json"))["Statement"]:
        rights = [action for action in statement["Action"] if action.startswith("iam:")]
        if rights:
            assert statement["Resource"] == ["arn:PARTITION:iam::ACCOUNT:role/STACK-*"]
            assert not {"iam:AttachRolePolicy", "iam:*"} & set(rights)
        assert not any(action.endswith(":*") for action in statement["Action"])


@pytest.mark.parametrize("file", ["template.yaml", *NESTED, "statemachine/denylist.asl.json"])
def test_no_arn_is_of_one_partition(file: str) -> None:
    """Patterns allow any partition. Only examples for readers name `aws`."""
    texts = json.loads(content(file)) if file.endswith(".json") else read_template(ROOT / file)
    for parameter in texts.get("Parameters", {}).values():
        assert re.match(r"(\^\$\|)?\^arn:aws\[a-z-\]\*:", parameter.get("AllowedPattern", "^arn:aws[a-z-]*:")) or (
            "arn:" not in parameter["AllowedPattern"]
        )
    found = strings({name: part for name, part in texts.items() if name != "Parameters"})
    assert [text for text in found if re.search(r"arn:aws|arn:\*|arn:\$\{(?!(AWS::)?Partition\})", text)] == []


def strings(part: Any) -> list[str]:  # noqa: ANN401 - any part of a file
    """Every text in the value."""
    if isinstance(part, dict):
        return [*part, *(text for one in part.values() for text in strings(one))]
    if isinstance(part, list):
        return [text for one in part for text in strings(one)]
    return [part] if isinstance(part, str) else []


def test_no_program_makes_an_arn_of_one_partition() -> None:
    """A program may hold a pattern for any partition, or a sample ARN of a made-up account."""
    for path in sorted((ROOT / "tools").rglob("*.py")) + sorted((ROOT / "functions").rglob("*.py")):
        for arn in re.findall(r"arn:aws[^\s\"'`]*", path.read_text("utf-8")):
            assert re.search(r":(123456789012|0{12}|\{?ACCOUNT\}?):|\[a-z-\]\*", arn), f"{path}: {arn}"


def test_past_alarms_changes_nothing_but_that_codedeploy_is_not_asked(tmp_path: Any) -> None:  # noqa: ANN401
    template = read_template()
    built = tmp_path / "template.yaml"
    built.write_text(yaml.safe_dump(template))
    before = copy.deepcopy(replacements.ours())
    after = transformed(read_template(without_shifting(built)))
    gone = set(before["Resources"]) - set(after["Resources"])
    assert {before["Resources"][name]["Type"].rpartition("::")[0] for name in gone} == {"AWS::CodeDeploy"}
    alias = "CheckNumberFunctionAliaslive"
    assert before["Resources"][alias].pop("UpdatePolicy")
    assert after["Resources"] == {name: one for name, one in before["Resources"].items() if name not in gone}


def test_codedeploy_watches_the_version_that_is_deployed_and_no_other() -> None:
    template = replacements.ours()["Resources"]
    version = template["CheckNumberFunctionAliaslive"]["Properties"]["FunctionVersion"]
    watched = template["CheckNumberFunctionDeploymentGroup"]["Properties"]["AlarmConfiguration"]["Alarms"]
    assert len(watched) == 2
    for alarm in watched:
        dimensions = template[alarm["Name"]["Ref"]]["Properties"]["Dimensions"]
        assert {"Name": "ExecutedVersion", "Value": version} in dimensions
        assert {"Name": "Resource", "Value": {"Fn::Sub": "${CheckNumberFunction}:live"}} in dimensions
