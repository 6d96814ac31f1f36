"""`make rehearse-restore` on the deployed stack, in both ways that the emulator has."""

from datetime import UTC, datetime

import pytest

from tests.emulator.table import Table
from tests.emulator.test_pipeline import check, flag
from tools.common.paths import TEST_DIRECTORY
from tools.embedded.stack import Stack
from tools.operate.rehearse_restore import restore
from tools.operate.rehearse_restore.__main__ import start


def test_both_tables_come_back_whole_and_their_copies_go(
    stack: Stack, table: Table, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    flag(stack, number, Reason="shouts")
    check(stack, number)
    executions = table.quiet()
    dynamodb, ways = stack.client("dynamodb"), restore.WAYS
    names = dynamodb.list_tables()["TableNames"]
    for way, take in ways.items():
        monkeypatch.setattr(restore, "WAYS", {way: take})
        start(["--dir", str(TEST_DIRECTORY)])
        said = capsys.readouterr().out
        assert said.count("the same\n") == 2
        assert said.count(f"  {way}  ") == 2
        assert "Both copies held what their tables hold, and are removed" in said
    assert dynamodb.list_tables()["TableNames"] == names
    assert not dynamodb.list_backups()["BackupSummaries"]
    assert table.quiet() == executions, "a copy has no stream: the workflow learns nothing of it"


def test_entry_that_is_copied_back_is_recorded_and_denies_again(stack: Stack, table: Table, number: str) -> None:
    """As docs/restoring.md says: put what is missing back into the table, without `SettledBy`, the workflow's mark."""
    flag(stack, number, Reason="shouts")
    table.quiet()
    kept, dynamodb, name = table.entry(number), stack.client("dynamodb"), stack.outputs["DenylistTable"]
    dynamodb.delete_item(TableName=name, Key={"ContactNumber": {"S": number}})
    table.quiet()
    item = {attribute: value for attribute, value in kept.items() if attribute != "SettledBy"}
    dynamodb.put_item(TableName=name, Item=item, ConditionExpression="attribute_not_exists(ContactNumber)")
    table.quiet()
    assert table.events(number) == ["flagged", "removed", "added"]
    assert {**table.entry(number), "SettledBy": ""} == {**kept, "SettledBy": ""}
    assert check(stack, number)["Success"] == "true"


def test_gap_emulator_restores_the_present_and_asks_for_no_setting(stack: Stack, table: Table, number: str) -> None:
    """A rehearsal thus proves that items survive. That AWS keeps them for 35 days is a setting of the template."""
    dynamodb, name = stack.client("dynamodb"), stack.outputs["DenylistTable"]
    described = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"
    table.put(ContactNumber=number, Status="EXPIRED", Version=1)
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=name, TargetTableName="long-ago", RestoreDateTime=datetime(2026, 1, 1, tzinfo=UTC)
    )
    key = {"ContactNumber": {"S": number}}
    assert "Item" in dynamodb.get_item(TableName="long-ago", Key=key)
    dynamodb.delete_table(TableName="long-ago")
