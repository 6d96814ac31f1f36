"""The console's pages: their files as the layer brings them, and the headers that keep them to themselves."""

import base64
import gzip
import json
import mimetypes
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

type Answer = dict[str, Any]

_PACKAGE = "console_page"
# A file's name holds a hash of its content.
_FOREVER = "public, max-age=31536000, immutable"
_TEXTS = ("text/", "application/json", "image/svg+xml")
_PAGES = {"/": "index.html", "/agent": "agent.html", "/relay": "relay.html"}


class Console:
    """The page for one deployment: where people sign in, where contacts open, and who may frame it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        # Some issuers end in a slash, which must stay in the tokens' `iss` but not be doubled here.
        self._discovery = environment["OIDC_DISCOVERY"].replace("//.well-known", "/.well-known")
        self._files = _read_files()

    def answer(self, path: str) -> Answer | None:
        """The public file at `path`, or `None` where there is none."""
        if path == "/config.json":
            return _answer(json.dumps(self._config()).encode(), "application/json", "no-store")
        name = _PAGES.get(path, path.removeprefix("/"))
        content = self._files.get(name)
        if content is None:
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return _answer(content, kind, _FOREVER if name.startswith("assets/") else "no-store")

    def headers(self, path: str) -> dict[str, str]:
        """On every answer (OWASP Secure Headers; ASVS 5.0, 3.4); the agents' panel alone is framed by other pages.

        No Cross-Origin-Opener-Policy: a framed page opens the relay window for signing in, and any value but
        `unsafe-none` would cut that window off from the frame.
        """
        ancestors = self._environment["PANEL_ORIGINS" if path == "/agent" else "FRAME_ORIGIN"]
        return {
            "Content-Security-Policy": self._policy(ancestors or "'none'"),
            "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            **({} if ancestors else {"X-Frame-Options": "DENY"}),
        }

    def _policy(self, ancestors: str) -> str:
        """The policy allows no inline script or style, and connections only to this API and the sign-in provider."""
        discovery = urlsplit(self._discovery)
        sign_in = {f"{discovery.scheme}://{discovery.netloc}", self._environment["SIGN_IN_ORIGIN"]}
        directives = {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data:",
            "font-src": "'self'",
            "connect-src": " ".join(["'self'", *sorted(filter(None, sign_in))]),
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": ancestors,
        }
        return "; ".join(f"{name} {value}" for name, value in directives.items())

    def _config(self) -> dict[str, Any]:
        """What the page must know before a person signs in. None of it is secret."""
        return {
            "discovery": self._discovery,
            "clientId": self._environment["OIDC_CLIENT_ID"],
            "scope": "openid profile",
            "signOut": "cognito" if self._environment["SIGN_IN_ORIGIN"] else "oidc",
            "connectUrl": self._environment["CONNECT_URL"],
            "language": self._environment["LANGUAGE"],
            "panelOrigins": self._environment["PANEL_ORIGINS"].split(),
        }


def zipped(answer: Answer, encodings: str | None) -> Answer:
    """The text zipped to a third of its size, if `Accept-Encoding` allows it. An HTTP API's gateway does not zip."""
    headers = {**answer["headers"], "Vary": "Accept-Encoding"}
    if answer.get("isBase64Encoded") or not takes_gzip(encodings):
        return {**answer, "headers": headers}
    headers["Content-Encoding"] = "gzip"
    return {**answer, "headers": headers, "body": _zip(answer["body"]), "isBase64Encoded": True}


def takes_gzip(encodings: str | None) -> bool:
    """Whether a client can unzip. One that does not say accepts anything (RFC 9110, 12.5.3).

    >>> takes_gzip(None), takes_gzip("br, gzip"), takes_gzip("*"), takes_gzip("identity"), takes_gzip("gzip;q=0, *")
    (True, True, True, False, False)
    """
    if encodings is None:
        return True
    named = [part.partition(";") for part in encodings.lower().replace(" ", "").split(",")]
    wanted = {name: not re.fullmatch(r"q=0(\.0*)?", weight) for name, _, weight in named}
    return wanted.get("gzip", wanted.get("*", False))


@cache
def _zip(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _read_files() -> dict[str, bytes]:
    """Every file of the built page by its path. No other file can be asked for."""
    root = resources.files(_PACKAGE)
    top = {file.name: file.read_bytes() for file in root.iterdir() if file.is_file()}
    return top | {f"assets/{file.name}": file.read_bytes() for file in (root / "assets").iterdir()}


def _answer(content: bytes, kind: str, cache: str) -> Answer:
    text = kind.startswith(_TEXTS) or kind.endswith("javascript")
    return {
        "statusCode": 200,
        "headers": {"Content-Type": f"{kind}; charset=utf-8" if text else kind, "Cache-Control": cache},
        "body": content.decode() if text else base64.b64encode(content).decode(),
        "isBase64Encoded": not text,
    }
