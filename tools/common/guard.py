"""Refuses requests of other websites' pages. Run as a program, this file starts the emulator behind the guard.

A page in a browser can send requests to this machine. The emulator would carry them out, because it runs code for
anybody and checks no identity. But a browser says which page a request comes from, in `Origin`, `Sec-Fetch-Site` and
`Referer`, and a page cannot change that. `Host` is the name that was asked for, and shows when a foreign site's name
leads to 127.0.0.1 (DNS rebinding). Programs send none of the first three, and are let through.

This file is run by the emulator's own Python, so it imports nothing but the standard library at its top.
"""

import importlib
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

REFUSAL = "Refused: only pages at this very address may ask here, and under no name but 127.0.0.1 or localhost.\n"
_LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?")
# Other sites may lead people here: a link to the console, the provider after signing in, or a page that frames it. That
# is safe, because such a page alone shows nothing of the list and changes nothing.
_PAGE = re.compile(r"/_aws/execute-api/[^/]+/(agent)?")
_OWN_SITES = {"same-origin", "none"}

type Headers = Iterable[tuple[str, str]]
type Message = dict[str, Any]
type Application = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Any]


def is_foreign(method: str, path: str, headers: Headers) -> bool:
    """Whether a page of another origin sent this, or a name that is not this machine's was asked for."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.lower())
    host = "".join(found.get("host", []))
    if not _LOOPBACK.fullmatch(host) or any(origin != f"http://{host}" for origin in found.get("origin", [])):
        return True
    if method == "GET" and _PAGE.fullmatch(path):
        return False
    if sites := found.get("sec-fetch-site"):
        return not _OWN_SITES.issuperset(sites)
    return not all(referer.startswith(f"http://{host}/") for referer in found.get("referer", []))


def guarded(application: Application) -> Application:
    """The ASGI application without foreign requests, and without answers that other origins may read."""

    async def guard(scope: Message, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has them
        async def send_closed(message: Message) -> None:
            if "headers" in message:
                message = {**message, "headers": [h for h in message["headers"] if not _opens(h[0])]}
            await send(message)

        if scope["type"] in {"http", "websocket"} and _is_foreign(scope):
            await _refuse(scope["type"], send)
        else:
            await application(scope, receive, send_closed)

    return guard


def _is_foreign(scope: Message) -> bool:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    return is_foreign(scope.get("method", ""), scope["path"], headers)


def _opens(header: bytes) -> bool:
    """Whether it is `Access-Control-Allow-Origin` or the like. The emulator always answers `*`."""
    return header.lower().startswith(b"access-control-")


async def _refuse(kind: str, send: Callable[[Message], Awaitable[None]]) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL.encode()})


def main() -> None:
    """Start the emulator, whose environment says where it listens."""
    emulator: Any = importlib.import_module("ministack.app")
    emulator.app = guarded(emulator.app)
    emulator.main()


if __name__ == "__main__":
    main()
