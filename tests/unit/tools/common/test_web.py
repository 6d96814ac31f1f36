"""Requests are really sent, to a server in this process."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pytest_socket import enable_socket

from tools.common.web import send


class Handler(BaseHTTPRequestHandler):
    """Redirect, refuse, or answer with the path and the body that came."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status = {"/moved": 302, "/refused": 409}.get(self.path, 200)
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.path.encode() + b" " + body)

    do_GET = do_POST  # noqa: N815 - as the standard library calls it

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def server(_no_network: None) -> Iterator[str]:
    """A server on loopback, which unit tests otherwise may not use; this module is only about requests."""
    enable_socket()
    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_redirect_is_an_answer(server: str) -> None:
    answered = send("POST", f"{server}/moved", b"x")
    assert (answered.status, answered.headers["Location"], answered.text) == (302, "/elsewhere", "/moved x")


def test_refusal_is_an_answer_with_its_body(server: str) -> None:
    answered = send("GET", f"{server}/refused")
    assert (answered.status, answered.text) == (409, "/refused ")


def test_proxies_of_the_user_see_nothing(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert send("GET", f"{server}/there").text == "/there "
