"""`make redrive`: a record that is read back from the stream means what it meant when the pipe delivered it."""

import json
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.stub import Stubber

from denylist import stream
from denylist.events import Change
from tests.unit.records import NOW, Item, item, meaning, record
from tools.operate.redrive import redrive
from tools.operate.target import Target

STREAM = "arn:aws:dynamodb:us-east-1:123456789012:table/Denylist/stream/2027-01-01T00:00:00.000"
OUTPUTS = {"DeadLetterQueueUrl": "queue", "WorkflowArn": "workflow"}


def in_stream(delivered: dict[str, Any]) -> dict[str, Any]:
    """The record as boto3 reads it from the stream. The stub refuses names that the Streams API does not have."""
    read = {name: value for name, value in delivered.items() if name != "eventSourceARN"}
    read["dynamodb"] = {**read["dynamodb"], "ApproximateCreationDateTime": datetime.fromtimestamp(NOW, UTC)}
    if user := read.get("userIdentity"):
        read["userIdentity"] = {"Type": user["type"], "PrincipalId": user["principalId"]}
    return read


def queue_of(sequence: str) -> Mock:
    """A dead-letter queue with the place of one record, as the pipe left it."""
    place = {"startSequenceNumber": sequence, "endSequenceNumber": sequence, "batchSize": 1}
    body = {"DDBStreamBatchInfo": {"streamArn": STREAM, "shardId": "shardId-00000001414576573621-f55eea83", **place}}
    message = {"MessageId": "1", "ReceiptHandle": "1", "Attributes": {"SentTimestamp": "0"}, "Body": json.dumps(body)}
    return Mock(receive_message=Mock(return_value={"Messages": [message]}))


def redriven(held: dict[str, Any]) -> dict[str, Any]:
    """The record that `make redrive` starts the workflow with, for a record that the stream holds."""
    streams, states = boto3.client("dynamodbstreams", region_name="us-east-1"), Mock()
    with Stubber(streams) as stub:
        stub.add_response("get_shard_iterator", {"ShardIterator": "iterator"})
        stub.add_response("get_records", {"Records": [held]})
        queue = queue_of(held["dynamodb"]["SequenceNumber"])
        clients = {"sqs": queue, "stepfunctions": states, "dynamodbstreams": streams}
        redrive(Target("calls", OUTPUTS, clients.__getitem__))
    (again,) = json.loads(states.start_execution.call_args.kwargs["input"])
    read: dict[str, Any] = again
    return read


@pytest.mark.parametrize(
    ("status", "by_ttl", "change"),
    [
        ("PENDING", True, Change.LAPSED),
        ("EXPIRED", True, None),
        ("PENDING", False, Change.REMOVED),
        ("EXPIRED", False, Change.REMOVED),
    ],
)
def test_removal_that_is_read_back_means_what_it_meant(status: str, by_ttl: bool, change: Change | None) -> None:  # noqa: FBT001
    delivered = record(item(Status=status, ExpiresAt=NOW - 1), None, by_ttl=by_ttl)
    again = redriven(in_stream(delivered))
    assert meaning(stream.parse(again)) is change
    assert again.items() <= delivered.items()


def test_record_with_bytes_is_read_back_as_a_pipe_sends_them() -> None:
    """The functions write no bytes, but an import may."""
    new: Item = item(Status="PENDING", Voice={"B": b"voice"}, Prints={"BS": [b"one"]})
    again = redriven(in_stream(record(None, new)))
    assert again["dynamodb"]["NewImage"]["Voice"] == {"B": "dm9pY2U="}
    assert again["dynamodb"]["NewImage"]["Prints"] == {"BS": ["b25l"]}
