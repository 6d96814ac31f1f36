"""Each test that docs/reliability.md names exists, so that no promise rests on a test that was removed."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tools.common.paths import ROOT

DOCUMENT = ROOT / "docs" / "reliability.md"
TEXT = DOCUMENT.read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
SECTIONS = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
PROMISES = [
    "An acknowledged flag is never lost",
    "Nothing denies past its end",
    "The phone line never goes down",
    "Only those with a right get in",
    "Operators are told",
]


@cache
def names_in(path: Path) -> set[str]:
    """Test functions of a file, including those in classes."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _, name in NAMED])
def test_named_test_is_there(path: str, name: str) -> None:
    assert (ROOT / path).is_file()
    assert name in names_in(ROOT / path)


def test_every_promise_has_its_part_and_more_than_one_test() -> None:
    assert SECTIONS[: len(PROMISES)] == PROMISES
    assert "What only AWS itself can show" in SECTIONS
    for part in TEXT.split("\n## ")[1 : len(PROMISES) + 1]:
        assert len(re.findall(r"`tests/[\w/]+\.py::\w+`", part)) > 1, part.splitlines()[0]


def test_every_row_of_a_promise_names_what_holds_it() -> None:
    rows = [
        row
        for row in TEXT.split("\n## Faults")[0].splitlines()
        if row.startswith("| ") and not row.startswith("| What")
    ]
    assert rows
    assert [row for row in rows if "::test_" not in row and "`make " not in row] == []


def test_whatever_looks_like_a_test_is_named_in_full() -> None:
    """Otherwise a mistyped reference would not be checked by any test here."""
    referred = re.findall(r"`(tests/[^`]+)`", TEXT)
    assert set(referred) == {f"{path}::{name}" for path, name in NAMED}


@pytest.mark.parametrize("mark", ["faults", "load"])
def test_there_are_marks_for_what_is_measured(mark: str) -> None:
    assert TEXT.count(f"<!-- {mark} -->\n") == TEXT.count(f"<!-- /{mark} -->") == 1
