"""Puts the sample data in as people would: by flags, by hand in the table, by calls, and through the API."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.common.errors import LocalError
from tools.common.progress import wait_until
from tools.embedded.api import Api, api_as, entry_path
from tools.embedded.lab.cases import Calls, Case, Claim, Decision
from tools.embedded.stack import Stack

PATIENCE = 60
"""Seconds. It is long, because the first pass through the workflow starts every function cold."""
CREATED = 201
OK = 200


@dataclass
class Doors:
    """A stack, and its API as each of the people who sign in."""

    stack: Stack
    _apis: dict[str, Api] = field(default_factory=dict)

    def item(self, number: str) -> dict[str, Any]:
        """The table's item under a key; empty if there is none."""
        key = {"ContactNumber": {"S": number}}
        table = self.stack.outputs["DenylistTable"]
        found: dict[str, Any] = self.stack.client("dynamodb").get_item(TableName=table, Key=key).get("Item", {})
        return found

    def flag(self, number: str, claim: Claim) -> None:
        """Flag as the flows do when an agent presses the quick connect, or fills in the form after the call.

        The quick connect's flow gives the category by a second call. Here it comes with the first, so that no record
        waits for it.
        """
        contact = {"ContactId": str(uuid.uuid4()), "InitialContactId": str(uuid.uuid4())}
        said = {"CustomerNumber": number, "FlaggedBy": claim.agent, "Category": claim.category}
        said |= {"Term": claim.term} if claim.term else {}
        by_form = {"Source": "after_call", "Reason": claim.reason}
        if claim.way == "form":
            details = {"ContactData": {"Channel": "CHAT", **contact}, "Parameters": {**said, **by_form}}
        else:
            details = {"ContactData": {"Channel": "VOICE", **contact}, "Parameters": said}
        event = {"Details": details}
        answer = self.stack.invoke(self.stack.outputs["AddNumberArn"], event)
        if answer["Success"] != "true":
            raise LocalError(f"The flag of {number} was refused: {answer['Why']}")

    def type_in(self, case: Case) -> None:
        """Put an item into the table, like a person with the AWS console."""
        item = {"ContactNumber": {"S": case.typed}, "Reason": {"S": case.reason}}
        if case.minutes:
            item["ExpiresAt"] = {"N": str(int(time.time()) + 60 * case.minutes)}
        self.stack.client("dynamodb").put_item(TableName=self.stack.outputs["DenylistTable"], Item=item)

    def call(self, number: str) -> None:
        """Check a number as the inbound flow does when a call comes in."""
        contact = {"Channel": "VOICE", "CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"}}
        event = {"Details": {"ContactData": contact, "Parameters": {}}}
        self.stack.invoke(self.stack.outputs["CheckNumberArn"], event)

    def decide(self, number: str, decision: Decision) -> None:
        """Decide about an entry, as a reviewer does in the console."""
        if decision.by not in self._apis:
            self._apis[decision.by] = api_as(self.stack, decision.by)
        status, answer = _send(self._apis[decision.by], number, decision)
        if status not in {OK, CREATED}:
            raise LocalError(f"{decision.action} of {number} was answered with {status}: {answer}")


def _send(api: Api, number: str, decision: Decision) -> tuple[int, Any]:
    """Decide on the entry as it is now. The API refuses members that a decision does not use."""
    said = {"note": decision.note, **({"term": decision.term} if decision.term else {})}
    if decision.action == "add":
        return api.post("/api/entries", {"number": number, **said})
    status, shown = api.get(entry_path(number))
    entry = shown["entry"] if status == OK else None
    return api.post(entry_path(number, decision.action), {"version": entry["version"] if entry else 0, **said})


def fill(stack: Stack, cases: Sequence[Case]) -> int:
    """Carry out the cases that this stack does not have yet, and return how many numbers they are about.

    They run one after the other, because the emulator starts a process for each record that a function gets at the same
    time, and that takes longer than waiting.
    """
    doors = Doors(stack)
    new = [case for case in cases if not doors.item(case.number)]
    for case in new:
        _claim(doors, case)
        if case.is_claimed:
            _wait_for_workflow(doors, case.number)
        _continue(doors, case)
    return len({case.number for case in new})


def _claim(doors: Doors, case: Case) -> None:
    for claim in case.flags:
        doors.flag(case.number, claim)
    if case.typed:
        doors.type_in(case)


def _wait_for_workflow(doors: Doors, number: str) -> None:
    """Wait until the workflow has completed every entry, so that no decision conflicts with its writes."""
    wait_until(lambda: _status(doors, number) not in {"", "FLAGGED"}, PATIENCE, f"an entry at {number}")


def _status(doors: Doors, number: str) -> str:
    status: str = doors.item(number).get("Status", {}).get("S", "")
    return status


def _continue(doors: Doors, case: Case) -> None:
    """Make the calls and decisions. There are no decisions if people sign in at another provider."""
    for step in case.then:
        if isinstance(step, Calls):
            for _ in range(step.calls):
                doors.call(case.number)
        elif doors.stack.users:
            doors.decide(case.number, step)
