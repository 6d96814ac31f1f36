"""Credentials rotate: the environment's are read each time, a container's are asked for again before they end."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any, override

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from denylist import credentials
from denylist.credentials import Rotating
from denylist.errors import StoreError
from denylist.sigv4 import Credentials

TOKEN = "Basic a token"
END = 1_800_000_000


class Container(ThreadingHTTPServer):
    """Lambda's local address after a SnapStart restore: each answer is a new key."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[tuple[str, str]] = []
        self.body: Any = None

    def found(self) -> bytes:
        made = {"AccessKeyId": f"KEY{len(self.asked)}", "SecretAccessKey": "s", "Token": "t"}
        return json.dumps(self.body or {**made, "Expiration": "2027-01-15T08:00:00Z"}).encode()


class _Asked(BaseHTTPRequestHandler):
    server: Container

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.found())

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> Iterator[Container]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(credentials, "_SECONDS", 30)
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
    monkeypatch.setattr(credentials, "time", SimpleNamespace(time=lambda: now))


def test_environments_are_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "one")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    held = Rotating()
    assert held.now() == Credentials("one", "s", "")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "two")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t")
    assert held.now() == Credentials("two", "s", "t")


def test_containers_are_kept_until_five_minutes_before_they_end(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Rotating()
    for now in (END - 3600, END - 300):
        at(monkeypatch, now)
        assert held.now() == Credentials("KEY1", "s", "t")
    assert container.asked == [("/creds?a=b", TOKEN)]
    at(monkeypatch, END - 299)
    assert held.now().key_id == "KEY2"


def test_what_a_snapshot_held_has_ended_after_the_restore(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Rotating()
    at(monkeypatch, END - 3600)
    held.now()
    at(monkeypatch, END + 30 * 86_400)
    assert held.now().key_id == "KEY2"


@pytest.mark.parametrize("body", [["no", "map"], {"AccessKeyId": "a"}, {"Expiration": "soon"}, "text"], ids=str)
def test_answer_that_holds_none_is_a_store_error(container: Container, body: object) -> None:
    container.body = body
    with pytest.raises(StoreError, match=r"^NoCredentials$"):
        Rotating().now()


def test_none_at_all_is_a_store_error(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    with pytest.raises(StoreError, match=r"^NoCredentials$"):
        Rotating().now()


def test_address_where_nobody_answers_is_a_store_error(container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    container.shutdown()
    container.server_close()
    with pytest.raises(StoreError, match=r"^NoCredentials$"):
        Rotating().now()
