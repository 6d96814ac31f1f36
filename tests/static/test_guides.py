"""The guides name only resources, prompts and permissions that exist."""

import json
import re
from typing import Any

import pytest

from denylist.languages import LANGUAGES
from denylist.refusals import Refusal
from tests.markdown import FENCE, OPERATORS, TRANSLATED, codes_in, content, headings_of, rows_of, table
from tools.common.paths import ROOT
from tools.common.template import read_template

ACCEPTANCE = (ROOT / "docs" / "acceptance.md").read_text()
CONNECT = (ROOT / "docs" / "connect.md").read_text()
TEMPLATE = read_template()


def test_operators_pages_ask_for_resources_and_outputs_that_there_are() -> None:
    assert set(re.findall(r"\$\(res (\w+)\)", OPERATORS)) <= TEMPLATE["Resources"].keys()
    assert set(re.findall(r"\$\(out (\w+)\)", OPERATORS)) <= TEMPLATE["Outputs"].keys()


def test_operators_pages_know_every_refusal_that_a_note_can_hold() -> None:
    listed = {code for row in rows_of(OPERATORS) for code in codes_in(row[0])}
    assert listed >= {refusal for refusal in Refusal if refusal.is_stored}


def test_acceptance_takes_half_an_hour_and_lists_its_steps() -> None:
    steps = [row for row in rows_of(ACCEPTANCE) if row[0].startswith("[")]
    assert sum(int(row[1]) for row in steps) == 30
    headings = [heading.lstrip("# ") for heading in headings_of(ACCEPTANCE)]
    assert [row[0][1:].split("]")[0] for row in steps] == [h for h in headings if h[0].isdigit()]


def test_acceptance_names_resources_that_there_are() -> None:
    assert set(re.findall(r"\$\(res (\w+)\)", ACCEPTANCE)) <= TEMPLATE["Resources"].keys()
    assert set(re.findall(r"\$\(out (\w+)\)", ACCEPTANCE)) <= TEMPLATE["Outputs"].keys()


SPOKEN = [
    path.read_text("utf-8")
    for pattern in ("tools/**/*.py", "functions/denylist/languages/*.py", "console/src/words/*.json", "flows/**/*.json",
                    "flows/connect.yaml", "template.yaml")
    for path in sorted(ROOT.glob(pattern))
]  # fmt: skip
SAID = re.sub(r"\s+", " ", re.sub(r'"\s*f?"', "", " ".join(SPOKEN))).lower()
"""Everything that prompts, blocks, pages, mails and commands say. A text on several lines of code is joined."""
SAID_BY_AWS = {
    "all agents are busy", "invalid request … flow", "already exists", "limit exceeded",
    "incorrect username or password",
}  # fmt: skip


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_page_quotes_what_is_really_said(page: str) -> None:
    quoted = re.findall("“([^”[]+ [^”]+)”", FENCE.sub("", content(f"docs/{page}")))
    plain = {re.sub(r"\s+", " ", text).lower().rstrip(".") for text in quoted} - SAID_BY_AWS
    assert {text for text in plain if text not in SAID} == set()


def test_connect_guide_calls_things_what_the_template_calls_them() -> None:
    names = set(re.findall(r"^ +Name: (Deny list .+)$", content("flows/connect.yaml"), re.MULTILINE))
    assert set(re.findall("“(Deny list [^”]+)”", CONNECT)) <= names
    assert codes_in(" ".join(row[0] for row in rows_of(CONNECT) if len(row) == 2)) <= TEMPLATE["Parameters"].keys() | {
        "InvalidContactFlowException"
    }


def test_connect_guide_lists_the_permissions_that_make_connect_needs() -> None:
    source = "".join(path.read_text() for path in (ROOT / "tools" / "operate" / "attach").glob("*.py"))
    asked = re.findall(r'"((?:describe|list|update|associate|disassociate)_[a-z0-9_]+)"', source)
    operations = {"".join(word.title() for word in name.split("_")) for name in asked}
    assert set(re.findall(r"`connect:(\w+)`", CONNECT)) == operations


def facts(name: str) -> dict[str, Any]:
    """What a program can compare between a page and its translation."""
    text = content(name)
    prose = FENCE.sub("", text)
    parts = (part for part in re.split(r"\n\s*\n", prose) if part.strip())
    links = re.findall(r"\]\(([^)#\s]+)", prose)
    return {
        "parts": [
            re.sub(r"\A\s*(#+ |\||!\[|- |\d+\. |<!-- /?[\w ]+ -->|).*", r"\1", part, flags=re.DOTALL) for part in parts
        ],
        "code": [(language, body) for language, body in FENCE.findall(text) if language in {"sh", "json", "html"}],
        "cells": [[codes_in(cell) for cell in row] for row in rows_of(text)],
        "names": codes_in(prose),
        "links": {link.replace(".ko.md", ".md") for link in links if not link.endswith(".png")},
    }


@pytest.mark.parametrize(("korean", "english"), TRANSLATED.items())
def test_translation_states_the_same_facts(korean: str, english: str) -> None:
    assert facts(korean) == facts(english)


@pytest.mark.parametrize(("column", "language"), [(1, "en"), (2, "ko")])
def test_glossary_calls_a_status_what_mail_and_console_call_it(column: int, language: str) -> None:
    rows = table(content("docs/glossary.md"), "## Statuses")
    told = {status: row[column] for status, row in rows.items() if status != "absent"}
    shown = json.loads(content(f"console/src/words/{language}.json"))
    assert told == LANGUAGES[language].STATUSES
    assert told == {status: shown[f"status.{status}"].lower() for status in told}


KOREAN_WORDS = (
    "console/src/words/ko.json",
    "functions/denylist/languages/ko.py",
    "flows/prompts/ko.json",
    "tools/embedded/demo/texts/ko.json",
    "tools/embedded/lab/texts/ko.json",
)
OTHER_ENDS = re.compile("(?:통화가|스택을|스택은 지금|다른 곳에서|저절로|make down으로) 종료")


@pytest.mark.parametrize("name", [*TRANSLATED, *KOREAN_WORDS])
def test_korean_tells_a_reviewer_s_end_from_one_that_came_by_itself(name: str) -> None:
    told = OTHER_ENDS.sub("", content(name))
    assert "종료" not in told, "차단 해제 is a reviewer's expire, 만료 what came by itself; calls and stacks may end so"
    assert "소멸" not in told, "만료 is the one word for it"
