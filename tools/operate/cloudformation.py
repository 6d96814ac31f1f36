"""What `make deploy`, `make repair` and `make delete` ask CloudFormation about a stack, with the usual credentials."""

import re
import time
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from tools.common.aws import Sentences, ask, items
from tools.common.errors import LocalError

POLL_SECONDS = 5.0
NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")

# What to do if a stack is in a state in which it cannot be changed. In any other state it can.
FAILED_AT_FIRST = (
    "its first deployment failed, and CloudFormation changes nothing of what is left; delete it, then deploy again: "
    "make delete STACK={name}"
)
STATES = {
    "ROLLBACK_COMPLETE": FAILED_AT_FIRST,
    "ROLLBACK_FAILED": FAILED_AT_FIRST,
    "CREATE_FAILED": FAILED_AT_FIRST,
    "DELETE_FAILED": "it could not be deleted whole: make delete STACK={name} once more",
    "UPDATE_ROLLBACK_FAILED": "put right what the reasons below name, then: "
    "aws cloudformation continue-update-rollback --stack-name {name}",
}
UNDER_WAY = (
    "wait until that is done, or end it, if it is an update: aws cloudformation cancel-update-stack --stack-name {name}"
)
# An operation begins with an event of the stack itself that has one of these states.
BEGINNINGS = {f"{what}_IN_PROGRESS" for what in ("CREATE", "UPDATE", "DELETE", "REVIEW")}
IN_REVIEW = "REVIEW_IN_PROGRESS"


SENTENCES = Sentences(
    otherwise="CloudFormation refuses {operation}: {said}",
    no_answer="CloudFormation cannot be asked ({said}); check Region, network and credentials",
)


class CloudFormation:
    """CloudFormation, as far as it concerns one stack. A fault is raised as a LocalError that says what to do."""

    def __init__(self, name: str, *, client: Any = None, poll: float = POLL_SECONDS) -> None:  # noqa: ANN401
        if not NAME.fullmatch(name):
            raise LocalError(
                f"{name!r} is no name of a stack: letters, digits and hyphens, a letter first; give STACK=name"
            )
        self.name, self.poll = name, poll
        self.client = client or self._client()

    @staticmethod
    def _client() -> Any:  # noqa: ANN401 - made at run time
        try:
            return boto3.client("cloudformation")
        except BotoCoreError as exc:
            raise LocalError(
                f"AWS cannot be asked ({exc}); set AWS_DEFAULT_REGION, and AWS_PROFILE if need be"
            ) from exc

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as the operation wants them
        """Send one request."""
        return ask(self.client, operation, SENTENCES, **parameters)

    def pages(self, operation: str, member: str, **parameters: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """Every item of a listing operation."""
        return list(items(self.client, operation, member, SENTENCES, **parameters))

    def stack(self, identifier: str = "") -> dict[str, Any] | None:
        """The stack, or `None` if there is none, or only a change set that was never executed."""
        try:
            found: dict[str, Any] = self.ask("describe_stacks", StackName=identifier or self.name)["Stacks"][0]
        except LocalError as exc:
            if "does not exist" in str(exc):
                return None
            raise
        return None if found["StackStatus"] in {IN_REVIEW, "DELETE_COMPLETE"} else found

    def standing(self) -> dict[str, Any]:
        """The stack, which must exist."""
        if not (found := self.stack()):
            raise LocalError(f"There is no stack {self.name} in {self.region}; check STACK, Region and credentials")
        return found

    @property
    def region(self) -> str:
        """The stack's Region."""
        return str(self.client.meta.region_name)

    def refuse_unready(self, stack: Mapping[str, Any]) -> None:
        """Refuse a stack that cannot be changed now, and say what to do."""
        status = stack["StackStatus"]
        advice = STATES.get(status) or (UNDER_WAY if status.endswith("_IN_PROGRESS") else "")
        if advice:
            lines = [f"{self.name} is {status}: {advice.format(name=self.name)}", *self.reasons()]
            raise LocalError("\n".join([*lines, "Nothing was changed."]))

    def drop(self, change_set: str) -> None:
        """Delete a change set, and the empty stack that was made for it."""
        self.ask("delete_change_set", ChangeSetName=change_set, StackName=self.name)
        if not self.stack() and self.is_in_review():
            self.ask("delete_stack", StackName=self.name)

    def is_in_review(self) -> bool:
        """Whether the stack is only a change set that would create it."""
        try:
            found = self.ask("describe_stacks", StackName=self.name)["Stacks"][0]
        except LocalError:
            return False
        return bool(found["StackStatus"] == IN_REVIEW)

    def execute(self, change_set: str) -> None:
        """Execute a change set, and wait until it is done."""
        self.ask("execute_change_set", ChangeSetName=change_set, StackName=self.name)
        status = self.wait()
        if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            raise LocalError("\n".join([f"It failed: {self.name} is {status}.", *self.reasons()]))

    def wait(self, identifier: str = "") -> str:
        """Wait until no operation is running, and return the stack's state."""
        while (found := self.ask("describe_stacks", StackName=identifier or self.name)["Stacks"][0]) and found[
            "StackStatus"
        ].endswith("_IN_PROGRESS"):
            time.sleep(self.poll)
        return str(found["StackStatus"])

    def reasons(self, limit: int = 5) -> list[str]:
        """Why the last operation failed: the first resources that failed, with their reasons."""
        events = self.pages("describe_stack_events", "StackEvents", StackName=self.name)
        last = list(takewhile(lambda event: not self._begins(event), events))
        failed = [event for event in reversed(last) if event["ResourceStatus"].endswith("FAILED")]
        told = [one for one in failed if "cancelled" not in one.get("ResourceStatusReason", "")]
        return [f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason given')}" for e in told[:limit]]

    def _begins(self, event: Mapping[str, Any]) -> bool:
        return event["LogicalResourceId"] == self.name and event["ResourceStatus"] in BEGINNINGS
