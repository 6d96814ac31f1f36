"""The console, the template and the flows have the tables of functions/denylist: no list is kept twice by hand."""

import json
from pathlib import Path

import pytest

from denylist import refusals
from denylist.rights import GROUPS
from denylist.terms import OF_AGENTS
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.draw.tables import made

MADE = dict(made())
FLOWS = ("flag_number", "after_call")


@pytest.mark.parametrize("file", MADE, ids=lambda path: path.name)
def test_table_is_the_functions(file: Path) -> None:
    assert file.read_text("utf-8") == MADE[file], "a table has changed; run: make tables"


def test_groups_of_the_user_pool_have_rights() -> None:
    resources = read_template()["Resources"].values()
    pool = [found["Properties"]["GroupName"] for found in resources if found["Type"] == "AWS::Cognito::UserPoolGroup"]
    assert pool == list(GROUPS)


def test_terms_of_the_menu_and_the_form_are_an_agents() -> None:
    menu = json.loads((ROOT / "flows" / "flag_number.json").read_text())["Actions"]
    chosen = [action["Parameters"].get("Attributes", {}).get("DenylistTerm") for action in menu]
    form = json.loads((ROOT / "flows" / "views" / "after_call.json").read_text())
    offered = [value for value in chosen if value] + _values(form)
    assert set(offered) <= {*OF_AGENTS, "default"}
    assert len(set(offered)) > 1


@pytest.mark.parametrize("name", FLOWS)
def test_flow_has_words_for_results_that_there_are(name: str) -> None:
    actions = json.loads((ROOT / "flows" / f"{name}.json").read_text())["Actions"]
    asked = next(a for a in actions if a["Parameters"].get("ComparisonValue") == "$.External.Result")
    told = {operand for c in asked["Transitions"]["Conditions"] for operand in c["Condition"]["Operands"]}
    assert told == set(refusals.RESULTS)


def _values(part: object) -> list[str]:
    """The values of every choice that a view offers."""
    if isinstance(part, list):
        return [value for inner in part for value in _values(inner)]
    if not isinstance(part, dict):
        return []
    return [part["Value"]] if part.keys() == {"Label", "Value"} else _values(list(part.values()))
