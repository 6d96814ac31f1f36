"""A term, a refusal, a status, an event and a decision, added to a copy of the project by one edit and its words each.

Then everything that is generated is generated, and tests that read the tables pass in the copy. `make nightly` runs all
static and unit tests there (`EVERYTHING=1`) but this file, which would make a copy of the copy.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.common.paths import ROOT

HERE = Path(__file__).relative_to(ROOT)
ADDED = tomllib.loads(Path(__file__).with_name("one_edit.toml").read_text("utf-8"))
GENERATORS = [
    f"tools.{name}" for name in ("draw.tables", "draw", "connect.template", "measure.reckon", "measure.reckon.costs")
]
EVERYTHING = ("tests/static", "tests/unit", f"--ignore={HERE}", "--numprocesses=logical")
QUICK = [f"tests/{name}" for name in (
    "static/test_alarms.py", "static/test_dashboard.py", "static/test_diagrams.py", "static/test_docs.py",
    "static/test_docs_names.py", "static/test_flows.py", "static/test_guides.py", "static/test_readme.py",
    "static/test_scale.py", "static/test_tables.py", "unit/denylist/test_alerts.py", "unit/denylist/test_decisions.py",
    "unit/denylist/test_entries.py", "unit/denylist/test_history.py", "unit/denylist/test_life.py",
    "unit/denylist/test_terms.py", "unit/review_entries/test_describe.py", "unit/review_entries/test_template.py",
    "unit/review_entries/test_words.py", "unit/tools/draw",
)]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with everything added."""
    root = tmp_path_factory.mktemp("copy")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    for added in ADDED.values():
        assert len({where for where, _, _ in added["edits"]}) == 1
        for where, line, text in (*added["edits"], *added["words"]):
            found = (root / where).read_text("utf-8")
            assert line in found, (where, line)
            (root / where).write_text(found.replace(line, f"{text}\n{line}", 1), "utf-8")
    for tools in (".tools", ".venvs"):
        (root / tools).symlink_to(ROOT / tools)
    return root


def run(copy: Path, *arguments: str) -> None:
    """Run a program of the copy."""
    done = subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_what_is_added_is_one_edit_and_its_words(copy: Path) -> None:
    for generator in GENERATORS:
        run(copy, "-m", generator)
    wide = bool(os.environ.get("EVERYTHING"))
    if wide:
        for command in ("init", "add"):  # a test asks git which files there are
            subprocess.run(["git", command, "."], cwd=copy, check=True, capture_output=True)
        run(copy, "-m", "tools.embedded.build")
    run(copy, "-m", "pytest", "-q", "--maxfail=15", *(EVERYTHING if wide else QUICK))
