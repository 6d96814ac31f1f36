"""The console's API as the console's own page calls it."""

import json
from typing import Any
from urllib.parse import quote, urlsplit

from tools.common.web import send
from tools.embedded.sign_in import sign_in
from tools.embedded.stack import Stack


class Api:
    """The API at a console's address, for the person whose access token this is."""

    def __init__(self, console_url: str, token: str = "") -> None:
        self._base = console_url.rstrip("/")
        page = urlsplit(console_url)
        self._headers = {"Origin": f"{page.scheme}://{page.netloc}", "X-Requested-With": "deny-list"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a path such as `/api/me`."""
        answer = send("GET", self._base + path, headers=self._headers)
        return answer.status, answer.json()

    def post(self, path: str, body: object) -> tuple[int, Any]:
        """Status and JSON of a change."""
        headers = {**self._headers, "Content-Type": "application/json"}
        answer = send("POST", self._base + path, json.dumps(body).encode(), headers)
        return answer.status, answer.json()


def entry_path(number: str, action: str = "") -> str:
    """The path of a number's entry, or of a decision about it.

    >>> entry_path("+12065550142", "approve")
    '/api/entries/%2B12065550142/approve'
    """
    return f"/api/entries/{quote(number, safe='')}" + (f"/{action}" if action else "")


def api_as(stack: Stack, username: str) -> Api:
    """The API as one of the sample people, freshly signed in.

    Raises:
        LocalError: there is no such person, or signing in fails.
    """
    user = stack.user(username)
    return Api(stack.outputs["ConsoleUrl"], sign_in(stack, username, user["password"]).access)
