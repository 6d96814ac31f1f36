"""Credentials rotate: those of the environment are read each time, a container's are renewed before they end."""

import json
import math
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any, override

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from denylist.wire import credentials
from denylist.wire.credentials import NoCredentialsError, Rotating
from denylist.wire.sigv4 import Credentials

TOKEN = "Basic a token"
END = 1_800_000_000
SOON = math.inf
"""A deadline that no test waits for."""


class Container(ThreadingHTTPServer):
    """Lambda's local address for credentials after a SnapStart restore; each answer has a new key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[tuple[str, str]] = []
        self.body: Any = None
        self.length = ""
        self.drips = 0
        """Bytes yet to be sent, one at a time."""

    def found(self) -> bytes:
        made = {"AccessKeyId": f"KEY{len(self.asked)}", "SecretAccessKey": "s", "Token": "t"}
        return json.dumps(self.body or {**made, "Expiration": "2027-01-15T08:00:00Z"}).encode()


class _Asked(BaseHTTPRequestHandler):
    server: Container

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(200)
        if self.server.length:
            self.send_header("Content-Length", self.server.length)
        self.end_headers()
        if not self.server.drips:
            self.wfile.write(self.server.found())
        with suppress(OSError):
            while self.server.drips:
                self.server.drips -= 1
                self.wfile.write(b"{")
                time.sleep(0.01)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> Iterator[Container]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(credentials, "_SECONDS", 600)
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with Container() as server:
        thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"http://127.0.0.1:{server.server_port}/creds?a=b")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN)
        yield server
        server.shutdown()
        thread.join()


def at(monkeypatch: pytest.MonkeyPatch, now: int) -> None:
    monkeypatch.setattr(credentials, "time", SimpleNamespace(time=lambda: now, monotonic=time.monotonic))


def test_credentials_of_the_environment_are_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "one")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    held = Rotating()
    assert held.now(SOON) == Credentials("one", "s", "")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "two")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    assert held.now(SOON) == Credentials("two", "s", "t")


def test_credentials_of_a_container_are_kept_until_five_minutes_before_their_end(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Rotating()
    for now in (END - 3600, END - 300):
        at(monkeypatch, now)
        assert held.now(SOON) == Credentials("KEY1", "s", "t")
    assert container.asked == [("/creds?a=b", TOKEN)]
    at(monkeypatch, END - 299)
    assert held.now(SOON).key_id == "KEY2"


def test_what_a_snapshot_held_has_ended_after_the_restore(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Rotating()
    at(monkeypatch, END - 3600)
    held.now(SOON)
    at(monkeypatch, END + 30 * 86_400)
    assert held.now(SOON).key_id == "KEY2"


@pytest.mark.parametrize("body", [["no", "map"], {"AccessKeyId": "a"}, {"Expiration": "soon"}, "text"], ids=str)
def test_answer_without_credentials_is_an_error(container: Container, body: object) -> None:
    container.body = body
    with pytest.raises(NoCredentialsError):
        Rotating().now(SOON)


@pytest.mark.parametrize("length", ["9" * 9, "9" * 18, "9" * 20])
def test_answer_of_impossible_length_is_an_error(container: Container, length: str) -> None:
    container.length = length
    with pytest.raises(NoCredentialsError):
        Rotating().now(SOON)


def test_no_source_of_credentials_is_an_error(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    with pytest.raises(NoCredentialsError):
        Rotating().now(SOON)


def test_address_that_does_not_answer_is_an_error(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    container.shutdown()
    container.server_close()
    with pytest.raises(NoCredentialsError):
        Rotating().now(SOON)


def test_held_credentials_are_good_to_their_end_while_renewing_fails(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Rotating()
    at(monkeypatch, END - 3600)
    held.now(SOON)
    container.shutdown()
    container.server_close()
    at(monkeypatch, END - 1)
    assert held.now(SOON).key_id == "KEY1"
    at(monkeypatch, END)
    with pytest.raises(NoCredentialsError):
        held.now(SOON)


def test_address_that_answers_a_byte_at_a_time_is_given_up(container: Container) -> None:
    container.drips = 1000
    with pytest.raises(NoCredentialsError):
        Rotating().now(time.monotonic() + 0.2)
    assert container.drips, "the answer was read to its end"
