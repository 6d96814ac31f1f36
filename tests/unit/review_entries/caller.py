"""A caller of the API: events as the HTTP API hands them over, and the function's answers."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote

from denylist.decisions import DECISIONS
from tests.tokens import Claims, cognito_claims, unverified
from tests.unit.conftest import CONTEXT
from tests.unit.records import CALLER

ORIGIN = "https://console.example"
PEOPLE = {
    "maria": ("agents",),
    "noah": ("agents",),
    "vera": ("viewers",),
    "rita": ("reviewers",),
    "rolf": ("reviewers",),
    "adam": ("admins", "reviewers"),
    "anna": ("admins",),
    "nina": (),
}


@dataclass(frozen=True)
class Reply:
    """What the function answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON was answered
        return json.loads(self.text)

    @property
    def problem(self) -> tuple[int, str]:
        """The status and code of the answer, which must be a problem document."""
        assert self.headers["Content-Type"] == "application/problem+json", self.text
        document = self.json
        assert document["status"] == self.status
        assert {"type", "title", "status", "detail", "code"} <= document.keys()
        return self.status, str(document["code"])


@dataclass(frozen=True)
class Caller:
    """A person who calls the function through its gateway; the authorizer accepts any token here."""

    app: ModuleType
    who: str = "rita"
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_(self, who: str) -> "Caller":
        return Caller(self.app, who, self.headers)

    def with_headers(self, **headers: str) -> "Caller":
        """With other headers: an underscore stands for a hyphen, and an empty value removes the header."""
        return Caller(self.app, self.who, {name.replace("_", "-"): value for name, value in headers.items()})

    def claims(self) -> Claims:
        return cognito_claims(self.who, *PEOPLE[self.who])

    def get(self, path: str, **query: str) -> Reply:
        return self.send(event("GET", path, self._headers(), query=query))

    def post(self, path: str, body: object) -> Reply:
        """Ask for a change. A `body` of text is sent as it is; bytes are encoded, as the gateway does it."""
        return self.send(event("POST", path, self._headers(), body))

    def decide(self, action: str, **body: object) -> Reply:
        """A decision on the caller's entry."""
        return self.on(CALLER, action, **body)

    def make(self, name: str, version: int, term: str = "7d", number: str = CALLER) -> Reply:
        """Any decision, at its own address, with what it needs."""
        body = {"version": version, **({"term": term} if "term" in DECISIONS[name].takes else {})}
        return self.post("/api/entries", {"number": number, **body}) if name == "add" else self.on(number, name, **body)

    def on(self, number: str, action: str, **body: object) -> Reply:
        """A decision on a number's entry."""
        return self.post(f"/api/entries/{quote(number, safe='')}/{action}", body)

    def ask(self, method: str, path: str) -> Reply:
        return self.send(event(method, path, self._headers()))

    def send(self, request: dict[str, Any]) -> Reply:
        answer = self.app.lambda_handler(request, CONTEXT)
        body = answer["body"]
        if answer.get("isBase64Encoded"):
            body = base64.b64decode(body).decode("latin-1")
        return Reply(answer["statusCode"], answer["headers"], body)

    def _headers(self) -> dict[str, str]:
        usual = {
            "authorization": f"Bearer {unverified(self.claims())}",
            "origin": ORIGIN,
            "x-requested-with": "deny-list",
            "content-type": "application/json",
            "accept-encoding": "identity",
        }
        return {name: value for name, value in {**usual, **self.headers}.items() if value}


def event(  # noqa: PLR0913 - what a request is made of
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: object = None,
    query: Mapping[str, str] | None = None,
    *,
    verified: bool = True,
) -> dict[str, Any]:
    """An HTTP API's event, payload format 2.0. The path is decoded, all but `%25`; claims are text."""
    authorizer = {"authorizer": {"jwt": {"claims": {"sub": "id"}, "scopes": []}}} if verified else {}
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": re.sub(r"(?:%(?!25)[0-9A-Fa-f]{2})+", lambda run: unquote(run[0], errors="replace"), path),
        "rawQueryString": "",
        "headers": dict(headers),
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default", **authorizer},
        "isBase64Encoded": isinstance(body, bytes),
    }
    if query:
        made["queryStringParameters"] = dict(query)
    if body is not None:
        made["body"] = _body(body)
    return made


def _body(body: object) -> str:
    if isinstance(body, bytes):
        return base64.b64encode(body).decode()
    return body if isinstance(body, str) else json.dumps(body)
