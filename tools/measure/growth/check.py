"""`python -m tools.measure.growth.check ENTRIES`: the check against the table at `AWS_ENDPOINT_URL`, as JSON on stdout.

A process of its own, as on Lambda: `check_number` connects when it is imported.
"""

import contextlib
import json
import os
import random
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tools.measure.growth.entries import listed, unlisted
from tools.measure.growth.relay import Relay, Talk
from tools.measure.growth.samples import WARM, rounded, timed

CALLS = 300
TALKS = 5
"""Calls whose bytes are counted: each must be like the others."""

type Handler = Callable[[dict[str, Any], object], dict[str, str]]


def event(number: str) -> dict[str, Any]:
    """What a flow passes of a call."""
    endpoint = {"Address": number, "Type": "TELEPHONE_NUMBER"}
    contact = {"Channel": "VOICE", "ContactId": "call-1", "CustomerEndpoint": endpoint}
    return {"Name": "ContactFlowEvent", "Details": {"ContactData": contact, "Parameters": {}}}


def numbers(entries: int, count: int) -> dict[str, list[str]]:
    """Callers, by what the check must answer: those without an entry, and those with one anywhere in the table."""
    chance = random.Random(entries)  # noqa: S311 - the same callers every time
    return {
        "allow": [unlisted(index) for index in range(count)],
        "deny": [listed(chance.randrange(entries)) for _ in range(count)],
    }


def decided(handler: Handler, number: str, decision: str) -> None:
    """Check one number, which must be decided so: a wrong answer is fast, too."""
    answer = handler(event(number), None)
    if answer["Decision"] != decision:
        raise AssertionError(f"{number}: {answer}, not {decision}")


def through(relay: Relay, handler: Handler, decision: str, callers: list[str]) -> dict[str, int]:
    """Bytes and round trips of one check, which must be those of each; a call before them opens the connection."""
    talks = []
    for number in callers:
        relay.talk = Talk()
        decided(handler, number, decision)
        talks.append((relay.talk.asked, relay.talk.answered, relay.talk.round_trips))
    asked, answered, round_trips = max(talks[1:])
    return {"asked_bytes": asked, "answered_bytes": answered, "round_trips": round_trips}


def main() -> None:
    """Measure, and say it."""
    entries = int(sys.argv[1])
    store = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123 - what the function logs
        found = _timed(entries)
        relay = Relay()
        os.environ["AWS_ENDPOINT_URL"] = relay.listen(str(store.hostname), int(store.port or 0))
        for decision, counted in _counted(relay, entries).items():
            found[decision] |= counted
    print(json.dumps(found))


def _timed(entries: int) -> dict[str, dict[str, Any]]:
    handler = _handler()
    found: dict[str, dict[str, Any]] = {}
    for decision, callers in numbers(entries, WARM + CALLS).items():
        spreads = timed(lambda number, decision=decision: decided(handler, number, decision), callers)  # type: ignore[misc]
        found[decision] = {f"{name}_ms": rounded(value) for name, value in spreads.items()}
    return found


def _counted(relay: Relay, entries: int) -> dict[str, dict[str, int]]:
    handler = _handler()
    asked = numbers(entries, TALKS)
    return {decision: through(relay, handler, decision, callers) for decision, callers in asked.items()}


def _handler() -> Handler:
    """The function as Lambda starts it, with a connection of its own."""
    for name in [name for name in sys.modules if name.startswith("check_number")]:
        del sys.modules[name]
    from check_number import app  # noqa: PLC0415 - it connects when it is imported

    handler: Handler = app.lambda_handler
    return handler


if __name__ == "__main__":
    main()
