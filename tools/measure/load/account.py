"""What the deployed stack holds, during the load and after it: what waits, what is stored, what was mailed."""

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.common.errors import LocalError
from tools.common.processes import command_lines
from tools.common.progress import wait_until
from tools.embedded import emulator
from tools.embedded.stack import STACK_NAME, Stack
from tools.measure.load.audit import FLAGS, Found
from tools.operate import redrive, target

_WORKER = re.compile(r"/ministack-lambda-\S+?-([A-Za-z]+)Function-\S+/_worker\.py")


class Account:
    """Reads the stack, and takes mails out of their queue as they come."""

    def __init__(self, stack: Stack, directory: Path, *, digests: bool) -> None:
        self._stack, self._directory = stack, directory
        self._dynamodb, self._states = stack.client("dynamodb"), stack.client("stepfunctions")
        self.mails: list[dict[str, Any]] = []
        self.redriven = 0
        """Records that the workflow gave up, and that were run again."""
        self._digests, self._windows, self._failed = digests, 0, 0
        if digests:
            self._stop_schedule()

    def _stop_schedule(self) -> None:
        """The windows are shorter than any schedule, so `end_window` runs what the schedule would run."""
        self._sender = f"{self._physical('SendDigestFunction')}:live"
        self._stack.client("events").disable_rule(Name=self._physical("SendDigestFunctionEveryWindow"))

    def _physical(self, name: str) -> str:
        described = self._stack.client("cloudformation").describe_stack_resource(
            StackName=STACK_NAME, LogicalResourceId=name
        )
        return str(described["StackResourceDetail"]["PhysicalResourceId"])

    def end_window(self) -> None:
        """Send a digest, if this stack sends any."""
        if not self._digests:
            return
        self._windows += 1
        try:
            self._stack.invoke(self._sender, {})
        except LocalError:
            self._failed += 1

    def take_mails(self) -> None:
        """Take the mails that have come since the last call, as machines read them."""
        self.mails += [json.loads(mail["Message"]) for mail in self._stack.take_alerts()]

    def workers(self) -> dict[str, list[int]]:
        """The processes that the emulator runs the workflow's functions in."""
        ours, found = set(emulator.pids(self._directory)), dict[str, list[int]]()
        for pid, line in command_lines():
            match = _WORKER.search(line)
            if match and pid in ours:
                name = re.sub(r"(?<=.)([A-Z])", r"_\1", match[1]).lower()
                found.setdefault(name, []).append(pid)
        return found

    def rest(self, seconds: float) -> bool:
        """Wait until nothing runs and every flag in the table is in history too; false if that takes too long.

        What the workflow parked meanwhile is run again, as an operator would do: it is late then, and not lost.
        """
        until = time.monotonic() + seconds
        try:
            wait_until(self._is_at_rest, seconds, "the workflow to come to rest")
            while self._parked() and time.monotonic() < until:
                self.redriven += redrive.redrive(target.embedded(self._directory)).started
                wait_until(self._is_at_rest, seconds, "the workflow to come to rest")
        except LocalError:
            return False
        self.end_window()
        time.sleep(2)  # the last mail may still be on its way
        return True

    def found(self, killed: int) -> Found:
        """Everything that the audit looks at."""
        self.take_mails()
        return Found(
            entries={item["ContactNumber"]["S"]: item for item in self._scan("DenylistTable")},
            history=self._scan("HistoryTable"),
            mails=self.mails,
            windows=self._windows if self._digests else None,
            failed_windows=self._failed,
            parked=self._parked(),
            executions=Counter(each["status"] for each in self._executions()),
            killed=killed,
        )

    def _is_at_rest(self) -> bool:
        """Asked once a second: each look reads both tables."""
        time.sleep(1)
        if any(self._executions("RUNNING")):
            return False
        if self._parked():
            return True
        entries = self._scan("DenylistTable")
        flags = sum(int(item["FlagCount"]["N"]) for item in entries if "FlagCount" in item)
        told = sum(item.get("Event", {}).get("S") in FLAGS for item in self._scan("HistoryTable"))
        return told >= flags and all(item.get("Status", {}).get("S") != "FLAGGED" for item in entries)

    def _parked(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        url = self._stack.outputs["DeadLetterQueueUrl"]
        found = self._stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    def _executions(self, status: str = "") -> list[Mapping[str, Any]]:
        asked = {"stateMachineArn": self._stack.outputs["WorkflowArn"], **({"statusFilter": status} if status else {})}
        pages = self._states.get_paginator("list_executions").paginate(**asked)
        return [each for page in pages for each in page["executions"]]

    def _scan(self, output: str) -> list[Any]:
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._stack.outputs[output])
        return [item for page in pages for item in page["Items"]]
