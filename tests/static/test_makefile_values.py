"""No value that a person gives to a target is run as code by make or by a shell, whatever is in it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tools.common.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)
RECIPES = [line for line in MAKEFILE.splitlines() if line.startswith("\t")]
# The variables that a person can set: those that recipes read from the environment or test, or that the help names.
GIVEN = {name for name in re.findall(r"(?:\$\$\{?|asked,|value |on,|[ (])([A-Z][A-Z_]+)\b", MAKEFILE) if name != "PATH"}
SET_HERE = set(re.findall(r"^(?:export )?([A-Z_]+) :?= ", MAKEFILE, re.MULTILINE))
OF_MAKE = {"CURDIR", "MAKECMDGOALS", "MAKE", "MAKEFILE_LIST", "MAKE_TERMOUT"}
NASTY = (
    "a&touch canary;b|touch canary`touch canary`$(touch canary)$(shell touch canary)${touch} $$ $x \"c d\" 'e f' \\\\\n"
    "touch canary # , ; > canary"
)
STUB = '#!/bin/bash\nprintf "%s\\0" "$@" >> calls\n'


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with this Makefile, and programs that only record their arguments."""
    (tmp_path / "Makefile").write_text(MAKEFILE)
    programs = ["dev/bin/python", "dev/bin/ruff", "dev/bin/mypy", "dev/bin/cfn-lint", "console/node_modules/.bin/biome"]
    programs += ["console/node_modules/.bin/tsc", "sam/bin/sam"]
    for program in [
        *(f".venvs/{one}" for one in programs),
        "tools/common/bootstrap.sh",
        ".tools/bin/uv",
        ".tools/bin/npm",
    ]:
        (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / program).write_text(STUB)
        (tmp_path / program).chmod(0o755)
    for stamp, needed in re.findall(r"^\.venvs/([a-z]+|%)/\.stamp:(.*?)\|", MAKEFILE, re.MULTILINE):
        for file in [*needed.split(), f".venvs/{stamp}/made"]:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).touch()
    for environment in ["emulator", "policy"]:
        (tmp_path / ".venvs" / environment).mkdir()
    return tmp_path


def _outer() -> dict[str, str]:
    """The environment, without the variables of a make that runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}


def start(clone: Path, target: str, *, by_environment: bool) -> list[str]:
    """Start a target with a hostile text in every variable, and return all arguments that programs got."""
    nasty = dict.fromkeys(GIVEN - SET_HERE - OF_MAKE, NASTY)
    words = [] if by_environment else [f"{name}={value}" for name, value in nasty.items()]
    command = ["make", "--no-print-directory", target, *words]
    environment = _outer() | (nasty if by_environment else {})
    subprocess.run(command, cwd=clone, env=environment, capture_output=True, check=False, timeout=60)
    calls = clone / "calls"
    return calls.read_bytes().decode().split("\0") if calls.exists() else []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("by_environment", [False, True], ids=["command", "environment"])
def test_a_value_is_never_run_and_arrives_whole(clone: Path, target: str, *, by_environment: bool) -> None:
    called = start(clone, target, by_environment=by_environment)
    assert not (clone / "canary").exists()
    if target not in {
        "check-flows",
        "trace",
        "check",
        "test",
    }:  # whose words are split as a shell would, and no further
        assert {word.partition("=")[2] or word for word in called if "canary" in word} <= {NASTY}


def test_what_arrives_is_what_was_given(clone: Path) -> None:
    called = start(clone, "connect", by_environment=False)
    assert [word for word in called if word.startswith("--queues=")] == [f"--queues={NASTY}"]


def test_a_list_of_words_is_split_at_blanks_and_keeps_what_is_quoted(clone: Path) -> None:
    words = ["ARGS=--key 2 'two words' \"b&touch canary\" $(touch canary)"]
    subprocess.run(["make", "--no-print-directory", "trace", *words], cwd=clone, capture_output=True, check=True)
    assert b"\0--key\x002\0two words\0b&touch canary\0$(touch\0canary)\0" in (clone / "calls").read_bytes()
    assert not (clone / "canary").exists()


def test_no_recipe_has_a_value_of_the_users_in_its_text() -> None:
    for line in RECIPES:
        plain = re.sub(r"\$\((?:value|call|filter|filter-out|origin|and|or) [^()]*\)", "", line)
        assert {*re.findall(r"(?<!\$)\$[({]([A-Z_]+)[)}]", plain)} <= SET_HERE | OF_MAKE, line


def test_the_nights_commands_all_mean_the_stack_that_it_brought_up(clone: Path) -> None:
    """An inner make takes a default that the outer one passes on for a person's choice, and would go to AWS."""
    command = ["make", "--no-print-directory", "nightly"]
    subprocess.run(command, cwd=clone, env=_outer(), capture_output=True, check=True, timeout=60)
    called = (clone / "calls").read_bytes().decode().split("\0")
    assert not [word for word in called if word.startswith("--stack")]
    assert called.count("--dir=.local/nightly") == MAKEFILE.count("$(NIGHT) ")
