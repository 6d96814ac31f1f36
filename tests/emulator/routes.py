"""The API's routes as strangers see them: every documented address, asked raw, and whether anything changed."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from denylist.decisions import DECISIONS
from denylist.rights import Right
from tests.emulator.table import Table
from tools.common.progress import wait_until
from tools.common.web import Answer, send
from tools.embedded.stack import Stack

NUMBER = "+12065550187"
"""The number whose entry strangers try to change."""
VERSION = 2
"""The entry's version once the workflow has completed it. A change on any other version would be refused anyway."""
ENTRY = f"/api/entries/{quote(NUMBER, safe='')}"
READS = [
    "/api/me",
    "/api/entries",
    f"/api/entries?number={quote(NUMBER)}",
    ENTRY,
    f"/api/explain/{quote(NUMBER)}",
    "/api/daily",
]
FLAGS = ["/api/agent/flags", f"/api/agent/numbers/{quote(NUMBER)}"]
"""What agents may ask for without a call; flagging needs an instance of Amazon Connect."""
_SAID = {"number": "+12065550188", "version": VERSION, "term": "30d"}


def _changes(right: Right) -> dict[str, dict[str, object]]:
    """Each decision that needs this right: its address, and a body that it takes."""
    found: dict[str, dict[str, object]] = {}
    for name, kind in DECISIONS.items():
        if kind.right is right:
            fields = {"number" if name == "add" else "version", *kind.takes}
            path = "/api/entries" if name == "add" else f"{ENTRY}/{name}"
            found[path] = {field: value for field, value in _SAID.items() if field in fields}
    return found


REVIEWS, PROTECTIONS = _changes(Right.REVIEW), _changes(Right.PROTECT)
CHANGES = REVIEWS | PROTECTIONS


@dataclass(frozen=True)
class Door:
    """The API's address, and the headers that a request brings. The console's own page brings all of them."""

    stack: Stack
    authorization: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request. An underscore in a header's name stands for a hyphen, and an empty header is not sent."""
        url = self.stack.outputs["ConsoleUrl"].rstrip("/")
        page = urlsplit(url)
        own = {"Origin": f"{page.scheme}://{page.netloc}", "X-Requested-With": "deny-list"}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": self.authorization, **own, **self.headers, **given}
        return send(method, url + path, body, {name: value for name, value in sent.items() if value})

    def post(self, path: str, body: object, **headers: str) -> Answer:
        """Make a change as the page would."""
        return self.ask("POST", path, json.dumps(body).encode(), **{"Content_Type": "application/json", **headers})

    def statuses(self) -> dict[str, set[int]]:
        """What each kind of route answers to this bearer."""
        return {
            "flag": {self.ask("GET", path).status for path in FLAGS},
            "read": {self.ask("GET", path).status for path in READS},
            "review": {self.post(path, body).status for path, body in REVIEWS.items()},
            "protect": {self.post(path, body).status for path, body in PROTECTIONS.items()},
        }


def put_entry(table: Table) -> None:
    """Put an entry in force by hand, and wait until the workflow has completed it."""
    ends = int(time.time()) + 30 * 86_400
    table.put(ContactNumber=NUMBER, Status="APPROVED", ExpiresAt=ends, Version=VERSION - 1, FlagCount=1)
    wait_until(lambda: table.entry(NUMBER).get("Version") == {"N": str(VERSION)}, 60, "the entry's completion")
    table.quiet()


def code_of(answer: Answer) -> str:
    """The code of a problem, or the gateway's own message."""
    told = answer.json()
    return str(told.get("code", told.get("message")))


def everything(stack: Stack) -> list[list[dict[str, Any]]]:
    """Every item of both tables, in a fixed order."""
    found = []
    for name in ("DenylistTable", "HistoryTable"):
        pages = stack.client("dynamodb").get_paginator("scan").paginate(TableName=stack.outputs[name])
        items = [item for page in pages for item in page["Items"]]
        found.append(sorted(items, key=lambda item: json.dumps(item, sort_keys=True)))
    return found
