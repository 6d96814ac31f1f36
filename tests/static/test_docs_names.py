"""The documents name every state, error and answer, and none that does not exist."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from denylist.decisions import Objection
from review_entries.problems import CODES
from tests.markdown import OPERATORS, codes_in, content, part
from tools.common.paths import ROOT

OPERATING, WORKFLOW_PAGE = content("docs/operating.md"), content("docs/workflow.md")
DOCUMENTS = "\n".join(path.read_text() for path in (*ROOT.glob("README*.md"), *sorted((ROOT / "docs").rglob("*.md"))))
WORKFLOW = json.loads((ROOT / "statemachine" / "denylist.asl.json").read_text())
OF_STEP_FUNCTIONS = {"States.DataLimitExceeded"}
"""Errors that operators meet although no code of ours names them."""
OF_OTHERS = {"ChecksumError", "ClientError"}
"""Errors of libraries."""


def first_cells(text: str) -> set[str]:
    """The names in the first column of a section's table, without the head."""
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    return codes_in(" ".join(row.split("|")[1] for row in rows))


def states(machine: dict[str, Any]) -> Iterator[str]:
    for name, state in machine["States"].items():
        yield name
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


def fails(machine: dict[str, Any]) -> Iterator[str]:
    return (state["Error"] for state in machine["States"].values() if state["Type"] == "Fail")


def error_classes(folder: str = "functions") -> set[str]:
    """Names of exception classes, apart from those that never leave their function."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / folder).rglob("*.py")]
    classes = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    return {name for name in classes if re.fullmatch(r"[A-Z]\w+Error", name)} - {"ProblemError", "ConditionFailedError"}


def test_states_are_the_workflows() -> None:
    assert first_cells(part(WORKFLOW_PAGE, "## What the states mean")) == set(states(WORKFLOW))


def test_errors_are_the_functions_and_the_workflows() -> None:
    expected = error_classes() | set(fails(WORKFLOW)) | OF_STEP_FUNCTIONS
    assert first_cells(part(OPERATING, "## Errors in the log")) == expected


def test_an_error_that_a_document_names_is_one_that_there_is() -> None:
    named = {name for name in codes_in(DOCUMENTS) if re.fullmatch(r"[A-Z]\w+Error", name)}
    assert named >= error_classes()
    assert named <= error_classes() | error_classes("tools") | OF_OTHERS


@pytest.mark.parametrize("code", sorted(CODES | set(Objection)))
def test_code_that_the_api_answers_is_in_the_operating_guide(code: str) -> None:
    assert code in codes_in(OPERATING)


def test_codes_that_the_part_on_errors_names_are_answered() -> None:
    answered = part(OPERATING, "## Errors in the log").rsplit("The console's API answers", 1)[1]
    assert codes_in(answered) <= CODES


def test_a_state_that_the_guide_names_elsewhere_is_one_that_there_is() -> None:
    """Capitalised names of several words are states, unless they are part of an alarm."""
    named = {name for name in codes_in(OPERATORS) if re.fullmatch(r"[A-Z][a-z]+( [a-z]+)+\??", name)}
    assert named - set(states(WORKFLOW)) <= {"Task timed out", "Init Duration"}
