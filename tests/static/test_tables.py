"""The console, the template and the flows have the same tables as functions/denylist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from denylist.languages import LANGUAGES
from denylist.refusals import RESULTS
from denylist.rights import GROUPS
from denylist.terms import OF_AGENTS
from tools.common.template import read_template
from tools.connect.project import FLOWS, prompts
from tools.draw.tables import made

MADE = dict(made())


def actions_of(flow: str) -> list[dict[str, Any]]:
    """The blocks of a flow, as its file has them."""
    found: list[dict[str, Any]] = json.loads((FLOWS / f"{flow}.json").read_text("utf-8"))["Actions"]
    return found


@pytest.mark.parametrize("file", MADE, ids=lambda path: path.name)
def test_table_is_the_functions(file: Path) -> None:
    assert file.read_text("utf-8") == MADE[file], "a table has changed; run: make tables"


def test_groups_of_the_user_pool_have_rights() -> None:
    resources = read_template()["Resources"].values()
    pool = [found["Properties"]["GroupName"] for found in resources if found["Type"] == "AWS::Cognito::UserPoolGroup"]
    assert pool == list(GROUPS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_menu_and_form_offer_the_same_terms_by_their_names(language: str) -> None:
    actions = {
        action["Identifier"]: action["Parameters"] | action["Transitions"] for action in actions_of("flag_number")
    }
    chosen = [(c["Condition"]["Operands"][0], c["NextAction"]) for c in actions["Ask for the term"]["Conditions"]]
    offered = {key: actions[block]["Attributes"]["DenylistTerm"] for key, block in chosen}
    assert set(offered.values()) <= set(OF_AGENTS)
    view = (FLOWS / "views" / "after_call.json").read_text("utf-8")
    form = re.findall(r'"\$\{LabelTerm(\w+)\}", "Value": "(\w+)"', view)
    assert form == [("Default", "default"), *((term, term) for term in offered.values())]
    said, names = prompts(language), LANGUAGES[language].TERMS
    assert [said[f"LabelTerm{term}"] for term in offered.values()] == [names[term] for term in offered.values()]
    assert all(re.search(rf"{names[term]}\D*{key}", said["PromptFlagTerm"]) for key, term in offered.items())


@pytest.mark.parametrize("name", ["flag_number", "after_call"])
def test_flow_has_words_for_every_result(name: str) -> None:
    asked = next(a for a in actions_of(name) if a["Parameters"].get("ComparisonValue") == "$.External.Result")
    told = {operand for c in asked["Transitions"]["Conditions"] for operand in c["Condition"]["Operands"]}
    assert told == set(RESULTS)
