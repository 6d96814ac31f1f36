"""microburst between the functions and what they call, in a process of its own; its rules go by the handler's name."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.common.progress import wait_until
from tools.embedded.emulator import HOST

START_SECONDS = 30.0


class Proxy:
    """Passes on what comes, and fails those requests that a rule names, until it is closed."""

    def __init__(self, upstream: str) -> None:
        self._port = _free_port()
        self.url = f"http://{HOST}:{self._port}"
        command = [sys.executable, "-m", "tools.measure.faults.burst", str(self._port), upstream]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Until it answers.

        Raises:
            LocalError: it does not.
        """
        wait_until(self._is_ready, START_SECONDS, "microburst")

    def close(self) -> None:
        """End it at once: it would wait a minute for the answers that it holds back."""
        self._process.kill()
        self._process.wait()

    def fail(self, name: str, rule: Mapping[str, Any]) -> None:
        """From now on, requests of the handler of that name that the rule fits meet its fault."""
        self._ask("PATCH", "rules", [{**_of(name), **rule}])

    def mend(self, name: str) -> int:
        """No fault any more for the handler of that name; how many requests had met one."""
        met = sum(self.fired(name))
        self._ask("DELETE", "rules", [_of(name)])
        return met

    def fired(self, name: str) -> list[int]:
        """How many requests of the handlers of that name have met each rule so far, in the order they were made in."""
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
