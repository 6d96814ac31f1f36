"""Entries for tests, made as people make them: by an agent's flag, a caller's call, and the console's API."""

import itertools
import time
import uuid
from collections import deque
from collections.abc import Iterator
from typing import Any

from tools.common.errors import LocalError
from tools.common.progress import wait_until
from tools.embedded.api import Api, api_as, entry_path
from tools.embedded.stack import Stack

AHEAD = 4
"""How many flags are made ahead of the tests that need them, because the workflow takes a second or two for each."""
PATIENCE = 120
DAY = 24 * 3600
AREAS = (206, 212, 312, 415, 617, 305)


def reserved_numbers() -> Iterator[str]:
    """Numbers that North America keeps for fiction: 555-0100 to 555-0199 of each area."""
    return (f"+1{area}55501{last:02}" for area, last in itertools.product(AREAS, range(100)))


class Entries:
    """Gives each test entries of its own."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._numbers = stack, reserved_numbers()
        self._on_their_way = deque[str]()
        self._apis: dict[str, Api] = {}
        self._top_up()

    def number(self) -> str:
        """A number without an entry and without history."""
        return next(self._numbers)

    def waiting(self) -> str:
        """The number of an entry that waits for a reviewer."""
        self._top_up()
        number = self._on_their_way.popleft()
        self.until(number, "PENDING")
        return number

    def some(self, count: int = 1) -> list[str]:
        """Numbers of waiting entries, oldest first. Do not change them, because other tests get the same ones."""
        self._top_up()
        numbers = list(itertools.islice(self._on_their_way, count))
        for number in numbers:
            self.until(number, "PENDING")
        return numbers

    def settle(self) -> None:
        """Wait until the workflow has nothing left to write into the table."""
        for number in self._on_their_way:
            self.until(number, "PENDING")

    def flagged(
        self, reason: str = "Shouts", agent: str = "", number: str = "", dialled: str = "", category: str = ""
    ) -> str:
        """A number that an agent has flagged like this, once it waits for a reviewer."""
        number = self.flag(number or self.number(), reason, agent, dialled, category)
        self.until(number, "PENDING")
        return number

    def flag(self, number: str, reason: str = "Shouts", agent: str = "", dialled: str = "", category: str = "") -> str:
        """An agent presses the quick connect. It waits for no workflow. Agents differ, because of their limit."""
        contact = {"Channel": "VOICE", "ContactId": str(uuid.uuid4()), "InitialContactId": str(uuid.uuid4())}
        said = {"CustomerNumber": number, "FlaggedBy": agent or f"agent{number[-4:]}", "Reason": reason, "Term": "7d"}
        said |= {"Dialled": dialled, "Category": category}
        event = {"Details": {"ContactData": contact, "Parameters": said}}
        answer = self._stack.invoke(self._stack.outputs["AddNumberArn"], event)
        if answer["Success"] != "true":
            raise LocalError(f"The flag of {number} was refused: {answer}")
        return number

    def approved(self, term: str = "30d", note: str = "", by: str = "adam") -> str:
        """A number that a reviewer added in the console. The workflow has nothing to complete."""
        number = self.number()
        status, answer = self.api(by).post("/api/entries", {"number": number, "term": term, "note": note})
        if status != 201:
            raise LocalError(f"{number} was not added: {answer}")
        return number

    def imported(self, **texts: str) -> str:
        """A number that was put straight into the table to be reviewed, once the workflow has completed it."""
        number, ends = self.number(), str(int(time.time()) + DAY)
        given = {"ContactNumber": number, "Status": "PENDING", **texts}
        item = {**{name: {"S": text} for name, text in given.items()}, "ExpiresAt": {"N": ends}}
        self._stack.client("dynamodb").put_item(TableName=self._stack.outputs["DenylistTable"], Item=item)
        self.until_recorded(number, "added")
        return number

    def typed(self, key: str, status: str, ends: int = DAY, **texts: str) -> None:
        """Put an item under a key unless there is one, and wait until it has that status and is recorded."""
        if self._status(key) == status:
            return
        item = {name: {"S": text} for name, text in {"ContactNumber": key, **texts}.items()}
        item["ExpiresAt"] = {"N": str(int(time.time()) + ends)}
        self._stack.client("dynamodb").put_item(TableName=self._stack.outputs["DenylistTable"], Item=item)
        self.until(key, status)
        wait_until(lambda: self._read(key)["history"], PATIENCE, f"a history of {key!r}")

    def decide(self, number: str, action: str, by: str = "adam", **said: str) -> None:
        """Another person decides, in another window."""
        version = self.entry(number)["version"]
        status, answer = self.api(by).post(entry_path(number, action), {"version": version, **said})
        if status != 200:
            raise LocalError(f"{action} of {number} was refused: {answer}")

    def call(self, number: str, times: int = 1) -> None:
        """Make calls come in, by asking what the inbound flow asks."""
        contact = {"Channel": "VOICE", "CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"}}
        event = {"Details": {"ContactData": contact, "Parameters": {}}}
        for _ in range(times):
            self._stack.invoke(self._stack.outputs["CheckNumberArn"], event)

    def is_denied(self, number: str) -> bool:
        """Whether a call would be turned away, as the inbound flow asks it. The page is not asked."""
        contact = {"Channel": "VOICE", "CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"}}
        event = {"Details": {"ContactData": contact, "Parameters": {}}}
        answer = self._stack.invoke(self._stack.outputs["CheckNumberArn"], event)
        return bool(answer["Success"] == "true")

    def entry(self, number: str) -> dict[str, Any]:
        """The entry as the API answers it."""
        entry: dict[str, Any] = self._read(number)["entry"]
        return entry

    def until(self, number: str, status: str) -> None:
        """Wait for the workflow to bring the entry to a status."""
        wait_until(lambda: self._status(number) == status, PATIENCE, f"{number} to be {status}")

    def until_recorded(self, number: str, event: str) -> None:
        """Wait for the workflow to write a change into the history."""
        wait_until(
            lambda: event in [change["event"] for change in self._read(number)["history"]],
            PATIENCE,
            f"{event} in the history of {number}",
        )

    def api(self, username: str) -> Api:
        """The API as one of the sample people."""
        if username not in self._apis:
            self._apis[username] = api_as(self._stack, username)
        return self._apis[username]

    def table(self) -> list[dict[str, Any]]:
        """Every item of the table, in a fixed order."""
        pages = self._stack.client("dynamodb").get_paginator("scan")
        name = self._stack.outputs["DenylistTable"]
        items = [item for page in pages.paginate(TableName=name) for item in page["Items"]]
        return sorted(items, key=lambda item: str(item["ContactNumber"]["S"]))

    def _top_up(self) -> None:
        while len(self._on_their_way) < AHEAD:
            self._on_their_way.append(self.flag(self.number()))

    def _read(self, number: str) -> dict[str, Any]:
        status, answer = self.api("adam").get(entry_path(number))
        if status != 200:
            raise LocalError(f"{number} cannot be read: {answer}")
        read: dict[str, Any] = answer
        return read

    def _status(self, number: str) -> str:
        key = {"ContactNumber": {"S": number}}
        table = self._stack.outputs["DenylistTable"]
        item = self._stack.client("dynamodb").get_item(TableName=table, Key=key).get("Item", {})
        status: str = item.get("Status", {}).get("S", "")
        return status
