"""The function with the template's defaults or other settings, and its answers."""

from collections.abc import Callable
from typing import Any

from tests.unit.conftest import CONTEXT, Load

type Answer = dict[str, str]
type Add = Callable[[Any], Answer]

ADDED = {"Success": "true", "Result": "added", "Why": "NONE"}
LISTED = {"Success": "true", "Result": "already_listed", "Why": "NONE"}


def adding(load: Load, **variables: str) -> Add:
    """The function, without what it says of the flag besides."""
    app = load("add_number", **variables)
    return lambda event: verdict(app.lambda_handler(event, CONTEXT))


def no(result: str, why: str) -> Answer:
    return {"Success": "false", "Result": result, "Why": why}


def verdict(answer: Answer) -> Answer:
    return {name: answer[name] for name in ADDED}
