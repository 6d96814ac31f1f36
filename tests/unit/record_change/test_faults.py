"""Faults are raised by their names, and no log says more than it may."""

from typing import Any

import pytest

from denylist.errors import MalformedRecordError, StoreError
from tests.unit.conftest import AFTER_A_FAULT, Load
from tests.unit.record_change.steps import TYPED, Workflow, happened
from tests.unit.records import CALLER, NOW, flagged, item, record
from tests.unit.tables import Tables


@AFTER_A_FAULT
@pytest.mark.parametrize("table", ["Denylist", "History"])
def test_fault_of_a_table_raises(workflow: Workflow, tables: Tables, table: str) -> None:
    raw = record(None, flagged())
    passed = {"Record": raw, "Execution": "run-1", **workflow.prepare(raw)}
    tables.client.delete_table(TableName=table)
    with pytest.raises(StoreError):
        workflow.record(passed)


@AFTER_A_FAULT
@pytest.mark.parametrize("raw", [{}, {"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": NOW}}])
def test_what_is_no_record_is_refused_by_name(workflow: Workflow, raw: dict[str, Any]) -> None:
    with pytest.raises(MalformedRecordError):
        workflow.record({"Record": raw, "Execution": "run-1"})


def test_no_log_holds_a_number_a_reason_or_a_name(
    load: Load, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    workflow = Workflow(load)
    canaries = {
        "FlaggedBy": "CANARYNAME",
        "Reason": "CANARYREASON",
        "Note": "CANARYNOTE",
        "ReviewedBy": "CANARYREVIEWER",
    }
    for n, key in enumerate([CALLER, TYPED, "911", "CANARYKEY"]):
        for status in ("FLAGGED", "APPROVED"):
            raw = record(None, item(key, Status=status, **canaries), event_id=f"event-{n}-{status}")
            happened(tables, raw)
            workflow.run(raw)
    said = capsys.readouterr().out
    assert '"message":"recorded"' in said
    for canary in (CALLER, "2065550142", TYPED, "CANARY"):
        assert canary not in said
