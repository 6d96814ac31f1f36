"""Every record of tests/events is told truly and once, and the workflow's own writes make no further news."""

from typing import Any

import pytest

from denylist.entries import read
from denylist.history import Summary
from tests.unit.denylist.test_stream import MATRIX
from tests.unit.record_change.steps import Workflow, contents, happened, kept
from tests.unit.records import NOW, Item, item, record
from tests.unit.tables import Tables, changes


def _is_true(told: dict[str, Any], entries: dict[str, Item]) -> None:
    """An alert agrees with the table, and is what `write_alert` takes."""
    if told:
        assert Summary(**told).as_json() == told
        entry = read(entries.get(told["number"]) or item(Status="EXPIRED"))
        assert told["denied"] == entry.is_in_force(NOW)
        assert (told["after"] or None) in {entry.status, None}


@pytest.mark.parametrize("name", MATRIX)
def test_record_is_told_truly_and_once_by_the_execution_that_wrote_it(
    workflow: Workflow, tables: Tables, name: str
) -> None:
    raw = kept(name)
    happened(tables, raw)
    meant = MATRIX[name][0]
    first = workflow.run(raw)
    after = contents(tables)
    _is_true(first["Change"], after[0])
    assert first["New"] == (meant is not None and not meant.is_silent)
    assert first["Change"].get("event") == meant
    assert len(after[1]) == (meant is not None)
    assert workflow.run(raw) == first
    assert workflow.run(raw, "run-2")["New"] is False
    assert contents(tables) == after


@pytest.mark.parametrize("name", MATRIX)
def test_workflow_never_feeds_itself(workflow: Workflow, tables: Tables, name: str) -> None:
    raw = kept(name)
    happened(tables, raw)
    before = tables.entries()
    workflow.run(raw)
    settled = contents(tables)
    for n, own in enumerate(changes(before, settled[0])):
        answer = workflow.run({**own, "eventID": f"own-{n}"}, f"run-own-{n}")
        assert answer == {"New": False, "Change": {}}
    assert contents(tables) == settled


@pytest.mark.parametrize(
    "before", [{"Status": "EXPIRED"}, {"Status": "PENDING", "ExpiresAt": NOW + 9}, {"Status": "PROTECTED"}]
)
def test_pending_entry_that_lost_its_end_gets_one_and_is_told_so(
    workflow: Workflow, tables: Tables, before: dict[str, Any]
) -> None:
    raw = record(item(Version=1, **before), item(Version=1, Status="PENDING"))
    happened(tables, raw)
    told = workflow.run(raw)["Change"]
    stored = read(tables.get() or {})
    assert stored.expires_at is not None
    assert (told["denied"], told["until"] != "") == (True, True)
