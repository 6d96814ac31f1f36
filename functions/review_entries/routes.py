"""Routes: the addresses below `/api`, the right that each needs, and the problems that it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path

from denylist.rights import Right
from review_entries.models import SPELLING

OF_A_READ = ("token", "group", "invalid", "unavailable")
OF_A_CHANGE = (*OF_A_READ, "origin", "header", "unsupported_media_type", "too_large", "malformed", "conflict")

_LONGEST_ENCODED = 9 * SPELLING
"""Three characters for each of the three bytes that most scripts take."""

type Handler = Callable[..., Any]
type Spelling = Annotated[str, Path(description="A number in any spelling", max_length=_LONGEST_ENCODED)]


@dataclass(frozen=True, slots=True)
class Route:
    """One row: who may use an address, and every problem that it answers after the gateway let the request pass."""

    right: Right
    problems: tuple[str, ...]
    path: re.Pattern[str]
    """The path, percent-encoded."""


class Routes:
    """The table of routes. Each route is registered with the framework, too."""

    def __init__(self, api: APIGatewayHttpResolver) -> None:
        self._api = api
        self.table: dict[tuple[str, str], Route] = {}
        """By method and path, such as `GET` and `/api/entries/{number}`."""

    def get(
        self, path: str, right: Right, read: Handler, problems: tuple[str, ...] = OF_A_READ, **described: object
    ) -> None:
        """Add a route that reads. `described` is for the framework: summary and tags."""
        self._add("GET", path, right, read, problems, **described)

    def post(self, path: str, right: Right, change: Handler, problems: tuple[str, ...], **described: object) -> None:
        """Add a route that changes something. `problems` are those that not every change can have."""
        self._add("POST", path, right, change, (*OF_A_CHANGE, *problems), **described)

    def _add(
        self,
        method: str,
        path: str,
        right: Right,
        handler: Handler,
        problems: tuple[str, ...],
        **described: Any,  # noqa: ANN401 - what the framework takes
    ) -> None:
        self.table[method, path] = Route(right, problems, re.compile(re.sub(r"{\w+}", "[^/]+", path)))
        self._api.route(re.sub(r"{(\w+)}", r"<\1>", path), method, **described)(handler)

    def at(self, path: str) -> dict[str, Route]:
        """The routes at a percent-encoded path, by their methods; empty if there is no such address."""
        return {method: route for (method, _), route in self.table.items() if route.path.fullmatch(path)}
