"""Routes: the addresses below `/api`, the right that each needs, and the problems that it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from denylist.rights import Right

OF_A_READ = ("token", "group", "invalid", "unavailable")
OF_A_CHANGE = (*OF_A_READ, "origin", "header", "unsupported_media_type", "too_large", "malformed", "conflict")

type Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One row: who may use an address, and every problem that it answers to those whom the gateway let by."""

    right: Right
    problems: tuple[str, ...]
    path: re.Pattern[str]
    """Percent-encoded."""


class Routes:
    """The table of routes; each is also one of the framework's."""

    def __init__(self, api: APIGatewayHttpResolver) -> None:
        self._api = api
        self.table: dict[tuple[str, str], Route] = {}
        """By method and path, such as `GET` and `/api/entries/{number}`."""

    def get(self, path: str, right: Right, problems: tuple[str, ...] = OF_A_READ, **described: Any) -> Handler:  # noqa: ANN401
        """A route that reads; `described` is what the framework takes: summary and tags."""
        return self._add("GET", path, right, problems, **described)

    def post(self, path: str, right: Right, problems: tuple[str, ...], **described: Any) -> Handler:  # noqa: ANN401
        """A route that changes something; `problems` are those that not every change can meet."""
        return self._add("POST", path, right, (*OF_A_CHANGE, *problems), **described)

    def _add(self, method: str, path: str, right: Right, problems: tuple[str, ...], **described: Any) -> Handler:  # noqa: ANN401
        self.table[method, path] = Route(right, problems, re.compile(re.sub(r"{\w+}", "[^/]+", path)))
        return self._api.route(re.sub(r"{(\w+)}", r"<\1>", path), method, **described)

    def at(self, path: str) -> dict[str, Route]:
        """The routes at a percent-encoded path, by their methods; none if there is no such address."""
        return {method: route for (method, _), route in self.table.items() if route.path.fullmatch(path)}
