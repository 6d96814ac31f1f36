"""Faults, logs and metrics."""

import json

import pytest

from denylist.errors import StoreError
from tests.unit.add_number.adding import Add, adding
from tests.unit.conftest import AFTER_A_FAULT, Load
from tests.unit.records import CALLER, OTHER, call
from tests.unit.tables import Tables


@AFTER_A_FAULT
def test_fault_of_the_table_raises(add: Add, tables: Tables) -> None:
    tables.client.delete_table(TableName="Denylist")
    with pytest.raises(StoreError, match=r"^ResourceNotFoundException$"):
        add(call())


@AFTER_A_FAULT
def test_fault_of_the_counter_raises_and_flags_nothing(add: Add, tables: Tables) -> None:
    tables.client.delete_table(TableName="History")
    with pytest.raises(StoreError):
        add(call(FlaggedBy="maria"))
    assert tables.entries() == {}


def test_no_log_holds_a_number_a_reason_or_a_name(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    for address in (CALLER, OTHER, "206-555-0199", "anonymous", "911", "sip:+12065550142@example.com", "9" * 300):
        for term in ("30d", "permanent"):
            add(call(address, Term=term, FlaggedBy="CANARYNAME", Reason="CANARYREASON"))
    logged = capsys.readouterr()
    said = logged.out + logged.err
    assert '"result":"added"' in said
    for canary in (
        CALLER,
        OTHER,
        "2065550142",
        "2065550199",
        "206-555",
        "CANARYNAME",
        "CANARYREASON",
        "example.com",
        "9" * 8,
    ):
        assert canary not in said


@pytest.mark.parametrize("address", ["+1206\r\n{level: ERROR}5550142", "a\u2028b\x1b[2Jc"])
def test_no_address_makes_a_log_line_of_its_own(load: Load, capsys: pytest.CaptureFixture[str], address: str) -> None:
    adding(load)(call(address))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2  # one log line and one metric
    assert all(isinstance(json.loads(line), dict) for line in lines)


@pytest.mark.parametrize(
    ("address", "metric"), [(CALLER, "Flag_added"), ("911", "Flag_refused"), (None, "Flag_no_number")]
)
def test_every_answer_is_counted(add: Add, capsys: pytest.CaptureFixture[str], address: object, metric: str) -> None:
    add(call(address))
    emitted = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert [metric in line for line in emitted] == [True]
