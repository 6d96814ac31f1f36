"""The deployed stack's tables, queue and executions, read and edited as in the AWS console."""

import json
import time
from dataclasses import dataclass
from typing import Any

from tools.common.progress import wait_until
from tools.embedded.stack import Stack

# The emulator's pipe looks at the stream once a second.
POLL = 1.0


@dataclass
class Table:
    """A stack's tables, queue and executions."""

    stack: Stack

    def __post_init__(self) -> None:
        self._dynamodb, self._states = self.stack.client("dynamodb"), self.stack.client("stepfunctions")
        self._names = self.stack.outputs["DenylistTable"], self.stack.outputs["HistoryTable"]

    def entry(self, number: str) -> dict[str, Any]:
        key = {"ContactNumber": {"S": number}}
        item: dict[str, Any] = self._dynamodb.get_item(TableName=self._names[0], Key=key).get("Item", {})
        return item

    def put(self, **attributes: str | int) -> None:
        """Type an item by hand."""
        self._dynamodb.put_item(TableName=self._names[0], Item={k: _attribute(v) for k, v in attributes.items()})

    def set(self, number: str, **attributes: str | int) -> None:
        """Edit an item's attributes by hand."""
        self._dynamodb.update_item(
            TableName=self._names[0],
            Key={"ContactNumber": {"S": number}},
            UpdateExpression="SET " + ", ".join(f"#{k} = :{k}" for k in attributes),
            ExpressionAttributeNames={f"#{k}": k for k in attributes},
            ExpressionAttributeValues={f":{k}": _attribute(v) for k, v in attributes.items()},
        )

    def size(self) -> int:
        count: int = self._dynamodb.scan(TableName=self._names[0], Select="COUNT")["Count"]
        return count

    def history(self, number: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._dynamodb.query(
            TableName=self._names[1],
            KeyConditionExpression="ContactNumber = :n",
            ExpressionAttributeValues={":n": {"S": number}},
        )["Items"]
        return sorted(items, key=lambda i: (i["At"]["S"][:20], i.get("Sequence", {}).get("S", "")))

    def events(self, number: str) -> list[str]:
        return [item["Event"]["S"] for item in self.history(number) if "Event" in item]

    def counter(self, number: str) -> dict[str, Any]:
        return next(item for item in self.history(f"calls:{number}") if item["At"]["S"] == "denied")

    def executions(self) -> list[dict[str, Any]]:
        pages = self._states.get_paginator("list_executions").paginate(
            stateMachineArn=self.stack.outputs["WorkflowArn"]
        )
        return [execution for page in pages for execution in page["executions"]]

    def quiet(self, seconds: float = 60) -> int:
        """Wait until nothing runs and the pipe has looked twice without starting anything; return how many have run."""
        last, since = -1, time.monotonic()

        def is_quiet() -> bool:
            nonlocal last, since
            found = self.executions()
            if len(found) != last or any(e["status"] == "RUNNING" for e in found):
                last, since = len(found), time.monotonic()
            return time.monotonic() - since > 2.5 * POLL

        wait_until(is_quiet, seconds, "the workflow to come to rest")
        return last

    def records(self) -> list[dict[str, Any]]:
        """Every stream record that an execution was started with."""
        arns = [e["executionArn"] for e in self.executions()]
        inputs = [json.loads(self._states.describe_execution(executionArn=arn)["input"]) for arn in arns]
        return [record for batch in inputs for record in batch if "Keys" in record["dynamodb"]]

    def insertion(self, number: str) -> dict[str, Any]:
        """The stream record of the number's first write."""
        of_number = [r for r in self.records() if r["dynamodb"]["Keys"]["ContactNumber"]["S"] == number]
        return next(record for record in of_number if record["eventName"] == "INSERT")

    def stream(self) -> dict[str, str]:
        """The table's stream and its first shard, as they are named in a message that the pipe parks."""
        arn = self._dynamodb.describe_table(TableName=self._names[0])["Table"]["LatestStreamArn"]
        described = self.stack.client("dynamodbstreams").describe_stream(StreamArn=arn)["StreamDescription"]
        return {"streamArn": arn, "shardId": described["Shards"][0]["ShardId"]}

    def records_of_the_latest(self) -> list[dict[str, Any]]:
        """The records that the latest execution was started with."""
        latest = max(self.executions(), key=lambda execution: execution["startDate"])
        described = self._states.describe_execution(executionArn=latest["executionArn"])
        records: list[dict[str, Any]] = json.loads(described["input"])
        return records

    def run(self, records: list[dict[str, Any]], seconds: float = 60) -> str:
        """Start an execution by hand, and return its status at the end."""
        started = self._states.start_execution(
            stateMachineArn=self.stack.outputs["WorkflowArn"], input=json.dumps(records)
        )["executionArn"]

        def ended() -> str:
            status: str = self._states.describe_execution(executionArn=started)["status"]
            return "" if status == "RUNNING" else status

        return wait_until(ended, seconds, "an execution to end")

    def parked(self) -> list[dict[str, Any]]:
        """Take all messages out of the dead-letter queue."""
        sqs, url, found = self.stack.client("sqs"), self.stack.outputs["DeadLetterQueueUrl"], []
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def park(self, body: dict[str, Any]) -> None:
        """Put a message into the dead-letter queue, as the workflow does."""
        self.stack.client("sqs").send_message(
            QueueUrl=self.stack.outputs["DeadLetterQueueUrl"], MessageBody=json.dumps(body)
        )

    def logs(self) -> str:
        """Everything that the functions have logged."""
        client = self.stack.client("logs")
        groups = [g["logGroupName"] for g in client.describe_log_groups()["logGroups"]]
        events = [e for group in groups for e in client.filter_log_events(logGroupName=group)["events"]]
        return "\n".join(event["message"] for event in events)


def _attribute(value: str | int) -> dict[str, str]:
    return {"N": str(value)} if isinstance(value, int) else {"S": value}
