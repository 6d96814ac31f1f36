"""`make help` lists every target, and CI runs what people run."""

import os
import re
import subprocess
import tomllib

import pytest

from tests.markdown import READMES, content
from tools.common.fetch_uv import VERSION
from tools.common.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)
WANTED = {
    "help",
    "setup",
    "build",
    "up",
    "down",
    "demo",
    "test",
    "check",
    "format",
    "lock",
    "deploy",
    "redrive",
    "clean",
}


def test_every_target_is_phony_and_says_what_it_does() -> None:
    for target in TARGETS:
        assert re.search(rf"^\.PHONY: {target}\n{target}:[^\n]* ## [A-Z]", MAKEFILE, re.MULTILINE), target


def test_no_target_is_missing() -> None:
    assert set(TARGETS) >= WANTED


def test_plain_make_lists_every_target() -> None:
    command = ["make", "--no-print-directory"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make ([a-z-]+) +\S", listed, re.MULTILINE) == TARGETS


WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text()


def test_targets_are_grouped_by_what_people_want_to_do() -> None:
    assert re.findall("^##@ (.+)$", MAKEFILE, re.MULTILINE) == [
        "Try it", "Work on it", "Operate", "Measure", "Draw", "Help",
    ]  # fmt: skip


def test_ci_runs_make_test() -> None:
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert run.read_text().splitlines()[-1] == "exec make test"
    assert {"make test", "sudo make bare", "make nightly"} <= set(re.findall(r"- run: (.+)", WORKFLOW))


def test_actions_are_taken_by_commit() -> None:
    taken = re.findall(r"uses: *(.+)", WORKFLOW)
    assert taken
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", action) for action in taken)


NEEDS = re.compile(r"^sudo apt-get install (.+)$", re.MULTILINE)


@pytest.mark.parametrize("readme", READMES)
def test_readme_names_what_a_bare_machine_is_given(readme: str) -> None:
    bare = (ROOT / "tools" / "embedded" / "bare.sh").read_text()
    given = re.search(r"^NEEDS=(.+)$", bare, re.MULTILINE)
    assert given
    demo, test = NEEDS.findall(content(readme))[:2]
    assert demo.split() == given[1].split(",")
    assert test.split() == ["chromium"]
    assert "apt-get install --yes chromium" in bare


def test_uv_is_pinned_no_older_than_the_project_asks() -> None:
    asked = re.search(r'required-version = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    assert asked
    assert [int(part) for part in VERSION.split(".")] >= [int(part) for part in asked[1].split(".")]


def test_audit_asks_about_every_lock() -> None:
    recipe = MAKEFILE[MAKEFILE.index("\naudit:") : MAKEFILE.index(".PHONY: nightly")]
    environments = re.findall(r"^ENVIRONMENTS := (.+)$", MAKEFILE, re.MULTILINE)[0]
    asked = [words.replace("$(ENVIRONMENTS)", environments).split() for words in re.findall(r" in (.+); do", recipe)]
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    included = {one["include-group"] for group in groups.values() for one in group if isinstance(one, dict)}
    tracked = subprocess.run(
        ["git", "ls-files", "*package-lock.json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    folders = {path.rpartition("/")[0] for path in tracked.stdout.split()}
    assert list(map(set, asked)) == [set(groups) - included, folders]
