"""The README says what the code does, in both languages: names, values, answers, limits and costs."""

import ast
import json
import re
from typing import Any

import pytest

from denylist.changes import Change
from denylist.entries import STATUSES
from denylist.refusals import Refusal
from denylist.terms import TERMS
from tests.markdown import FENCE, READMES, codes_in, content, headings_of, rows_of
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.measure.bench.words import HEADINGS, IN_README, title
from tools.measure.reckon import costs

TEMPLATE = read_template()


def _part(name: str, number: int) -> str:
    """What stands below the heading of that number; both languages count alike."""
    text = FENCE.sub("", content(name))
    starts = [match.end() for match in re.finditer(r"^#+ .+$", text, re.MULTILINE)]
    return text[starts[number] :].split("\n#", 1)[0]


def _number(heading: str) -> int:
    return [h.lstrip("# ") for h in headings_of(content("README.md"))].index(heading)


def _table(name: str, heading: str) -> dict[str, list[str]]:
    return {row[0].strip("`*"): row for row in rows_of(_part(name, _number(heading)))}


def _answered(function: str, returning: str) -> set[str]:
    """The keys of the flat map that a function's code answers."""
    tree = ast.parse(content(f"functions/{function}/app.py"))
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == returning)
    answer = next(n.value for n in ast.walk(found) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict))
    return {key.value for key in answer.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _results() -> set[str]:
    """The results that the flag flow has a branch for."""
    actions = json.loads(content("flows/flag_number.json"))["Actions"]
    asked = next(a for a in actions if a["Parameters"].get("ComparisonValue") == "$.External.Result")
    return {operand for c in asked["Transitions"]["Conditions"] for operand in c["Condition"]["Operands"]}


@pytest.mark.parametrize("readme", READMES)
def test_parameters_are_the_templates(readme: str) -> None:
    assert list(_table(readme, "Parameters")) == list(TEMPLATE["Parameters"])


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("name", TEMPLATE["Parameters"])
def test_parameter_has_its_default_and_bounds(readme: str, name: str) -> None:
    _, default, allowed, meaning = _table(readme, "Parameters")[name]
    declared: dict[str, Any] = TEMPLATE["Parameters"][name]
    assert default.strip("`") == str(declared["Default"])
    if "MinValue" in declared:
        assert allowed == f"{declared['MinValue']}-{declared['MaxValue']}"
    elif declared["Type"] == "String" and "AllowedValues" in declared:
        assert allowed == " ".join(f"`{value}`" for value in declared["AllowedValues"])
    assert allowed
    assert meaning


@pytest.mark.parametrize("readme", READMES)
def test_outputs_are_the_templates(readme: str) -> None:
    assert list(_table(readme, "Outputs")) == list(TEMPLATE["Outputs"])


@pytest.mark.parametrize("readme", READMES)
def test_statuses_are_the_codes(readme: str) -> None:
    listed = list(_table(readme, "Is a number denied?"))
    assert (len(listed), set(listed[1:])) == (len(STATUSES) + 1, set(STATUSES))


@pytest.mark.parametrize("readme", READMES)
def test_terms_are_the_codes(readme: str) -> None:
    assert codes_in(_part(readme, _number("How long does a flag last?"))) >= set(TERMS)
    assert codes_in(_table(readme, "add_number")["Term"][2]) == {*TERMS, "default", "DefaultTerm"}


@pytest.mark.parametrize("readme", READMES)
def test_refusals_are_the_codes(readme: str) -> None:
    listed = _table(readme, "Which numbers can be denied?")
    assert {code: row[2].strip("`") for code, row in listed.items()} == {code: code.result for code in Refusal}


@pytest.mark.parametrize("readme", READMES)
def test_answers_of_add_number_are_the_codes(readme: str) -> None:
    rows = [row for row in rows_of(_part(readme, _number("add_number"))) if row[0] in {"`true`", "`false`"}]
    assert {row[1].strip("`") for row in rows} == _results()
    assert [row[0] for row in rows if row[1] in {"`added`", "`already_listed`"}] == ["`true`"] * 2
    assert "| `Success` | `Result` | `Why` |" in content(readme)
    assert _answered("add_number", "lambda_handler") == {"Success", "Result", "Why"}


@pytest.mark.parametrize("readme", READMES)
def test_answers_of_check_number_are_the_codes(readme: str) -> None:
    listed = _table(readme, "check_number")
    answered = _answered("check_number", "_answer")
    assert set(listed) == {"CustomerNumber", "Channel", *answered}
    for decision in codes_in(listed["Decision"][1]):
        assert f'"{decision}"' in content("functions/check_number/app.py")


@pytest.mark.parametrize("readme", READMES)
def test_time_limits_are_the_templates_and_the_flows(readme: str) -> None:
    rows = rows_of(_part(readme, _number("Time limits, retries and errors")))
    for column, function, flow in ((1, "AddNumberFunction", "flag_number"), (2, "CheckNumberFunction", "inbound")):
        limit = re.search(r'"InvocationTimeLimitSeconds": "(\d+)"', content(f"flows/{flow}.json"))
        assert limit
        timeout = TEMPLATE["Resources"][function]["Properties"]["Timeout"]
        assert re.match(rf"{limit[1]}\s?(s|초)\b", rows[0][column])
        assert re.match(rf"{timeout}\s?(s|초)\b", rows[1][column])


@pytest.mark.parametrize("language", costs.READMES)
def test_costs_are_reckoned(language: str) -> None:
    readme = costs.READMES[language].read_text()
    assert readme == costs.place(readme, language), "template, workflow or prices have changed; run: make costs"


@pytest.mark.parametrize("language", costs.READMES)
def test_bench_shows_the_rows_that_are_meant_for_it(language: str) -> None:
    found = re.search(r"<!-- bench -->\n(.*?)<!-- /bench -->", costs.READMES[language].read_text(), re.DOTALL)
    assert found, "no marks"
    assert found[1].startswith(f"| {' | '.join(HEADINGS[language])} |")
    assert [row[0] for row in rows_of(found[1])] == [title(name, language) for name in IN_README], (
        "run: make bench DOCS=1"
    )


def test_standing_cost_is_reckoned() -> None:
    for readme in READMES:
        dollars = re.search(r"about (\d+) dollars at most|많아야 (\d+)달러", content(readme))
        assert dollars
        assert int(dollars[1] or dollars[2]) == round(costs.standing())


def test_custom_metrics_are_all_counted() -> None:
    source = "".join(path.read_text() for path in (ROOT / "functions").glob("*/*.py"))
    assert len(_results()) + len(Change) + 1 + len(costs.OTHER_METRICS) == costs.METRICS
    assert all(f'"{name}"' in source for name in costs.OTHER_METRICS)


def test_languages_have_the_same_headings() -> None:
    english, korean = (headings_of(content(name)) for name in READMES)
    assert [h.split()[0] for h in english] == [h.split()[0] for h in korean]
    functions = [h for h in english if h.endswith("_number")]
    assert functions == [h for h in korean if h.endswith("_number")]


def test_languages_have_the_same_code() -> None:
    english, korean = (FENCE.findall(content(name)) for name in READMES)
    assert [language for language, _ in english] == [language for language, _ in korean]
    assert [body for language, body in english if language == "sh"] == [b for language, b in korean if language == "sh"]


def test_languages_have_the_same_tables() -> None:
    english, korean = ([[codes_in(cell) for cell in row] for row in rows_of(content(name))] for name in READMES)
    assert english == korean


def test_languages_have_the_same_links_to_files() -> None:
    english, korean = (re.findall(r"\]\(([^)#\s]+)", content(name)) for name in READMES)
    assert {link for link in english if link not in READMES} == {link for link in korean if link not in READMES}


@pytest.mark.parametrize("mark", ["demo", "costs", "bench"])
@pytest.mark.parametrize("readme", READMES)
def test_readme_has_marks_for_what_is_generated(readme: str, mark: str) -> None:
    assert re.search(rf"^<!-- {mark} -->\n(.*\n)?<!-- /{mark} -->$", content(readme), re.MULTILINE | re.DOTALL)


def test_files_named_in_the_layout_exist() -> None:
    layout = next(body for language, body in FENCE.findall(content("README.md")) if not language)
    assert all((ROOT / line.split()[0]).exists() for line in layout.splitlines())
