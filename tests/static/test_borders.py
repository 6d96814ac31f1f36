"""The borders between layers: rules know no AWS and no clock, no function knows another, a check imports little."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
PACKAGE = FUNCTIONS / "denylist"
FOLDERS = {path.parent.name for path in FUNCTIONS.glob("*/app.py")}
TO_AWS = {"store.py", "aws.py", "agents.py", "answers.py"}
# Reading for reviewers, through the store's own way to ask.
BESIDE = {"listing.py"}
PURE = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in TO_AWS | BESIDE)
OUTSIDE = {
    "boto3",
    "botocore",
    "os",
    "time",
    "random",
    "uuid",
    "secrets",
    "socket",
    "subprocess",
    "urllib",
    "logging",
    "aws_lambda_powertools",
}


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (
                [node.module or ""] if node.module != "denylist" else [f"denylist.{a.name}" for a in node.names]
            )


def _is_clock(node: ast.Attribute) -> bool:
    return (
        node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    )


def tops(path: Path) -> set[str]:
    """Top-level names; but of `urllib`, `parse` is text and nothing more."""
    return {name.partition(".")[0] for name in imports(path) if name != "urllib.parse"}


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_rules_know_no_aws_no_environment_and_no_clock(path: Path) -> None:
    assert not tops(path) & OUTSIDE
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    assert not [node.attr for node in nodes if isinstance(node, ast.Attribute) and _is_clock(node)]
    assert not {f"denylist.{Path(name).stem}" for name in TO_AWS} & set(imports(path))


def test_only_these_modules_of_the_package_know_aws() -> None:
    assert {p.name for p in PACKAGE.rglob("*.py") if tops(p) & {"boto3", "botocore"}} == TO_AWS


@pytest.mark.parametrize("path", sorted(FUNCTIONS.rglob("*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_function_imports_anothers_folder(path: Path) -> None:
    assert not tops(path) & (FOLDERS - {path.parent.name})


# Run as Lambda does: the code on the path, and nobody to answer at the table's address.
CHECK = """
import contextlib, io, sys
with contextlib.redirect_stdout(io.StringIO()):
    from check_number import app
app.ENTRIES = type("Empty", (), {"get": lambda self, number: None})()
if len(sys.argv) > 1:
    app.lambda_handler({"Details": {"Parameters": {"CustomerNumber": sys.argv[1]}}}, None)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
ENVIRONMENT = {
    "PYTHONPATH": str(FUNCTIONS),
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "DEFAULT_REGION": "US",
    "DENYLIST_TABLE": "Denylist",
    "HISTORY_TABLE": "History",
    "HISTORY_RETENTION_DAYS": "400",
}


def imported_by_a_check(*number: str) -> set[str]:
    """Top-level modules that are loaded once `check_number` has started, or has checked a number."""
    command = [sys.executable, "-P", "-c", CHECK, *number]
    path = {"PATH": os.environ["PATH"]}
    ended = subprocess.run(command, env=ENVIRONMENT | path, capture_output=True, text=True, check=True, timeout=60)
    return set(ended.stdout.split())


def test_check_starts_without_what_its_callers_would_wait_for() -> None:
    loaded = imported_by_a_check()
    assert {"boto3", "denylist"} <= loaded
    assert not loaded & {"aws_lambda_powertools", "aws_xray_sdk", "pydantic", "phonenumbers"}


def test_check_of_an_e164_number_needs_no_number_library() -> None:
    assert "phonenumbers" not in imported_by_a_check("+12065550142")


def test_check_of_another_spelling_needs_it() -> None:
    assert "phonenumbers" in imported_by_a_check("(206) 555-0142")
