"""Both tables and the queue in moto, and one run of the command on them."""

import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.unit.records import CALLER, NOW, OTHER, flagged, item
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import (
    ARN,
    COUNTER,
    FLAGGED,
    KEY,
    PENDING,
    SPELLING,
    Forget,
    Running,
    Workflow,
    change,
    park,
    parked,
)
from tools.operate import target
from tools.operate.forget import __main__ as command
from tools.operate.forget import letters
from tools.operate.storage import Storage

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@functools.cache
def _client() -> "SQSClient":
    """One client for all tests, because making one takes longer than a test."""
    return boto3.client("sqs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def sqs(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> "SQSClient":
    monkeypatch.setattr(letters, "POLL_SECONDS", 0)
    return _client()


@pytest.fixture
def storage(tables: Tables, sqs: "SQSClient") -> Storage:
    outputs = {
        "DenylistTable": "Denylist",
        "HistoryTable": "History",
        "DeadLetterQueueUrl": sqs.create_queue(QueueName="parked")["QueueUrl"],
        "WorkflowArn": ARN,
    }
    return Storage("acme", outputs, "US", tables.client, sqs, Running())


@pytest.fixture
def workflow(tables: Tables) -> Workflow:
    return Workflow(tables)


@pytest.fixture
def full(tables: Tables, storage: Storage) -> Storage:
    """Everything that can be known about a number, and the same about another one."""
    tables.put(PENDING, item(SPELLING, Status="REFUSED", Note="protected"), flagged(OTHER))
    tables.put(FLAGGED, COUNTER, change(None, item(KEY, Status="REFUSED"), event="event-2"), table="History")
    tables.put(change(None, flagged(OTHER)), {**COUNTER, "ContactNumber": {"S": OTHER}}, table="History")
    tables.put(item("agent:maria", At="flags#2027-01-15T08", FlagCount=1), table="History")
    tables.put(item("day", At="2027-01-15", Flags=2), table="History")
    for body in (parked(flagged()), parked(item(SPELLING)), parked(flagged(OTHER), "other")):
        park(storage, body)
    return storage


@pytest.fixture
def forget(
    full: Storage, workflow: Workflow, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Forget:
    """Run the command on the full storage, with its clock at NOW, and return what it said."""
    monkeypatch.setattr(target, "chosen", lambda _: None)
    monkeypatch.setattr(Storage, "of", lambda _: full)
    monkeypatch.setattr(command, "time", SimpleNamespace(time=lambda: NOW))
    monkeypatch.setattr(command, "Patience", lambda _: workflow.patience)

    def forget(number: str = CALLER, *words: str) -> str:
        command.start(["--number", number, *words])
        return capsys.readouterr().out

    return forget
