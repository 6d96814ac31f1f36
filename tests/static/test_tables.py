"""The console, the template and the flows have the same tables as functions/denylist."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from denylist.categories import CATEGORIES
from denylist.languages import LANGUAGES
from denylist.refusals import RESULTS, WITHDRAWN, Refusal
from denylist.rights import GROUPS
from denylist.terms import OF_AGENTS
from tools.common.template import read_template
from tools.connect.project import FLOWS, prompts
from tools.connect.views import components, open_view
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


def _menu(block: str) -> dict[str, str]:
    """The keys of one of the flag flow's menus, and what a key passes on to `add_number`."""
    named = {action["Identifier"]: action for action in actions_of("flag_number")}
    cases = named[block]["Transitions"]["Conditions"]
    passed = {c["Condition"]["Operands"][0]: named[c["NextAction"]]["Parameters"] for c in cases}
    always = {"CustomerNumber", "FlaggedBy", "Dialled"}
    return {
        key: " ".join(
            f"{name}={value}" for name, value in each["LambdaInvocationAttributes"].items() if name not in always
        )
        for key, each in passed.items()
    }


@pytest.mark.parametrize("block", ["Ask why until a review", "Ask why for a term"])
def test_keys_of_the_menu_are_those_of_the_categories(block: str) -> None:
    keys = {row.key: f"Category={code}" for code, row in CATEGORIES.items() if row.key}
    assert _menu(block) == keys | {"*": "Withdraw=true"}


@pytest.mark.parametrize("block", ["Ask how long until a review", "Ask how long for a term", "Ask for another term"])
def test_terms_of_a_menu_are_an_agents(block: str) -> None:
    menu = _menu(block)
    assert menu.pop("*") == "Withdraw=true"
    assert list(menu) == ["1", "2", "3", "4"]
    assert set(menu.values()) <= {f"Term={term}" for term in OF_AGENTS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_prompts_and_form_have_the_names_that_mails_have(language: str) -> None:
    said, names = prompts(language), LANGUAGES[language]
    offered = {key: value.removeprefix("Term=") for key, value in _menu("Ask for another term").items() if key != "*"}
    assert [said[f"LabelTerm{term}"] for term in offered.values()] == [names.TERMS[term] for term in offered.values()]
    spoken = said["PromptFlagOtherTerm"]
    assert all(re.search(rf"{names.TERMS[term]}\D*{key}", spoken) for key, term in offered.items())
    of_reasons = _compared("flag_number", "$.External.Term")
    assert all(names.TERMS[term] in said[f"PromptFlagIs{term}"] for term in of_reasons)
    labels = {code: said[f"LabelCategory{code.title()}"].casefold() for code in CATEGORIES}
    assert labels == {code: names.CATEGORIES[code].casefold() for code in CATEGORIES}


def test_flow_says_the_term_that_each_reason_brings() -> None:
    said = _compared("flag_number", "$.External.Term")
    assert {row.term for row in CATEGORIES.values() if row.key} <= said <= set(OF_AGENTS)


@pytest.mark.parametrize(
    ("field", "offered"), [("Term", {"default", "24h", "30d", "90d", "365d"}), ("Category", set(CATEGORIES))]
)
def test_form_offers_what_an_agent_may_give(field: str, offered: set[str]) -> None:
    parts = components(open_view("after_call")["Template"]["Body"])
    props = next(part["Props"] for part in parts if part["Props"].get("Name") == field)
    assert {option["Value"] for option in props["Options"]} == offered
    assert offered <= {*OF_AGENTS, *CATEGORIES, "default"}


@pytest.mark.parametrize("name", ["flag_number", "after_call"])
def test_reason_why_a_flow_tells_apart_is_a_refusal(name: str) -> None:
    known = {*Refusal, "too_many", "NONE"}
    assert _compared(name, "$.External.Why") <= known


@pytest.mark.parametrize("name", ["flag_number", "after_call"])
def test_flow_has_words_for_every_result(name: str) -> None:
    assert _compared(name, "$.External.Result") | {WITHDRAWN} == set(RESULTS)


def _compared(flow: str, path: str) -> set[str]:
    """What a flow compares a path with."""
    asking = [action for action in actions_of(flow) if action["Parameters"].get("ComparisonValue") == path]
    return {c["Condition"]["Operands"][0] for action in asking for c in action["Transitions"]["Conditions"]}
