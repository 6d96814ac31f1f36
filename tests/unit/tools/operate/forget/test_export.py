"""The file that is written before anything is erased."""

import json
from pathlib import Path

import pytest

from tests.unit.records import CALLER
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import COUNTER, KEY, PENDING, REMOVED, SPELLING, Forget, Workflow, everything
from tools.common.errors import LocalError
from tools.operate.storage import Storage


def test_export_holds_everything_and_only_its_owner_can_read_it(
    forget: Forget, workflow: Workflow, tables: Tables, tmp_path: Path
) -> None:
    tables.put({**PENDING, "Photo": {"B": b"\x00\xff"}})
    workflow.records(REMOVED)
    file = tmp_path / "file.json"
    forget(CALLER, "--yes", "--export", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    exported = json.loads(file.read_text())
    assert exported["entry"] == {**PENDING, "Photo": {"B": "AP8="}}
    assert (exported["number"], exported["stack"]) == (CALLER, "acme")
    assert [c["ContactNumber"]["S"] for c in exported["changes"]] == [CALLER, KEY]
    assert exported["denied_calls"] == [COUNTER]
    assert sorted(str(m["Record"]["dynamodb"]["Keys"]) for m in exported["dead_letters"]) == sorted(
        str({"ContactNumber": {"S": n}}) for n in (CALLER, SPELLING)
    )
    assert len(exported["executions"]) == 3
    assert "0143" not in file.read_text()


def test_dry_run_exports(forget: Forget, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    assert f"Written to {file}" in forget(CALLER, "--dry-run", "--export", str(file))
    assert json.loads(file.read_text())["entry"]


def test_no_file_is_overwritten_and_nothing_is_erased_without_it(
    forget: Forget, full: Storage, tables: Tables, tmp_path: Path
) -> None:
    file = tmp_path / "file.json"
    file.write_text("mine")
    before = everything(tables, full)
    for path in (file, tmp_path / "nowhere" / "file.json"):
        with pytest.raises(LocalError, match=r"nothing was erased|nothing erased"):
            forget(CALLER, "--yes", "--export", str(path))
    assert (file.read_text(), everything(tables, full)) == ("mine", before)


def test_link_is_not_followed(forget: Forget, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(LocalError, match="is there already"):
        forget(CALLER, "--yes", "--export", str(tmp_path / "link"))
    assert not (tmp_path / "target").exists()
