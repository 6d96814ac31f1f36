"""The console's page, which needs no sign-in, and the headers that every answer has."""

import gzip
from urllib.parse import quote

import pytest

from tests.unit.records import CALLER
from tests.unit.review_entries.caller import Caller, Reply, event
from tests.unit.review_entries.conftest import LoadApi

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self' https://issuer.example https://sign-in.example; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
FOREVER = "public, max-age=31536000, immutable"
FRAME = "https://acme.my.connect.aws"
SCRIPT = "/assets/console-AB12.js"


def public(api: Caller, path: str, method: str = "GET", encodings: str | None = "identity") -> Reply:
    """Call the API as a person who has not signed in."""
    headers = {} if encodings is None else {"accept-encoding": encodings}
    return api.send(event(method, path, headers, verified=False))


@pytest.mark.parametrize("path", ["/", SCRIPT, "/config.json", "/openapi.json"])
@pytest.mark.parametrize("encodings", [None, "gzip", "gzip, deflate, br", "GZIP;q=0.5", "*", "br;q=1, *;q=0.1"])
def test_text_is_zipped_unless_the_client_refuses(api: Caller, path: str, encodings: str | None) -> None:
    """A client without the header accepts anything (RFC 9110, 12.5.3), and must not cost more than a browser."""
    plain, found = public(api, path), public(api, path, encodings=encodings)
    assert (found.headers["Content-Encoding"], found.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(found.text.encode("latin-1")) == plain.text.encode()


@pytest.mark.parametrize("path", ["/", SCRIPT, "/config.json", "/openapi.json"])
@pytest.mark.parametrize("encodings", ["", "identity", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "notgzip"])
def test_text_is_plain_for_a_client_that_cannot_unzip_it(api: Caller, path: str, encodings: str) -> None:
    found = public(api, path, encodings=encodings)
    assert "Content-Encoding" not in found.headers
    assert found.headers["Vary"] == "Accept-Encoding"
    assert found.text == public(api, path).text


def test_what_is_no_text_is_not_zipped(api: Caller) -> None:
    assert "Content-Encoding" not in public(api, "/assets/font-CD34.woff2", encodings="gzip").headers


@pytest.mark.parametrize(
    ("path", "kind", "cache", "content"),
    [
        ("/", "text/html; charset=utf-8", "no-store", "거부 목록"),
        ("/index.html", "text/html; charset=utf-8", "no-store", "거부 목록"),
        ("/agent", "text/html; charset=utf-8", "no-store", "상담원 패널"),
        ("/relay", "text/html; charset=utf-8", "no-store", "로그인"),
        (SCRIPT, "text/javascript; charset=utf-8", FOREVER, "use strict"),
        ("/assets/font-CD34.woff2", "font/woff2", FOREVER, "wOF2\xff\x00"),
        ("/config.json", "application/json; charset=utf-8", "no-store", "client-1"),
        ("/openapi.json", "application/json", "no-store", "3.1.0"),
    ],
)
def test_public_file_is_answered(api: Caller, path: str, kind: str, cache: str, content: str) -> None:
    reply = public(api, path)
    assert (reply.status, reply.headers["Content-Type"], reply.headers["Cache-Control"]) == (200, kind, cache)
    assert content in reply.text


@pytest.mark.parametrize("path", ["/", SCRIPT, "/config.json", "/openapi.json"])
def test_head_of_the_page_is_its_headers_alone(api: Caller, path: str) -> None:
    head = public(api, path, "HEAD")
    assert (head.status, head.headers, head.text) == (200, public(api, path).headers, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_page_takes_no_other_method(api: Caller, method: str) -> None:
    for path in ("/", SCRIPT, "/config.json", "/openapi.json"):
        reply = public(api, path, method)
        assert (reply.problem, reply.headers["Allow"]) == ((405, "method_not_allowed"), "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/x", "/api", "//", "/assets", "/assets/", "/assets/../index.html", "/assets/..%2F__init__.py", "/__init__.py",
        "/../app.py", "/%2e%2e/review_entries/app.py", "/etc/passwd", "//etc/passwd", "/index.html/", "/INDEX.HTML",
        "/assets/console-AB12.js%00", "/assets/console-AB12.js%0A", "/\x00", "/assets/console-AB12.js.map", "/.env",
        "/favicon.ico", "/review_entries/app.py", "/config.json/", "/%FF",
    ],
)  # fmt: skip
def test_no_other_path_is_answered(api: Caller, path: str) -> None:
    assert public(api, path).problem == (404, "not_found")


def test_configuration_is_what_the_page_needs(api: Caller) -> None:
    assert public(api, "/config.json").json == {
        "discovery": "https://issuer.example/pool/.well-known/openid-configuration",
        "clientId": "client-1",
        "scope": "openid profile",
        "signOut": "cognito",
        "connectUrl": "",
        "language": "en",
        "panelOrigins": [],
    }


def test_configuration_of_a_provider_of_ones_own(load_api: LoadApi) -> None:
    api = Caller(load_api(SIGN_IN_ORIGIN="", CONNECT_URL="https://acme.my.connect.aws", LANGUAGE="ko"))
    found = public(api, "/config.json").json
    assert (found["signOut"], found["connectUrl"], found["language"]) == ("oidc", "https://acme.my.connect.aws", "ko")
    assert "connect-src 'self' https://issuer.example;" in public(api, "/").headers["Content-Security-Policy"]


def test_issuer_with_a_slash_at_its_end_is_discovered(load_api: LoadApi) -> None:
    app = load_api(OIDC_DISCOVERY="https://issuer.example//.well-known/openid-configuration")
    config = public(Caller(app), "/config.json").json
    assert config["discovery"] == "https://issuer.example/.well-known/openid-configuration"


# ── Headers ─────────────────────────────────────────────────────────────────────────────────────

NUMBER = f"/api/entries/{quote(CALLER)}"
FILES = ["/", "/relay", SCRIPT, "/config.json", "/openapi.json"]
ANYWHERE = [*FILES, "/x", "/api", "/api/x", "/api/me", "/api/entries", NUMBER]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_has_the_headers(api: Caller, method: str) -> None:
    for path in ANYWHERE:
        for reply in (api.ask(method, path), public(api, path, method)):
            assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
            assert "Set-Cookie" not in reply.headers
            assert not [name for name in reply.headers if name.lower().startswith("access-control-")]
            if not path.startswith("/assets/") or reply.status != 200:
                assert reply.headers["Cache-Control"] == "no-store"


def test_decision_and_objection_have_the_headers(api: Caller) -> None:
    for status in (201, 409):
        reply = api.post("/api/entries", {"number": CALLER, "term": "30d" if status == 201 else "7d"})
        assert reply.status == status
        assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
        assert reply.headers["Cache-Control"] == "no-store"


def test_page_of_the_configured_origin_may_frame_the_console(load_api: LoadApi) -> None:
    """`X-Frame-Options` cannot name an origin, so it must be absent."""
    api = Caller(load_api(FRAME_ORIGIN=FRAME))
    for path in ANYWHERE:
        headers = api.get(path).headers
        assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {FRAME}")
        assert "X-Frame-Options" not in headers


def test_panel_alone_is_framed_by_the_pages_that_may(load_api: LoadApi) -> None:
    """Exactly those, and none of them frames the console."""
    api = Caller(load_api(PANEL_ORIGINS=f"{FRAME} https://ccp.example"))
    headers = public(api, "/agent").headers
    assert headers["Content-Security-Policy"].endswith(f"; frame-ancestors {FRAME} https://ccp.example")
    assert "X-Frame-Options" not in headers
    for path in ANYWHERE:
        assert {name: api.get(path).headers.get(name) for name in HEADERS} == HEADERS
    assert public(api, "/config.json").json["panelOrigins"] == [FRAME, "https://ccp.example"]


def test_page_that_frames_the_console_does_not_frame_the_panel(load_api: LoadApi) -> None:
    headers = public(Caller(load_api(FRAME_ORIGIN=FRAME)), "/agent").headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_page_that_frames_the_console_can_still_change_nothing(load_api: LoadApi) -> None:
    api = Caller(load_api(FRAME_ORIGIN=FRAME)).with_headers(origin=FRAME)
    assert api.post("/api/entries", {"number": CALLER, "term": "30d"}).problem == (403, "origin")
