"""Reads the table's stream beside the pipe, to deliver records again and to know when all of them are processed."""

import json
from typing import Any

from tools.common.progress import wait_until
from tools.embedded.stack import Stack

type StreamRecord = dict[str, Any]


class Tape:
    """The stream of DenylistTable from now on, and the executions that it leads to."""

    def __init__(self, stack: Stack) -> None:
        self._streams, self._states = stack.client("dynamodbstreams"), stack.client("stepfunctions")
        self._workflow = stack.outputs["WorkflowArn"]
        table = stack.client("dynamodb").describe_table(TableName=stack.outputs["DenylistTable"])["Table"]
        arn = table["LatestStreamArn"]
        shard = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][-1]["ShardId"]
        place = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "LATEST"}
        self._next: str = self._streams.get_shard_iterator(**place)["ShardIterator"]
        self._records: list[StreamRecord] = []
        self._former = {e["executionArn"] for e in self._executions()}
        self._own: set[str] = set()
        self._delivered: dict[str, set[str]] = {}

    def read(self) -> list[StreamRecord]:
        """Every record since then, as a pipe delivers it."""
        while read := self._read():
            self._records += json.loads(json.dumps(read, default=lambda when: int(when.timestamp())))
        return self._records

    def _read(self) -> list[Any]:
        answer = self._streams.get_records(ShardIterator=self._next)
        self._next = answer["NextShardIterator"]
        records: list[Any] = answer["Records"]
        return records

    def deliver(self, records: list[StreamRecord]) -> None:
        """Start the workflow on these records, in addition to the pipe."""
        started = self._states.start_execution(stateMachineArn=self._workflow, input=json.dumps(records))
        self._own.add(started["executionArn"])

    def wait(self, seconds: float = 60) -> None:
        """Wait until the pipe has delivered every record and every execution has ended, with all that it wrote."""
        wait_until(self._is_at_rest, seconds, "the workflow to come to rest")

    def _is_at_rest(self) -> bool:
        """The records are read last, because an execution that was still running could have written more."""
        executions = [e for e in self._executions() if e["executionArn"] not in self._former]
        if any(e["status"] == "RUNNING" for e in executions):
            return False
        assert {e["status"] for e in executions} <= {"SUCCEEDED"}
        by_the_pipe = [e["executionArn"] for e in executions if e["executionArn"] not in self._own]
        delivered = {record for execution in by_the_pipe for record in self._input(execution)}
        return {record["eventID"] for record in self.read()} <= delivered

    def _executions(self) -> list[dict[str, Any]]:
        pages = self._states.get_paginator("list_executions").paginate(stateMachineArn=self._workflow)
        return [execution for page in pages for execution in page["executions"]]

    def _input(self, execution: str) -> set[str]:
        """The ids of the records that an execution was started with."""
        if execution not in self._delivered:
            described = self._states.describe_execution(executionArn=execution)
            self._delivered[execution] = {record["eventID"] for record in json.loads(described["input"])}
        return self._delivered[execution]
