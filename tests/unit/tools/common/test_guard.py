"""Requests that a browser sends for another site's page are refused; those of programs and of the console pass."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.common.guard import guarded, is_foreign

OWN = "127.0.0.1:4566"
PAGE = "/_aws/execute-api/65e4f280/"
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", ""])
# Addresses of the emulator's services and of the emulator itself, and any others.
KNOWN = [
    PAGE,
    PAGE + "agent",
    PAGE + "agent/x",
    PAGE + "relay",
    PAGE + "api/entries",
    "/_aws/execute-api/x",
    "/_ministack/reset",
    "/2015-03-31/functions",
    "/oauth2/token",
]
PATHS = st.sampled_from(["/", *KNOWN]) | st.text().map(lambda text: f"/{text}")
ORIGINS = ["null", "", "https://elsewhere.example", "http://127.0.0.1", "http://127.0.0.1:4567", "https://127.0.0.1:4566",
           "http://localhost:4566", "http://127.0.0.1:4566.elsewhere.example", "http://127.0.0.1:4566/",
           "chrome-extension://abcdef"]  # fmt: skip
HOSTS = ["", "elsewhere.example", "elsewhere.example:4566", "127.0.0.1.elsewhere.example", "127.0.0.1:4566:4566",
         "localhost.elsewhere.example:4566", "127.0.0.1@elsewhere.example", "0.0.0.0:4566", "169.254.169.254",
         "abc.execute-api.localhost:4566", "bucket.s3.localhost:4566", "[::1", "127.0.0.1:"]  # fmt: skip


@given(METHODS, PATHS, st.sampled_from(ORIGINS), st.sampled_from(["Origin", "origin", "ORIGIN"]))
def test_another_origin_is_refused_whatever_it_asks(method: str, path: str, origin: str, name: str) -> None:
    assert is_foreign(method, path, [("Host", OWN), (name, origin)])
    assert is_foreign(method, path, [("Host", OWN), ("Origin", f"http://{OWN}"), (name, origin)])


@given(METHODS, PATHS, st.sampled_from(HOSTS))
def test_another_name_is_refused_whatever_it_asks(method: str, path: str, host: str) -> None:
    """A foreign name may lead to this machine; to the browser, the name is that page's own origin."""
    assert is_foreign(method, path, [("Host", host)])
    assert is_foreign(method, path, [("Host", host), ("Origin", f"http://{host}"), ("Sec-Fetch-Site", "same-origin")])
    assert is_foreign(method, path, [("Host", OWN), ("Host", host or "elsewhere.example")])
    assert is_foreign(method, path, [])


@given(METHODS, PATHS, st.sampled_from([("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"),
       ("Referer", "https://elsewhere.example/"), ("Referer", "http://127.0.0.1:4567/")]))  # fmt: skip
def test_another_page_without_an_origin_is_refused(method: str, path: str, said: tuple[str, str]) -> None:
    """Some forms, images and links of other pages come without `Origin`. Only opening our two pages is allowed."""
    is_page = method == "GET" and path in (PAGE, PAGE + "agent")
    assert is_foreign(method, path, [("Host", OWN), said]) != is_page


@given(
    METHODS, PATHS, st.sampled_from(["127.0.0.1:4566", "localhost:4566", "[::1]:4566", "127.0.0.1", "LOCALHOST:4566"])
)
def test_programs_and_the_own_page_pass(method: str, path: str, host: str) -> None:
    assert not is_foreign(method, path, [("Host", host)])
    page = [("Origin", f"http://{host}"), ("Sec-Fetch-Site", "same-origin"), ("Referer", f"http://{host}{PAGE}")]
    assert not is_foreign(method, path, [("Host", host), *page])
    assert not is_foreign(method, path, [("Host", host), ("Sec-Fetch-Site", "none")])
    assert not is_foreign(method, path, [("Host", host), page[2]])


def ask(scope: dict[str, Any]) -> list[dict[str, Any]]:
    """What the guard sends in front of an application that answers as the emulator does."""
    sent: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: object, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        headers = [(b"Access-Control-Allow-Origin", b"*"), (b"access-control-allow-headers", b"*"), (b"x-own", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"done"})

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(guarded(application)(scope, None, keep))  # type: ignore[arg-type]
    return sent


def scope(kind: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": kind, "method": "POST", "path": "/", "headers": [(b"host", OWN.encode()), *headers]}


def test_no_answer_is_opened_to_other_origins() -> None:
    assert [message.get("headers") for message in ask(scope("http"))] == [[(b"x-own", b"1")], None]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_application_is_not_asked_what_is_foreign(kind: str) -> None:
    first, *_ = ask(scope(kind, (b"origin", b"https://elsewhere.example")))
    assert (first["type"], first.get("status")) in {("http.response.start", 403), ("websocket.close", None)}


def test_start_and_end_of_the_server_pass() -> None:
    assert ask({"type": "lifespan"})[0]["status"] == 200
