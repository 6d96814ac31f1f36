"""The borders between layers: rules know no AWS and no clock, and no function knows another."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
PACKAGE = FUNCTIONS / "denylist"
FOLDERS = {path.parent.name for path in FUNCTIONS.glob("*/app.py")}
TABLES, WIRE = PACKAGE / "tables", PACKAGE / "wire"
CLIENTS = PACKAGE / "clients.py"
INSTANCE = PACKAGE / "instance.py"
# It works on the tables through a `Store`, which is given to it.
FLAGGING = PACKAGE / "flagging.py"
# It reads the stack's name from the environment.
COUNTING = PACKAGE / "metrics.py"
EDGE = {CLIENTS, INSTANCE, FLAGGING, COUNTING}
PURE = sorted(p for p in PACKAGE.rglob("*.py") if p.parent not in {TABLES, WIRE} and p not in EDGE)
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
    """Every module that a file imports, inside functions, too."""
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
    """Top-level names. `urllib.parse` does not count as `urllib`, because it only works on text."""
    return {name.partition(".")[0] for name in imports(path) if name != "urllib.parse"}


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_rules_know_no_aws_no_environment_and_no_clock(path: Path) -> None:
    assert not tops(path) & OUTSIDE
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    assert not [node.attr for node in nodes if isinstance(node, ast.Attribute) and _is_clock(node)]
    assert not [
        name for name in imports(path) if name.startswith(("denylist.tables", "denylist.wire", "denylist.clients"))
    ]


def test_only_tables_clients_and_instance_know_aws() -> None:
    """`wire`, the check's own way to DynamoDB, has no SDK."""
    knowing = {path for path in PACKAGE.rglob("*.py") if tops(path) & {"boto3", "botocore"}}
    assert {path for path in knowing if path.parent != TABLES} == {CLIENTS, INSTANCE}


@pytest.mark.parametrize("path", sorted(FUNCTIONS.rglob("*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_function_imports_anothers_folder(path: Path) -> None:
    assert not tops(path) & (FOLDERS - {path.parent.name})


def test_no_rule_imports_itself_by_a_circle() -> None:
    """Imports inside functions count, too. They are there for speed, and not to break a circle."""
    modules = {f"denylist.{path.stem}": path for path in PURE}
    known = {name: [part for part in imports(path) if part in modules] for name, path in modules.items()}
    assert set(TopologicalSorter(known).static_order()) == set(modules)


# ── Tools ───────────────────────────────────────────────────────────────────────────────────────

TOOLS = FUNCTIONS.parent / "tools"
BELOW = {
    "common": set[str](),
    "connect": {"common"},
    "draw": {"connect", "common"},
    "embedded": {"connect", "common"},
    "operate": {"embedded", "connect", "common"},
    "measure": {"operate", "embedded", "connect", "common"},
}
"""For each folder of tools/, the folders that it may import from."""


def test_every_folder_of_tools_has_its_place() -> None:
    assert {path.name for path in TOOLS.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(BELOW)


@pytest.mark.parametrize("path", sorted(TOOLS.rglob("*.py")), ids=lambda path: str(path.relative_to(TOOLS)))
def test_tools_import_one_way(path: Path) -> None:
    folder = path.relative_to(TOOLS).parts[0]
    named = {name.split(".")[1] for name in imports(path) if name.startswith("tools.")}
    assert named <= {folder, *BELOW.get(folder, {"common"})}


def test_one_module_of_the_operators_commands_chooses_the_stack() -> None:
    choosing = {
        path
        for path in (TOOLS / "operate").rglob("*.py")
        if {"tools.embedded", "tools.embedded.stack"} & {*imports(path)}
    }
    assert choosing == {TOOLS / "operate" / "target.py"}


@pytest.mark.parametrize("path", sorted(FUNCTIONS.rglob("*.py")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_functions_know_no_tools(path: Path) -> None:
    assert not tops(path) & {"tools", "tests"}
