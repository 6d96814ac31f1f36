"""The layers hold exactly the locked versions of what the functions use."""

import os
import re
import subprocess
import tomllib

import pytest

from tools.common.paths import ROOT, TOOLS_BIN

LAYER = ROOT / "layer"
GROUPS = ("numbers", "layer")
CLIENT = re.compile(r"""\b(?:client|resource)\(\s*["']([a-z0-9-]+)["']""")


@pytest.mark.parametrize("group", GROUPS)
def test_requirements_are_what_the_lock_says(group: str) -> None:
    command = ["uv", "export", "--frozen", "--quiet", "--only-group", group, "--no-header", "--no-annotate"]
    path = f"{TOOLS_BIN}:{os.environ['PATH']}"
    fresh = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert (LAYER / f"{group}.txt").read_text() == fresh.stdout, "out of date; run: make lock"


@pytest.mark.parametrize("group", GROUPS)
def test_every_requirement_has_a_hash_and_an_exact_version(group: str) -> None:
    requirements = (LAYER / f"{group}.txt").read_text().replace("\\\n", "").splitlines()
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ .*--hash=sha256:", requirement), requirement


def test_botocore_models_are_those_that_the_functions_use() -> None:
    used = {name for path in (ROOT / "functions").rglob("*.py") for name in CLIENT.findall(path.read_text())}
    shipped = re.search(r"^SERVICES := (.*)$", (LAYER / "Makefile").read_text(), re.MULTILINE)
    assert shipped
    assert set(shipped[1].split()) == used | {"xray"}


def test_layer_is_built_for_the_python_that_the_project_pins() -> None:
    pinned = (ROOT / ".python-version").read_text().strip()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"--python-version {pinned} " in (LAYER / "Makefile").read_text()
    assert project["requires-python"] == f"=={pinned}.*"
