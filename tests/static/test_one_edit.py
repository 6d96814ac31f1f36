"""A term, a refusal, a status and a decision are each added to a copy of the project by one edit and their words.

Then everything that is generated is generated, and the tests that read the tables pass in the copy. `make nightly` runs
all unit tests there, too (`EVERYTHING=1`).
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.common.paths import ROOT

ADDED = tomllib.loads(Path(__file__).with_name("one_edit.toml").read_text("utf-8"))
GENERATORS = ("tools.draw.tables", "tools.draw", "tools.connect.template", "tools.measure.reckon.costs")
STATIC = [f"tests/static/test_{name}.py" for name in ("tables", "readme", "docs_names")]
QUICK = [f"tests/unit/{name}.py" for name in (
    "denylist/test_terms", "denylist/test_decisions", "denylist/test_life", "review_entries/test_words",
    "review_entries/test_describe",
)]  # fmt: skip
UNITS = ("denylist", "add_number", "record_change", "review_entries", "workflow")
WHOLE = [f"tests/unit/{part}" for part in UNITS]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with everything added."""
    root = tmp_path_factory.mktemp("copy")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    for added in ADDED.values():
        assert len({where for where, _, _ in added["edits"]}) == 1
        for where, line, text in (*added["edits"], *added["words"]):
            found = (root / where).read_text("utf-8")
            assert line in found, (where, line)
            (root / where).write_text(found.replace(line, f"{text}\n{line}", 1), "utf-8")
    return root


def run(copy: Path, *arguments: str) -> None:
    """Run a program of the copy."""
    done = subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_what_is_added_is_one_edit_and_its_words(copy: Path) -> None:
    for generator in GENERATORS:
        run(copy, "-m", generator)
    run(copy, "-m", "pytest", "-q", "--maxfail=15", *STATIC, *(WHOLE if os.environ.get("EVERYTHING") else QUICK))
