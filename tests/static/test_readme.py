"""README, contract and deploying agree with the code on names, values, answers, limits and costs."""

import ast
import re
from typing import Any

import pytest

from denylist import life
from denylist.categories import CATEGORIES
from denylist.entries import STATUSES
from denylist.languages import LANGUAGES
from denylist.refusals import RESULTS, Refusal
from denylist.terms import TERMS
from tests.markdown import FENCE, READMES, codes_in, content, part, rows_of, table
from tools.common.marks import between
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.measure.bench.words import HEADINGS, IN_DOCUMENT, title
from tools.measure.reckon import costs

TEMPLATE = read_template()
CONTRACT, DEPLOYING = content("docs/contract.md"), content("docs/deploying.md")
MEASUREMENTS = content("docs/measurements.md")


def _answered(function: str, returning: str) -> set[str]:
    """The keys of the flat map that a function's code answers."""
    tree = ast.parse(content(f"functions/{function}/app.py"))
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == returning)
    answer = next(n.value for n in ast.walk(found) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict))
    return {key.value for key in answer.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


@pytest.mark.parametrize("readme", READMES)
def test_readme_is_read_in_one_go(readme: str) -> None:
    assert len(content(readme).splitlines()) <= 250, "what is longer belongs on the page of its reader"


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_every_page_can_be_found_from_a_readme_or_from_the_operating_guide(page: str) -> None:
    assert f"({page}" in content("docs/operating.md") or any(f"(docs/{page}" in content(name) for name in READMES)


def test_parameters_are_the_templates() -> None:
    assert list(table(DEPLOYING, "## Parameters")) == list(TEMPLATE["Parameters"])


@pytest.mark.parametrize("name", TEMPLATE["Parameters"])
def test_parameter_has_its_default_and_bounds(name: str) -> None:
    _, default, allowed, meaning = table(DEPLOYING, "## Parameters")[name]
    declared: dict[str, Any] = TEMPLATE["Parameters"][name]
    assert default.strip("`") == str(declared["Default"])
    if "MinValue" in declared:
        assert allowed == f"{declared['MinValue']}-{declared['MaxValue']}"
    elif declared["Type"] == "String" and "AllowedValues" in declared:
        assert allowed == " ".join(f"`{value}`" for value in declared["AllowedValues"])
    assert allowed
    assert meaning


def test_outputs_are_the_templates() -> None:
    assert list(table(DEPLOYING, "## Outputs")) == list(TEMPLATE["Outputs"])


def test_statuses_are_the_codes() -> None:
    listed = table(content("README.md"), "### Is a number denied?")
    assert {*listed} == {"absent", "none", "lapsed", *STATUSES}


@pytest.mark.parametrize("readme", READMES)
def test_state_table_is_the_modules(readme: str) -> None:
    """A test of the module compares it with the rules. Here the words may be in another language."""
    told = [row[1:] for row in rows_of(str(life.__doc__))]
    shown = [row[1:] for row in rows_of(content(readme)) if len(row) == len(told[0]) + 1]
    assert [[kept(cell) for cell in row] for row in shown] == [[kept(cell) for cell in row] for row in told]


def kept(cell: str) -> str:
    """A status or a sign as it is, and any other text as `a word`."""
    code = cell.strip("`")
    return code if code in {"-", "=", *STATUSES} else "a word"


def test_terms_are_the_codes() -> None:
    assert codes_in(table(CONTRACT, "### add_number")["Term"][2]) == {*TERMS, "default", "DefaultTerm"}


def test_categories_are_the_codes_with_their_keys_and_terms() -> None:
    rows = table(CONTRACT, "## How long does a flag last?")
    told = {code: (rows[code][2], rows[code][3]) for code in CATEGORIES}
    listed = {code: (f"`{c.key}`" if c.key else "", f"`{c.term or 'DefaultTerm'}`") for code, c in CATEGORIES.items()}
    assert told == listed
    given = codes_in(table(CONTRACT, "### add_number")["Category"][2])
    assert given == {*CATEGORIES, "none"}


@pytest.mark.parametrize(("page", "heading"), [("agents.md", "one press"), ("agents.ko.md", "한 번 누르기")])
def test_agents_page_has_the_keys_of_the_menu(page: str, heading: str) -> None:
    text = content(f"docs/{page}")
    names = LANGUAGES["ko" if ".ko." in page else "en"]
    (start,) = re.findall(rf"^## .*: {heading}$", text, re.MULTILINE)
    rows = table(text, start)
    told = {key: (rows[key][1].split(":")[0], rows[key][2]) for key in ("1", "2", "3", "4", "5")}
    assert told == {c.key: (names.CATEGORIES[code], names.TERMS[c.term]) for code, c in CATEGORIES.items() if c.key}


def test_refusals_are_the_codes() -> None:
    listed = table(CONTRACT, "## Which numbers can be denied?")
    assert {code: row[2].strip("`") for code, row in listed.items()} == {code: code.result for code in Refusal}


def test_answers_of_add_number_are_the_codes() -> None:
    rows = [row for row in rows_of(part(CONTRACT, "### add_number")) if row[0] in {"`true`", "`false`"}]
    assert {row[1].strip("`") for row in rows} == set(RESULTS)
    assert [row[0] for row in rows if row[1] in {"`added`", "`already_listed`"}] == ["`true`"] * 2
    assert "| `Success` | `Result` | `Why` |" in CONTRACT
    assert _answered("add_number", "lambda_handler") == {"Success", "Result", "Why"}


def test_answers_of_check_number_are_the_codes() -> None:
    listed = table(CONTRACT, "### check_number")
    answered = _answered("check_number", "_answer")
    assert set(listed) == {"CustomerNumber", "Channel", *answered}
    for decision in codes_in(listed["Decision"][1]):
        assert f'"{decision}"' in content("functions/check_number/app.py")


def test_time_limits_are_the_templates_and_the_flows() -> None:
    rows = rows_of(part(CONTRACT, "### Time limits, retries and errors"))
    for column, function, flow in ((1, "AddNumberFunction", "flag_number"), (2, "CheckNumberFunction", "inbound")):
        limit = re.search(r'"InvocationTimeLimitSeconds": "(\d+)"', content(f"flows/{flow}.json"))
        assert limit
        timeout = TEMPLATE["Resources"][function]["Properties"]["Timeout"]
        assert re.match(rf"{limit[1]} s\b", rows[0][column])
        assert re.match(rf"{timeout} s\b", rows[1][column])


def test_costs_are_reckoned() -> None:
    worked_out = between(MEASUREMENTS, "costs", costs.table())
    assert worked_out == MEASUREMENTS, "template, workflow or prices have changed; run: make costs"
    dollars = re.search(r"About (\d+) dollars at most", MEASUREMENTS)
    assert dollars
    assert int(dollars[1]) == round(costs.standing())


def test_bench_shows_the_rows_that_are_meant_for_it() -> None:
    found = re.search(r"<!-- bench -->\n(.*?)<!-- /bench -->", MEASUREMENTS, re.DOTALL)
    assert found, "no marks"
    assert found[1].startswith(f"| {' | '.join(HEADINGS)} |")
    assert [row[0] for row in rows_of(found[1])] == [title(name) for name in IN_DOCUMENT], "run: make bench DOCS=1"


def test_custom_metrics_are_all_counted() -> None:
    source = "".join(path.read_text() for path in (ROOT / "functions").glob("*/*.py"))
    assert all(f'"{name}"' in source for name in costs.OTHER_METRICS)


def test_files_named_in_the_layout_exist() -> None:
    layout = next(body for language, body in FENCE.findall(content("README.md")) if not language)
    assert all((ROOT / line.split()[0]).exists() for line in layout.splitlines())
