"""What supervisors are mailed meanwhile: digests at the ends of their windows, or an alert for each change."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tools.common.errors import LocalError
from tools.embedded.stack import STACK_NAME, Stack

DIGEST = "digest"


@dataclass
class Mailbox:
    """The mails about these numbers, as a machine that subscribes reads them.

    The windows are shorter here than any schedule, so the function that the schedule would run is run at their ends.
    """

    stack: Stack
    numbers: frozenset[str]
    mails: int = 0
    largest: int = 0
    """Characters of the longest text."""
    events: Counter[str] = field(default_factory=Counter)
    sending: list[float] = field(default_factory=list)
    """Seconds that each run of `send_digest` took."""
    failed: int = 0
    """Runs of it that failed: what they did not delete, the next run tells."""

    def __post_init__(self) -> None:
        resources = self.stack.client("cloudformation").describe_stack_resources(StackName=STACK_NAME)
        physical = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources["StackResources"]}
        self.sender: str = physical.get("SendDigestFunction", "")
        """Empty where each change is mailed by itself."""

    @property
    def told(self) -> int:
        """How many changes the mails told of."""
        return self.events.total()

    def end_window(self) -> None:
        """Let the digest be sent, and take what has come."""
        if self.sender:
            self._send()
        self.look()

    def _send(self) -> None:
        started = time.monotonic()
        try:
            self.stack.invoke(f"{self.sender}:live", {})
        except LocalError:
            self.failed += 1
        self.sending.append(time.monotonic() - started)

    def look(self) -> None:
        """Take what has come."""
        for alert in self.stack.take_alerts():
            self._read(json.loads(alert["Message"]))

    def _read(self, mail: dict[str, Any]) -> None:
        if mail["event"] != DIGEST and mail["number"] not in self.numbers:
            return
        self.mails += 1
        self.largest = max(self.largest, len(mail["body"]))
        self.events.update(mail["events"] if mail["event"] == DIGEST else [mail["event"]])
