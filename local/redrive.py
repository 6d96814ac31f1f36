"""`python -m local.redrive`: run again what was parked in the dead-letter queue.

Safe to repeat: every step of the workflow is conditional, a parked record keeps the execution that owes its
announcement, and an execution is named after its message, so that Step Functions itself refuses to start one twice.
"""

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local import stack
from local.aws import read_outputs
from local.errors import exit_on_error
from local.paths import DEFAULT_DIRECTORY

# A message is hidden from others for this long, in seconds, while it is run again; one that is kept shows at once.
HIDDEN = 120


@dataclass(frozen=True)
class Account:
    """Where the workflow and its dead-letter queue are."""

    outputs: dict[str, str]
    sqs: Any
    states: Any
    streams: Any


@dataclass
class Count:
    """What came of the messages."""

    started: int = 0
    kept: int = 0


def embedded(directory: Path) -> Account:
    """The stack of `make up`."""
    running = stack.load(directory)
    return Account(running.outputs, *(running.client(s) for s in ("sqs", "stepfunctions", "dynamodbstreams")))


def deployed(name: str) -> Account:
    """A stack in the AWS account of the usual credentials."""
    outputs = read_outputs(name)
    return Account(outputs, boto3.client("sqs"), boto3.client("stepfunctions"), boto3.client("dynamodbstreams"))


def redrive(account: Account, *, dry_run: bool = False) -> Count:
    """Start the workflow on each message that was there when this began; what was started is deleted."""
    count = Count()
    for message in _messages(account):
        try:
            records = _records(account, json.loads(message["Body"]))
        except (ClientError, KeyError, TypeError, ValueError) as exc:
            count.kept += 1
            _show_again(account, message)
            print(f"kept     {message['MessageId']}: {_why_kept(exc)}")
            continue
        print(f"{'would run' if dry_run else 'running'}  {message['MessageId']}: {len(records)} record(s)")
        count.started += 1
        if dry_run:
            _show_again(account, message)
        else:
            _start(account, message["MessageId"], records)
            account.sqs.delete_message(QueueUrl=_queue(account), ReceiptHandle=message["ReceiptHandle"])
    return count


def _queue(account: Account) -> str:
    return account.outputs["DeadLetterQueueUrl"]


def _messages(account: Account) -> Iterator[dict[str, Any]]:
    """Messages sent before now, so that one parked anew meanwhile waits for the next time."""
    began, seen = time.time() * 1000, set[str]()
    while True:
        batch = account.sqs.receive_message(
            QueueUrl=_queue(account),
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN,
            MessageSystemAttributeNames=["SentTimestamp"],
        ).get("Messages", [])
        fresh = [m for m in batch if m["MessageId"] not in seen and int(m["Attributes"]["SentTimestamp"]) <= began]
        if not fresh:
            return
        seen.update(m["MessageId"] for m in fresh)
        yield from fresh


def _show_again(account: Account, message: dict[str, Any]) -> None:
    account.sqs.change_message_visibility(
        QueueUrl=_queue(account), ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )


def _records(account: Account, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of a message: parked whole by the workflow, or pointed to in the stream by the pipe."""
    if "Record" in body:
        return [{"Execution": body["Execution"], **body["Record"]}]
    return _read_back(account, body["DDBStreamBatchInfo"])


def _read_back(account: Account, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """A pipe's message holds a place in the stream, which forgets after 24 hours."""
    start = account.streams.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )
    read = account.streams.get_records(ShardIterator=start["ShardIterator"], Limit=int(batch["batchSize"]))["Records"]
    last = int(batch["endSequenceNumber"])
    wanted = [r for r in read if int(r["dynamodb"]["SequenceNumber"]) <= last]
    as_pipes_send_them = json.dumps(wanted, default=lambda when: int(when.timestamp()))
    records: list[dict[str, Any]] = json.loads(as_pipes_send_them)
    return records


def _start(account: Account, message_id: str, records: list[dict[str, Any]]) -> None:
    try:
        account.states.start_execution(
            stateMachineArn=account.outputs["WorkflowArn"],
            name=f"redrive-{message_id}",
            input=json.dumps(records),
        )
    except account.states.exceptions.ExecutionAlreadyExists:
        print(f"         {message_id} was started before, and is only deleted now")


def _why_kept(exc: Exception) -> str:
    if isinstance(exc, ClientError):
        code = exc.response.get("Error", {}).get("Code", "")
        return f"the stream no longer has it ({code}); the entry itself is in the table and is not lost"
    return "it is no message of the workflow or of its pipe; look at it in the SQS console"


def main() -> None:
    """Redrive, and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m local.redrive", description=__doc__)
    parser.add_argument("--stack", help="a stack on AWS (default: the embedded stack)")
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="state of the embedded stack")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be run")
    arguments = parser.parse_args()
    account = deployed(arguments.stack) if arguments.stack else embedded(arguments.dir)
    count = redrive(account, dry_run=arguments.dry_run)
    print(f"{count.started} message(s) {'would be run' if arguments.dry_run else 'run again'}, {count.kept} kept")


if __name__ == "__main__":
    exit_on_error(main)
