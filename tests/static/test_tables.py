"""The console, the template and the flows have the same tables as functions/denylist."""

import json
import re
from pathlib import Path

import pytest

from denylist.refusals import RESULTS
from denylist.rights import GROUPS
from denylist.terms import OF_AGENTS
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.draw.tables import made

MADE = dict(made())


@pytest.mark.parametrize("file", MADE, ids=lambda path: path.name)
def test_table_is_the_functions(file: Path) -> None:
    assert file.read_text("utf-8") == MADE[file], "a table has changed; run: make tables"


def test_groups_of_the_user_pool_have_rights() -> None:
    resources = read_template()["Resources"].values()
    pool = [found["Properties"]["GroupName"] for found in resources if found["Type"] == "AWS::Cognito::UserPoolGroup"]
    assert pool == list(GROUPS)


@pytest.mark.parametrize("path", ["flag_number.json", "views/after_call.json"])
def test_terms_that_a_flow_offers_are_an_agents(path: str) -> None:
    offered = re.findall(r'"(?:DenylistTerm|Value)": "(\w+)"', (ROOT / "flows" / path).read_text("utf-8"))
    assert len(offered) > 1
    assert set(offered) <= {*OF_AGENTS, "default"}


@pytest.mark.parametrize("name", ["flag_number", "after_call"])
def test_flow_has_words_for_every_result(name: str) -> None:
    actions = json.loads((ROOT / "flows" / f"{name}.json").read_text("utf-8"))["Actions"]
    asked = next(a for a in actions if a["Parameters"].get("ComparisonValue") == "$.External.Result")
    told = {operand for c in asked["Transitions"]["Conditions"] for operand in c["Condition"]["Operands"]}
    assert told == set(RESULTS)
