"""The desk's server: what it answers to its own page, and that it answers no other."""

import http.client
import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tools.embedded.lab.desk.centre import NotNowError
from tools.embedded.lab.desk.server import LARGEST, Server

CONSOLE = "http://127.0.0.1:4566/_aws/execute-api/x/"
OURS = {"X-Requested-With": "desk"}


class Telephone:
    def __init__(self) -> None:
        self.dialled: list[str] = []

    def dial(self, number: str) -> None:
        if self.dialled:
            raise NotNowError
        self.dialled.append(number)


@pytest.fixture
def telephone() -> Telephone:
    return Telephone()


@pytest.fixture
def server(telephone: Telephone) -> Iterator[Server]:
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with Server() as running:
        running.open(
            lambda: {"dialled": telephone.dialled}, {"dial": telephone.dial}, {"console": CONSOLE, "words": {}}
        )
        yield running


def ask(
    server: Server, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
) -> tuple[int, http.client.HTTPMessage, str]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request(method, path, json.dumps(body) if body is not None else None, dict(headers or {}))
    with connection.getresponse() as answer:
        told = answer.status, answer.msg, answer.read().decode()
    connection.close()
    return told


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/desk.js", "text/javascript"), ("/desk.css", "text/css"), ("/workspace_host.js", "text/")],
)
def test_page_is_there_and_frames_the_console_alone(server: Server, path: str, kind: str) -> None:
    status, headers, text = ask(server, "GET", path)
    assert (status, bool(text)) == (200, True)
    assert headers["Content-Type"].startswith(kind)
    assert "frame-src http://127.0.0.1:4566;" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/index.html", "/server.py", "/../server.py", "/nothing"])
def test_nothing_else_is_there(server: Server, path: str) -> None:
    assert ask(server, "GET", path)[0] == 404


def test_what_is_pressed_is_done_or_not_possible(server: Server, telephone: Telephone) -> None:
    assert ask(server, "POST", "/do/dial", {"number": "+1"}, OURS)[0] == 204
    assert ask(server, "POST", "/do/dial", {"number": "+1"}, OURS)[0] == 409
    assert telephone.dialled == ["+1"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("/do/nothing", {}), ("/do/dial", {}), ("/do/dial", {"name": "+1"}), ("/do/dial", []), ("/do/dial", None)],
)
def test_what_makes_no_sense_is_refused(server: Server, telephone: Telephone, path: str, body: object) -> None:
    assert ask(server, "POST", path, body, OURS)[0] == 400
    assert telephone.dialled == []


def test_long_body_is_not_read(server: Server, telephone: Telephone) -> None:
    assert ask(server, "POST", "/do/dial", {"number": "1" * LARGEST}, OURS)[0] == 400
    assert telephone.dialled == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:1", **OURS},
        {"Origin": "https://elsewhere.example", **OURS},
        {"Sec-Fetch-Site": "cross-site", **OURS},
        {"Host": "rebound.example", **OURS},
        {},
    ],
    ids=["another port", "elsewhere", "site", "rebound name", "a form"],
)
def test_page_of_another_origin_does_nothing(server: Server, telephone: Telephone, headers: dict[str, str]) -> None:
    assert ask(server, "POST", "/do/dial", {"number": "+1"}, headers)[0] == 403
    assert telephone.dialled == []


@pytest.mark.parametrize("path", ["/", "/events", "/settings.json"])
def test_page_of_another_origin_reads_nothing(server: Server, path: str) -> None:
    assert ask(server, "GET", path, headers={"Sec-Fetch-Site": "same-site"})[0] == 403


def test_events_tell_what_is_shown_now_and_after_each_change(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("GET", "/events")
    events = connection.getresponse()
    assert events.readline() == b'data: {"dialled": []}\n'
    ask(server, "POST", "/do/dial", {"number": "+1"}, OURS)
    assert events.readline() == b"\n"
    assert events.readline() == b'data: {"dialled": ["+1"]}\n'
    connection.close()
