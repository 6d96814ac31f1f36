"""microburst between the functions and what they call, in a process of its own, with rules for each handler."""

import http.client
import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.common.progress import wait_until
from tools.embedded.emulator import HOST, free_port

START_SECONDS = 30.0


class Proxy:
    """Passes requests on, and fails those that a rule matches, until it is closed."""

    def __init__(self, upstream: str) -> None:
        self._port = free_port()
        self.url = f"http://{HOST}:{self._port}"
        command = [sys.executable, "-m", "tools.measure.faults.burst", str(self._port), upstream]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            LocalError: it does not start or answer.
        """
        wait_until(self._is_ready, START_SECONDS, "microburst")

    def close(self) -> None:
        """Kill it, because if asked to end it would wait a minute for the answers that it holds back."""
        self._process.kill()
        self._process.wait()

    def fail(self, name: str, rule: Mapping[str, Any]) -> None:
        """From now on, let requests of that handler that match the rule meet its fault."""
        self._ask("PATCH", "rules", [{**_of(name), **rule}])

    def clear(self, name: str) -> int:
        """Let no more requests of that handler meet a fault; return how many did."""
        met = sum(self.fired(name))
        self._ask("DELETE", "rules", [_of(name)])
        return met

    def fired(self, name: str) -> list[int]:
        """How many requests of that handler have met each rule so far, in the order in which the rules were made."""
        rules = [rule for rule in self._ask("GET", "rules") if rule.get("headers") == _of(name)["headers"]]
        return [rule["fired_count"] for rule in rules]

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise LocalError("microburst does not start; fetch the tools again with: make setup")
        try:
            return bool(self._ask("GET", "health"))
        except (OSError, http.client.HTTPException):
            return False

    def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
        connection = http.client.HTTPConnection(HOST, self._port, timeout=START_SECONDS)
        with closing(connection):
            connection.request(method, f"/_microburst/{path}", None if body is None else json.dumps(body))
            return json.loads(connection.getresponse().read())


def _of(name: str) -> dict[str, Any]:
    """Botocore puts the application's id (`AWS_SDK_UA_APP_ID`) into each request's User-Agent."""
    return {"headers": {"User-Agent": f"app/{name}"}}
