"""The documents say what the code does: names, values, commands and links are compared, in both languages."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from denylist.entries import STATUSES
from denylist.history import TOO_MANY_FLAGS
from denylist.numbers import Refusal
from denylist.stream import Change
from denylist.terms import TERMS
from local import costs
from local.paths import ROOT
from local.template import read_template

READMES = ("README.md", "README.ko.md")
OPERATING = (ROOT / "docs" / "operating.md").read_text()
ACCEPTANCE = (ROOT / "docs" / "acceptance.md").read_text()
CONNECT = (ROOT / "docs" / "connect.md").read_text()
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCUMENTS = [*(ROOT / name for name in (*READMES, "CHANGELOG.md")), *sorted((ROOT / "docs").rglob("*.md"))]
TEMPLATE = read_template()
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text()


def _headings(text: str) -> list[str]:
    return re.findall(r"^(#+ .+)$", FENCE.sub("", text), re.MULTILINE)


def _part(name: str, number: int) -> str:
    """What stands below the heading of that number; both languages count alike."""
    text = FENCE.sub("", _text(name))
    starts = [match.end() for match in re.finditer(r"^#+ .+$", text, re.MULTILINE)]
    return text[starts[number] :].split("\n#", 1)[0]


def _number(heading: str) -> int:
    return [h.lstrip("# ") for h in _headings(_text("README.md"))].index(heading)


def _rows(part: str) -> list[list[str]]:
    """The cells of a part's tables, without their heads."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    ruled = [i for i, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line)]
    kept = [line for i, line in enumerate(lines) if i not in ruled and i + 1 not in ruled]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def _table(name: str, heading: str) -> dict[str, list[str]]:
    return {row[0].strip("`*"): row for row in _rows(_part(name, _number(heading)))}


def _codes(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def _answered(function: str, returning: str) -> set[str]:
    """The keys of the flat map that a function's code answers."""
    tree = ast.parse(_text(f"functions/{function}/app.py"))
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == returning)
    answer = next(n.value for n in ast.walk(found) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict))
    return {key.value for key in answer.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _results() -> set[str]:
    """The results that the flag flow has a branch for."""
    actions = json.loads(_text("flows/flag_number.json"))["Actions"]
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
    assert _codes(_part(readme, _number("How long does a flag last?"))) >= set(TERMS)
    assert _codes(_table(readme, "add_number")["Term"][2]) == {*TERMS, "default", "DefaultTerm"}


@pytest.mark.parametrize("readme", READMES)
def test_refusals_are_the_codes(readme: str) -> None:
    listed = _table(readme, "Which numbers can be denied?")
    assert set(listed) == {*Refusal, "unknown_term", "too_many_flags"}
    for refusal in Refusal:
        wanted = "no_number" if refusal.is_absence else "protected" if refusal is Refusal.PROTECTED else "refused"
        assert listed[refusal][2] == f"`{wanted}`"


def test_refusals_beyond_the_number_rules_are_those_of_add_number() -> None:
    assert '"unknown_term"' in _text("functions/add_number/app.py")
    assert TOO_MANY_FLAGS == "too_many_flags"


@pytest.mark.parametrize("readme", READMES)
def test_answers_of_add_number_are_the_codes(readme: str) -> None:
    rows = [row for row in _rows(_part(readme, _number("add_number"))) if row[0] in {"`true`", "`false`"}]
    assert {row[1].strip("`") for row in rows} == _results()
    assert [row[0] for row in rows if row[1] in {"`added`", "`already_listed`"}] == ["`true`"] * 2
    assert "| `Success` | `Result` | `Why` |" in _text(readme)
    assert _answered("add_number", "lambda_handler") == {"Success", "Result", "Why"}


@pytest.mark.parametrize("readme", READMES)
def test_answers_of_check_number_are_the_codes(readme: str) -> None:
    listed = _table(readme, "check_number")
    answered = _answered("check_number", "_answer")
    assert set(listed) == {"CustomerNumber", *answered}
    for decision in _codes(listed["Decision"][1]):
        assert f'"{decision}"' in _text("functions/check_number/app.py")


@pytest.mark.parametrize("readme", READMES)
def test_time_limits_are_the_templates_and_the_flows(readme: str) -> None:
    rows = _rows(_part(readme, _number("Time limits, retries and errors")))
    for column, function, flow in ((1, "AddNumberFunction", "flag_number"), (2, "CheckNumberFunction", "inbound")):
        limit = re.search(r'"InvocationTimeLimitSeconds": "(\d+)"', _text(f"flows/{flow}.json"))
        assert limit
        timeout = TEMPLATE["Resources"][function]["Properties"]["Timeout"]
        assert re.match(rf"{limit[1]}\s?(s|초)\b", rows[0][column])
        assert re.match(rf"{timeout}\s?(s|초)\b", rows[1][column])


@pytest.mark.parametrize("language", costs.READMES)
def test_costs_are_reckoned(language: str) -> None:
    readme = costs.READMES[language].read_text()
    assert readme == costs.place(readme, language), "template, workflow or prices have changed; run: make costs"


def test_standing_cost_is_reckoned() -> None:
    for readme in READMES:
        dollars = re.search(r"about (\d+) dollars at most|많아야 (\d+)달러", _text(readme))
        assert dollars
        assert int(dollars[1] or dollars[2]) == round(costs.standing())


def test_custom_metrics_are_all_counted() -> None:
    source = "".join(path.read_text() for path in (ROOT / "functions").glob("*/*.py"))
    assert len(_results()) + len(Change) + 1 + len(costs.OTHER_METRICS) == costs.METRICS
    assert all(f'"{name}"' in source for name in costs.OTHER_METRICS)


@pytest.mark.parametrize("alarm", [n for n, r in TEMPLATE["Resources"].items() if r["Type"].endswith("::Alarm")])
def test_alarm_has_its_part_in_the_operating_guide(alarm: str) -> None:
    assert f"### {alarm}" in _headings(OPERATING)
    assert "docs/operating.md" in TEMPLATE["Resources"][alarm]["Properties"]["AlarmDescription"]


def test_operating_guide_asks_for_resources_and_outputs_that_there_are() -> None:
    assert set(re.findall(r"\$\(res (\w+)\)", OPERATING)) <= TEMPLATE["Resources"].keys()
    assert set(re.findall(r"\$\(out (\w+)\)", OPERATING)) <= TEMPLATE["Outputs"].keys()


def test_operating_guide_knows_every_refusal_that_a_note_can_hold() -> None:
    listed = {code for row in _rows(OPERATING) for code in _codes(row[0])}
    assert listed >= {*Refusal, "too_many_flags"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    named = re.findall(r"(?:^|`) *make ([a-z-]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = FENCE.sub("", document.read_text())
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _anchors(document: Path) -> set[str]:
    """The anchors that a forge makes of headings."""
    titles = [heading.lstrip("# ") for heading in _headings(document.read_text())]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tables_have_as_many_cells_in_every_row(document: Path) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", FENCE.sub("", document.read_text()), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block


def test_files_named_in_the_layout_exist() -> None:
    layout = next(body for language, body in FENCE.findall(_text("README.md")) if not language)
    assert all((ROOT / line.split()[0]).exists() for line in layout.splitlines())


def test_languages_have_the_same_headings() -> None:
    english, korean = (_headings(_text(name)) for name in READMES)
    assert [h.split()[0] for h in english] == [h.split()[0] for h in korean]
    functions = [h for h in english if h.endswith("_number")]
    assert functions == [h for h in korean if h.endswith("_number")]


def test_languages_have_the_same_code() -> None:
    english, korean = (FENCE.findall(_text(name)) for name in READMES)
    assert [language for language, _ in english] == [language for language, _ in korean]
    assert [body for language, body in english if language == "sh"] == [b for language, b in korean if language == "sh"]


def test_languages_have_the_same_tables() -> None:
    english, korean = ([[_codes(cell) for cell in row] for row in _rows(_text(name))] for name in READMES)
    assert english == korean


def test_languages_have_the_same_links_to_files() -> None:
    english, korean = (re.findall(r"\]\(([^)#\s]+)", _text(name)) for name in READMES)
    assert {link for link in english if link not in READMES} == {link for link in korean if link not in READMES}


@pytest.mark.parametrize("mark", ["demo", "costs", "bench"])
@pytest.mark.parametrize("readme", READMES)
def test_readme_has_marks_for_what_is_generated(readme: str, mark: str) -> None:
    assert re.search(rf"^<!-- {mark} -->\n(.*\n)?<!-- /{mark} -->$", _text(readme), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_decision_is_complete_and_listed(record: Path) -> None:
    text = record.read_text()
    title = text.splitlines()[0].removeprefix(f"# {record.name[:4]} ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequence"]
    assert f"| [{record.name[:4]}]({record.name}) | {title} |" in _text("docs/decisions/README.md")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(record.name[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_changelog_has_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"$', _text("pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in _text("CHANGELOG.md")


def test_acceptance_takes_half_an_hour_and_lists_its_steps() -> None:
    steps = [row for row in _rows(ACCEPTANCE) if row[0].startswith("[")]
    assert sum(int(row[1]) for row in steps) == 30
    headings = [heading.lstrip("# ") for heading in _headings(ACCEPTANCE)]
    assert [row[0][1:].split("]")[0] for row in steps] == [h for h in headings if h[0].isdigit()]


def test_acceptance_names_files_and_resources_that_there_are() -> None:
    paths = {code for code in _codes(ACCEPTANCE) if re.fullmatch(r"[a-z_]+/[a-z_/]+\.\w+", code)}
    assert paths
    assert all((ROOT / path).exists() for path in paths)
    assert set(re.findall(r"\$\(res (\w+)\)", ACCEPTANCE)) <= TEMPLATE["Resources"].keys()
    assert set(re.findall(r"\$\(out (\w+)\)", ACCEPTANCE)) <= TEMPLATE["Outputs"].keys()


def test_acceptance_quotes_blocks_and_prompts_that_there_are() -> None:
    flows = [json.loads(path.read_text("utf-8")) for path in (ROOT / "flows").glob("*.json")]
    blocks = {action["Identifier"] for flow in flows for action in flow["Actions"]}
    prompts = " ".join(json.loads(_text("flows/prompts/en.json")).values()).lower()
    for quoted in re.findall("“([^”]+)”", ACCEPTANCE):
        assert quoted in blocks or quoted.lower() in prompts, quoted


def test_connect_guide_calls_things_what_the_template_calls_them() -> None:
    names = set(re.findall(r"^ +Name: (Deny list .+)$", _text("flows/connect.yaml"), re.MULTILINE))
    assert set(re.findall("“(Deny list [^”]+)”", CONNECT)) <= names
    assert _codes(" ".join(row[0] for row in _rows(CONNECT) if len(row) == 2)) <= TEMPLATE["Parameters"].keys() | {
        "InvalidContactFlowException"
    }


def test_connect_guide_lists_the_permissions_that_make_connect_needs() -> None:
    source = "".join(path.read_text() for path in (ROOT / "local" / "connect_admin").glob("*.py"))
    asked = re.findall(r'"((?:describe|list|associate|disassociate)_[a-z0-9_]+)"', source)
    operations = {"".join(word.title() for word in name.split("_")) for name in asked}
    assert set(re.findall(r"`connect:(\w+)`", CONNECT)) == operations
