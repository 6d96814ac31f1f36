"""The supervisors' mailbox: the alerts as a subscriber gets them, newest first."""

import json
from threading import Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.embedded.lab.desk.line import Changes
from tools.embedded.stack import Stack

MOST = 40
LOOK = 1.0
"""Seconds between two looks."""


class Mailbox:
    """Reads the stack's alerts for as long as the stack answers."""

    def __init__(self, stack: Stack, changes: Changes) -> None:
        self.mail: list[dict[str, str]] = []
        self._stack, self._changes = stack, changes

    def open(self) -> None:
        """Begin to read."""
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                alerts = self._stack.take_alerts()
            except (BotoCoreError, ClientError):
                return  # the stack was ended
            with self._changes.lock:
                self.mail = [*map(as_mail, reversed(alerts)), *self.mail][:MOST]
                if alerts:
                    self._changes.tell()
                self._changes.lock.wait(LOOK)


def as_mail(alert: dict[str, Any]) -> dict[str, str]:
    """An alert of the queue as people read it in their mail."""
    told = json.loads(alert["Message"])
    return {"id": alert["MessageId"], "at": alert["Timestamp"], "subject": told["subject"], "body": told["body"]}
