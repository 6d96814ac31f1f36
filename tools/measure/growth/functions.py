"""Measures how long the check and the console's first page take, and what goes over their connection."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tools.common.errors import LocalError
from tools.connect.run import Contact
from tools.embedded.stack import REGION
from tools.measure.bench.figures import Value
from tools.measure.bench.programs import VARIABLES
from tools.measure.faults.artefacts import Artefacts
from tools.measure.faults.events import first_page
from tools.measure.growth.entries import listed, unlisted
from tools.measure.growth.relay import Relay, Talk
from tools.measure.process import Process, Program

WARM = 30
"""Calls to warm up, which do not count."""
CALLS, PAGES = 300, 100
TALKS = 5
"""Calls whose bytes are counted."""
LIMIT = 50
CONSOLE = "https://denylist.example.com"
ENVIRONMENT = {
    **VARIABLES,
    "DENYLIST_TABLE": "Denylist",
    "HISTORY_TABLE": "History",
    "CONSOLE_URL": f"{CONSOLE}/",
    "CONNECT_URL": "",
    "FRAME_ORIGIN": "",
    "PANEL_ORIGINS": "",
    "OIDC_DISCOVERY": "https://issuer.example/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "client-1",
    "SIGN_IN_ORIGIN": "https://sign-in.example",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}

type IsRight = Callable[[Any], bool]


@dataclass(frozen=True)
class Functions:
    """The built functions, and the address of the store."""

    artefacts: Artefacts
    store: str

    def check(self, entries: int) -> dict[str, dict[str, Any]]:
        """The check's times in a table with so many entries, by the answer that it must give."""
        found, relay = {}, Relay()
        with self._started("check_number", self.store) as timed, self._relayed("check_number", relay) as counted:
            for decision, callers in numbers(entries, WARM + CALLS).items():
                events = [Contact(customer_address=number).event({}) for number in callers]

                def is_right(answer: Any, decision: str = decision) -> bool:  # noqa: ANN401 - JSON
                    return bool(answer["Decision"] == decision)

                found[decision] = {**times(timed, events, is_right), **_talk(relay, counted, events[:TALKS], is_right)}
        return found

    def page(self) -> dict[str, Any]:
        """The times of the first page of waiting entries."""
        event, relay = first_page(CONSOLE, LIMIT), Relay()
        with self._started("review_entries", self.store) as timed, self._relayed("review_entries", relay) as counted:
            found = times(timed, [event] * (WARM + PAGES), _is_ok)
            requests = _talk(relay, counted, [event] * TALKS, _is_ok)["round_trips"]
        query = json.loads(relay.talk.answer.partition(b"\r\n\r\n")[2])
        return {**found, "requests": requests, "items_read": query["ScannedCount"], "items_shown": query["Count"]}

    def _relayed(self, function: str, relay: Relay) -> Process:
        store = urlsplit(self.store)
        return self._started(function, relay.listen(str(store.hostname), int(store.port or 0)))

    def _started(self, function: str, endpoint: str) -> Process:
        environment = {**ENVIRONMENT, "AWS_ENDPOINT_URL": endpoint, "POWERTOOLS_SERVICE_NAME": function}
        process = Process(Program(f"{function}.app", self.artefacts.folders(function), environment))
        process.answer()
        return process


def numbers(entries: int, count: int) -> dict[str, list[str]]:
    """Callers by the answer that the check must give: without an entry, and with one anywhere in the table."""
    chance = random.Random(entries)  # noqa: S311 - the same callers every time
    return {
        "allow": [unlisted(index) for index in range(count)],
        "deny": [listed(chance.randrange(entries)) for _ in range(count)],
    }


def times(process: Process, events: Iterable[object], is_right: IsRight) -> dict[str, list[float]]:
    """Milliseconds of a call, `wall_ms` and `cpu_ms` of its whole process. The first calls only warm up.

    Raises:
        LocalError: an answer is wrong, so its time would mean nothing.
    """
    replies = [process.run(event) for event in events]
    if wrong := next((reply.answer for reply in replies if not is_right(reply.answer)), None):
        raise LocalError(f"This answer is wrong, so how long it took is no measure: {str(wrong)[:200]}")
    counted = replies[WARM:]
    return {
        "wall_ms": rounded(Value.of([reply.wall for reply in counted], scale=1000)),
        "cpu_ms": rounded(Value.of([reply.cpu for reply in counted], scale=1000)),
    }


def rounded(value: Value) -> list[float]:
    """Lower quartile, median and upper quartile, to three figures after the point."""
    return [round(part, 3) for part in (value.lower, value.median, value.upper)]


def _talk(relay: Relay, process: Process, events: Iterable[object], is_right: IsRight) -> dict[str, int]:
    """The most bytes and round trips of a call; a call before them opens the connection."""
    talks = []
    for event in events:
        relay.talk = Talk()
        if not is_right(process.run(event).answer):
            raise LocalError("An answer through the relay is wrong")
        talks.append((relay.talk.asked, relay.talk.answered, relay.talk.round_trips))
    return dict(zip(("asked_bytes", "answered_bytes", "round_trips"), max(talks[1:]), strict=True))


def _is_ok(answer: Any) -> bool:  # noqa: ANN401 - JSON
    return bool(answer["statusCode"] == 200)  # noqa: PLR2004 - OK
