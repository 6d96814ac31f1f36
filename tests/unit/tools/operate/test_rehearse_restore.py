"""`make rehearse-restore` on moto's DynamoDB: how contents are compared, the ways to restore, and the verdict."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.unit.records import CALLER, OTHER, flagged, item
from tests.unit.tables import Tables, client
from tools.common.errors import LocalError
from tools.operate.rehearse_restore import __main__ as command
from tools.operate.rehearse_restore import restore
from tools.operate.rehearse_restore.restore import contents_of, restored
from tools.operate.target import EMBEDDED, Target

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = {"DenylistTable": "Denylist", "HistoryTable": "History"}


@pytest.fixture
def dynamodb(tables: Tables) -> Iterator["DynamoDBClient"]:
    """Both tables with something in them, and point-in-time recovery on."""
    for table in TABLES.values():
        tables.client.update_continuous_backups(
            TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    tables.put(flagged(), flagged(OTHER, FlagIds={"b", "a"}), item("(206) 555-0142"))
    tables.put({**item(), "At": {"S": "denied"}, "DeniedCount": {"N": "3"}}, table="History")
    yield tables.client
    assert sorted(tables.client.list_tables()["TableNames"]) == ["Denylist", "History"], "a copy was left"


@pytest.fixture
def stack() -> Target:
    return Target(EMBEDDED, TABLES, lambda _: client())


# ── What a table holds ────────────────────────────────────────────────────────────────────────


def contents(tables: Tables, *items: dict[str, Any]) -> list[str]:
    for found in tables.entries():
        tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": found}})
    tables.put(*items)
    return contents_of(tables.client, "Denylist")


def test_order_of_items_attributes_and_sets_does_not_matter(tables: Tables) -> None:
    held = contents(tables, flagged(FlagIds={"a", "b"}), item(OTHER, Note="x", Prints={"L": [{"BS": [b"b", b"a"]}]}))
    other = {**item(OTHER, Prints={"L": [{"BS": [b"a", b"b"]}]}), "Note": {"S": "x"}}
    assert contents(tables, other, {**flagged(), "FlagIds": {"SS": ["b", "a"]}}) == held


@pytest.mark.parametrize(
    "changed",
    [[], [flagged()], [flagged(), item(OTHER, Note="one more")], [flagged(OTHER), item(CALLER)], [flagged(Version=9)]],
)
def test_lost_and_changed_items_are_seen(tables: Tables, changed: list[dict[str, Any]]) -> None:
    held = contents(tables, flagged(), item(OTHER))
    assert contents(tables, *changed) != held


# ── Restoring ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", TABLES.values())
def test_copy_by_point_in_time_is_like_its_table_and_goes(dynamodb: "DynamoDBClient", table: str) -> None:
    with restored(dynamodb, table) as (copy, way):
        assert way == "point in time"
        assert copy.startswith(f"{table}-rehearsal-")
        assert contents_of(dynamodb, copy) == contents_of(dynamodb, table)


@pytest.mark.parametrize("table", TABLES.values())
def test_backup_is_the_way_where_there_is_no_point_in_time(
    dynamodb: "DynamoDBClient", table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, "point in time")
    with restored(dynamodb, table) as (copy, way):
        assert way == "backup"
        assert contents_of(dynamodb, copy) == contents_of(dynamodb, table)
    assert not dynamodb.list_backups()["BackupSummaries"], "the backup was left"


def test_no_way_says_why(dynamodb: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, *restore.WAYS)
    with pytest.raises(LocalError, match=r"cannot be restored \(point in time: Refused; backup: Refused\)"):
        restored(dynamodb, "Denylist").__enter__()


def test_backup_does_not_stay_behind_a_failed_restore(
    dynamodb: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dynamodb, "restore_table_from_backup", _refused)
    with pytest.raises(ClientError):
        restore.by_backup(dynamodb, "Denylist", "copy")
    assert not dynamodb.list_backups()["BackupSummaries"]


def test_copy_goes_also_when_comparing_fails(dynamodb: "DynamoDBClient") -> None:
    with pytest.raises(ZeroDivisionError), restored(dynamodb, "Denylist"):
        raise ZeroDivisionError


def refuse(monkeypatch: pytest.MonkeyPatch, *ways: str) -> None:
    for way in ways:
        monkeypatch.setitem(restore.WAYS, way, _refused)


def _refused(*_: object, **__: object) -> str:
    raise ClientError({"Error": {"Code": "Refused", "Message": ""}}, "RestoreTable")


# ── A rehearsal ───────────────────────────────────────────────────────────────────────────────


def test_rehearsal_compares_both_tables(dynamodb: "DynamoDBClient", stack: Target) -> None:
    rehearsals = command.rehearse(stack)
    assert [(r.table, r.way, len(r.copy), r.result) for r in rehearsals] == [
        ("DenylistTable", "point in time", 3, "the same"),
        ("HistoryTable", "point in time", 1, "the same"),
    ]
    assert command.judge(rehearsals).startswith("Both copies held")


def lossy(_table: str, copy: str, dynamodb: "DynamoDBClient") -> None:
    dynamodb.delete_item(TableName=copy, Key={"ContactNumber": {"S": CALLER}})


def falsified(_table: str, copy: str, dynamodb: "DynamoDBClient") -> None:
    dynamodb.put_item(TableName=copy, Item=flagged(Status="EXPIRED"))


def busy(table: str, copy: str, dynamodb: "DynamoDBClient") -> None:
    lossy(table, copy, dynamodb)
    dynamodb.put_item(TableName=table, Item=item("+12065550177"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(lossy, "does not hold what"), (falsified, "does not hold what"), (busy, "changed while it was being compared")],
)
def test_copy_that_is_not_like_its_table_is_an_error(
    dynamodb: "DynamoDBClient",
    stack: Target,
    spoil: Callable[[str, str, "DynamoDBClient"], None],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faithful = restore.by_point_in_time

    def restoring(client: "DynamoDBClient", table: str, copy: str) -> str:
        faithful(client, table, copy)
        if table == "Denylist":
            spoil(table, copy, client)
        return ""

    monkeypatch.setitem(restore.WAYS, "point in time", restoring)
    with pytest.raises(LocalError, match=said):
        command.judge(command.rehearse(stack))


def test_empty_tables_prove_little(tables: Tables, stack: Target) -> None:
    assert "proves little" in command.judge(command.rehearse(stack))


def test_result_is_a_table(dynamodb: "DynamoDBClient", stack: Target) -> None:
    head, *rows = command.table_of(command.rehearse(stack))
    assert head.split()[:3] == ["table", "restored", "by"]
    assert rows[0].split() == ["DenylistTable", "point", "in", "time", "3", "3", "the", "same"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "does not answer; start it with: make up"),
        (ClientError({"Error": {"Code": "X", "Message": "no"}}, "Scan"), "refuses Scan"),
    ],
)
def test_stack_that_does_not_answer_is_said(
    error: Exception, said: str, stack: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[str]:
        raise error

    monkeypatch.setattr(command, "contents_of", fail)
    with pytest.raises(LocalError, match=said):
        command.rehearse(stack)
