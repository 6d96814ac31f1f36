"""`make redrive`: runs again what was parked in the dead-letter queue, or one execution that failed.

It is safe to run it again. Every step of the workflow is conditional, and a parked record names the execution that has
yet to announce it. Each new execution is named after what it runs again, so that Step Functions refuses to start it
twice, even if a record was parked twice because the queue's first answer was lost.
"""

import argparse
import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from tools.common.errors import LocalError, exit_on_error
from tools.operate import oversized, target
from tools.operate.target import Target

# Seconds for which a message is hidden from others while it is run again. One that is kept is shown again at once.
HIDDEN = 120
# Pages of a stream in which to look for a record. A page may be empty although others follow.
PAGES = 20


class NotInStreamError(LocalError):
    """The stream does not hold the record any more."""


@dataclass
class Count:
    """How many messages were run again, and how many were not."""

    started: int = 0
    kept: int = 0


def redrive(stack: Target, *, dry_run: bool = False) -> Count:
    """Start the workflow for each message that was in the queue when this began, and delete those messages."""
    count = Count()
    for message in _messages(stack):
        try:
            _run_again(stack, message, dry_run=dry_run)
        except (ClientError, NotInStreamError, LookupError, TypeError, ValueError, AttributeError) as exc:
            count.kept += 1
            _show_again(stack, message)
            print(f"kept     {message['MessageId']}: {_why_kept(exc)}")
            continue
        count.started += 1
        if dry_run:
            _show_again(stack, message)
        else:
            stack.client("sqs").delete_message(QueueUrl=_queue(stack), ReceiptHandle=message["ReceiptHandle"])
    return count


def rerun(stack: Target, execution: str, *, dry_run: bool = False) -> None:
    """Start the workflow with the input of an execution that failed, so that it announces what is still missing.

    On AWS the input is a single record, because the pipe's batches have one. Others in it would be announced again.
    """
    try:
        described = stack.client("stepfunctions").describe_execution(executionArn=execution)
    except ClientError as exc:
        raise LocalError(f"{execution} is no execution of the last 90 days ({_code(exc)})") from exc
    if described["status"] not in ("FAILED", "TIMED_OUT", "ABORTED"):
        raise LocalError(f"{execution} is {described['status']}, so there is nothing to run again")
    records = [_owing(f"{execution}#{n}", record) for n, record in enumerate(json.loads(described["input"]))]
    _start(stack, execution, execution, records, dry_run=dry_run)


def _run_again(stack: Target, message: dict[str, Any], *, dry_run: bool) -> None:
    body = json.loads(message["Body"])
    _start(stack, message["MessageId"], body.get("Execution", ""), _records(stack, body), dry_run=dry_run)


def _queue(stack: Target) -> str:
    return stack.outputs["DeadLetterQueueUrl"]


def _messages(stack: Target) -> Iterator[dict[str, Any]]:
    """The messages that were sent before now. One that is parked again meanwhile waits for the next run."""
    began, seen = time.time() * 1000, set[str]()
    while True:
        batch = (
            stack.client("sqs")
            .receive_message(
                QueueUrl=_queue(stack),
                MaxNumberOfMessages=10,
                VisibilityTimeout=HIDDEN,
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            .get("Messages", [])
        )
        fresh = [m for m in batch if m["MessageId"] not in seen and int(m["Attributes"]["SentTimestamp"]) <= began]
        for other in (m for m in batch if m not in fresh):
            _show_again(stack, other)
        if not fresh:
            return
        seen.update(m["MessageId"] for m in fresh)
        yield from fresh


def _show_again(stack: Target, message: dict[str, Any]) -> None:
    stack.client("sqs").change_message_visibility(
        QueueUrl=_queue(stack), ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
    )


def _records(stack: Target, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of a message. The workflow parks whole records; the pipe parks their place in the stream."""
    if "Record" in body:
        return [_owing(body["Execution"], body["Record"])]
    return _read_back(stack, body["DDBStreamBatchInfo"])


def _owing(execution: str, record: Any) -> Any:  # noqa: ANN401 - what is no record was parked, too
    """The record with the execution that has yet to announce it, which is the first one that failed."""
    return {"Execution": execution, **record} if isinstance(record, dict) else record


def _read_back(stack: Target, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Read the records at the place in the stream that a pipe's message names. The stream keeps them for 24 hours."""
    start = stack.client("dynamodbstreams").get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )
    found = _page(stack, start["ShardIterator"], int(batch["batchSize"]))
    last = int(batch["endSequenceNumber"])
    wanted = [r for r in found if int(r["dynamodb"]["SequenceNumber"]) <= last]
    if not wanted:
        raise NotInStreamError("its place is empty")
    return [_as_a_pipe_sends(record) for record in wanted]


def _as_a_pipe_sends(record: dict[str, Any]) -> dict[str, Any]:
    """Undo what differs: the Streams API capitalises names of `userIdentity`; botocore converts times and bytes."""
    user = record.get("userIdentity") or {}
    identity = {"userIdentity": {name[:1].lower() + name[1:]: value for name, value in user.items()}} if user else {}
    sent: dict[str, Any] = json.loads(json.dumps({**record, **identity}, default=_as_json))
    return sent


def _as_json(value: datetime | bytes) -> int | str:
    return b64encode(value).decode() if isinstance(value, bytes) else int(value.timestamp())


def _page(stack: Target, iterator: str | None, limit: int) -> list[dict[str, Any]]:
    """The first page that is not empty."""
    for _ in range(PAGES):
        if iterator is None:
            break
        answer = stack.client("dynamodbstreams").get_records(ShardIterator=iterator, Limit=limit)
        if answer["Records"]:
            found: list[dict[str, Any]] = answer["Records"]
            return found
        iterator = answer.get("NextShardIterator")
    return []


def _start(stack: Target, what: str, owing: str, records: list[Any], *, dry_run: bool) -> None:
    """Start the workflow once for what `owing` parked, with records that are small enough for its input."""
    fitting = [
        oversized.fit(record) if oversized.size(records) > oversized.ROOM else (record, []) for record in records
    ]
    print(f"{'would run' if dry_run else 'running'}  {what}: {len(records)} record(s)")
    for cut in filter(None, (names for _, names in fitting)):
        print(f"         too large for the workflow, so without all of {', '.join(cut)}")
    if dry_run:
        return
    name = hashlib.sha256((owing or what).encode()).hexdigest()[:40]
    try:
        stack.client("stepfunctions").start_execution(
            stateMachineArn=stack.outputs["WorkflowArn"],
            name=f"redrive-{name}",
            input=json.dumps([record for record, _ in fitting]),
        )
    except stack.client("stepfunctions").exceptions.ExecutionAlreadyExists:
        print(f"         {what} was started before, and is not started again")


def _why_kept(exc: Exception) -> str:
    code = _code(exc) if isinstance(exc, ClientError) else str(exc)
    if isinstance(exc, NotInStreamError) or (isinstance(exc, ClientError) and exc.operation_name != "StartExecution"):
        return f"the stream no longer has it ({code}); the entry itself is in the table and is not lost"
    if isinstance(exc, ClientError):
        return f"Step Functions did not take it ({code})"
    return "it is no message of the workflow or of its pipe; look at it in the SQS console"


def _code(exc: ClientError) -> str:
    return exc.response.get("Error", {}).get("Code", "")


def main() -> None:
    """Redrive, and say what was done."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.redrive", description=__doc__)
    target.add_arguments(parser)
    parser.add_argument("--execution", help="the ARN of a failed execution to run again, instead of what was parked")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be run")
    arguments = parser.parse_args()
    stack = target.chosen(arguments)
    if arguments.execution:
        rerun(stack, arguments.execution, dry_run=arguments.dry_run)
        return
    count = redrive(stack, dry_run=arguments.dry_run)
    print(f"{count.started} message(s) {'would be run' if arguments.dry_run else 'run again'}, {count.kept} kept")


if __name__ == "__main__":
    exit_on_error(main)
