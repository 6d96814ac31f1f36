"""What the deployed stack knows in the end: its tables, its queue, its executions and its log."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tools.common.errors import LocalError
from tools.connect.run import Contact
from tools.embedded.stack import STACK_NAME, Stack

ATTEMPTS = 5

type Item = dict[str, Any]


@dataclass(frozen=True)
class Ledger:
    """A stack, looked at from outside."""

    stack: Stack

    def entries(self, numbers: frozenset[str]) -> dict[str, str]:
        """Statuses of the numbers that have an entry."""
        items = self._all("DenylistTable")
        return {
            item["ContactNumber"]["S"]: item["Status"]["S"] for item in items if item["ContactNumber"]["S"] in numbers
        }

    def changes(self, numbers: frozenset[str]) -> list[Item]:
        """Items of history about these numbers."""
        items = self._all("HistoryTable")
        return [item for item in items if "Event" in item and item["ContactNumber"]["S"] in numbers]

    def waiting(self) -> int:
        """Changes that no digest has told yet."""
        return sum(item["ContactNumber"]["S"] == "digest" for item in self._all("HistoryTable"))

    def denied_count(self, number: str) -> int:
        """What the number's own counter says."""
        answer = self.stack.client("dynamodb").get_item(
            TableName=self.stack.outputs["HistoryTable"],
            Key={"ContactNumber": {"S": f"calls:{number}"}, "At": {"S": "denied"}},
            ConsistentRead=True,
        )
        return int(answer.get("Item", {}).get("DeniedCount", {}).get("N", 0))

    def uncounted(self) -> int:
        """Calls that were turned away and, as the metric says, could not be counted; of the whole stack."""
        return sum(int(line.get("DeniedNotCounted", 0)) for line in self._logged("CheckNumberLogs"))

    def is_denied(self, number: str) -> bool:
        """Whether a call would be turned away now."""
        event = Contact(customer_address=number).event({"CustomerNumber": number})
        # A check that fails says nothing about the number.
        for _ in range(ATTEMPTS):
            with suppress(LocalError):
                answer: dict[str, str] = self.stack.invoke(self.stack.outputs["CheckNumberArn"], event)
                return answer["Success"] == "true"
        return False

    def parked(self) -> int:
        """Records in the dead-letter queue."""
        name = "ApproximateNumberOfMessages"
        answer = self.stack.client("sqs").get_queue_attributes(
            QueueUrl=self.stack.outputs["DeadLetterQueueUrl"], AttributeNames=[name]
        )
        return int(answer["Attributes"][name])

    def executions(self) -> Counter[str]:
        """How many executions of the workflow are in which state."""
        pages = self.stack.client("stepfunctions").get_paginator("list_executions")
        read = pages.paginate(stateMachineArn=self.stack.outputs["WorkflowArn"])
        return Counter(execution["status"] for page in read for execution in page["executions"])

    def _all(self, table: str) -> list[Item]:
        pages = self.stack.client("dynamodb").get_paginator("scan")
        read = pages.paginate(TableName=self.stack.outputs[table], ConsistentRead=True)
        return [item for page in read for item in page["Items"]]

    def _logged(self, group: str) -> list[dict[str, Any]]:
        resource = self.stack.client("cloudformation").describe_stack_resource(
            StackName=STACK_NAME, LogicalResourceId=group
        )
        name = resource["StackResourceDetail"]["PhysicalResourceId"]
        read = self.stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=name)
        lines = [event["message"] for page in read for event in page["events"]]
        return [json.loads(line) for line in lines if line.startswith("{")]
