"""What the console's API is sent, and how its answers are read."""

import json
from email.message import Message
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.common.web import Answer, send
from tools.embedded import api as module
from tools.embedded.api import Api, entry_path


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every request that was sent. Each is answered with status 409 and a JSON body."""
    requests: list[Any] = []

    def send(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        requests.append((method, url, body, headers))
        return Answer(409, Message(), b'{"code": "conflict"}')

    monkeypatch.setattr(module, "send", send)
    return requests


@pytest.mark.parametrize("console", ["http://127.0.0.1:1/_aws/execute-api/x/", "http://127.0.0.1:1/_aws/execute-api/x"])
def test_change_is_sent_as_the_page_sends_it(sent: list[Any], console: str) -> None:
    answered = Api(console, "token").post("/api/entries/%2B12065550142/approve", {"version": 2, "note": "무"})
    assert answered == (409, {"code": "conflict"})
    ((method, url, body, headers),) = sent
    assert (method, url) == ("POST", "http://127.0.0.1:1/_aws/execute-api/x/api/entries/%2B12065550142/approve")
    assert json.loads(body) == {"version": 2, "note": "무"}
    assert headers == {
        "Authorization": "Bearer token",
        "Content-Type": "application/json",
        "Origin": "http://127.0.0.1:1",
        "X-Requested-With": "deny-list",
    }


def test_reading_without_a_token_sends_none(sent: list[Any]) -> None:
    Api("https://console.example").get("/config.json")
    ((method, url, body, headers),) = sent
    assert (method, url, body) == ("GET", "https://console.example/config.json", None)
    assert "Authorization" not in headers


def test_number_is_one_segment_of_a_path() -> None:
    assert entry_path("+1206/x") == "/api/entries/%2B1206%2Fx"


def test_answer_that_is_no_json_is_shown() -> None:
    with pytest.raises(LocalError, match=r"no JSON \(status 502\): <html>"):
        Answer(502, Message(), b"<html>").json()
    assert Answer(204, Message(), b"").json() is None


def test_who_does_not_answer_is_named_without_the_query(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr("tools.common.web._opener", lambda: type("Opener", (), {"open": staticmethod(refuse)}))
    with pytest.raises(LocalError, match=r"^http://127.0.0.1:9/token does not answer"):
        send("GET", "http://127.0.0.1:9/token?code=secret")
