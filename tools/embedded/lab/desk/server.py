"""The desk's page and its requests: loopback, a free port, and nothing for pages of other origins."""

import json
import mimetypes
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from inspect import signature
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

from tools.common.guard import REFUSAL, is_foreign
from tools.common.paths import ROOT
from tools.embedded.lab.desk.centre import NotNowError
from tools.embedded.lab.desk.line import Changes

PAGE = Path(__file__).parent / "page"
HOST = ROOT / "console" / "host" / "workspace_host.js"
LARGEST = 10_000
PING = 10.0
"""Seconds after which a page that hears nothing is told so, which also shows whether it is still there."""

type Do = Callable[..., None]


class Server:
    """Serves the desk while it is entered as a context; what the desk is, it is told by `open`."""

    def __init__(self) -> None:
        server = self

        class Handler(_Handler):
            desk = server

        self.changes = Changes()
        self.shown: Callable[[], dict[str, Any]] = dict
        self.actions: Mapping[str, Do] = {}
        self.files: dict[str, bytes] = {}
        self.framed = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Its address, which is the page's origin."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def open(self, shown: Callable[[], dict[str, Any]], actions: Mapping[str, Do], settings: Mapping[str, Any]) -> None:
        """Show this from now on, and let the page do these. `settings` are the page's words, and what it frames."""
        self.shown, self.actions, self.framed = shown, actions, settings["console"]
        files = {f"/{file.name}": file.read_bytes() for file in (*PAGE.iterdir(), HOST)}
        self.files = {**files, "/settings.json": json.dumps(settings).encode()}
        self.files["/"] = self.files.pop("/index.html")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    desk: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A file of the page, or the events."""
        if self._is_foreign():
            return
        if self.path == "/events":
            self._send_events()
        elif (content := self.desk.files.get(self.path)) is not None:
            kind = mimetypes.guess_type(self.path)[0] or "text/html"
            self._answer(HTTPStatus.OK, content, f"{kind}; charset=utf-8")
        else:
            self._answer(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Something that a person on the page does: its name in the path, what it needs as JSON."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length <= LARGEST else b""
        if self._is_foreign():
            return
        ours = self.headers.get("X-Requested-With") == "desk"
        self._answer(self._do(self.path.removeprefix("/do/"), body) if ours else HTTPStatus.FORBIDDEN)

    def _do(self, name: str, body: bytes) -> HTTPStatus:
        try:
            action, given = self.desk.actions[name], json.loads(body)
            signature(action).bind(**given)
        except (KeyError, TypeError, ValueError):
            return HTTPStatus.BAD_REQUEST
        try:
            with self.desk.changes.lock:
                action(**given)
                self.desk.changes.tell()
        except NotNowError:
            return HTTPStatus.CONFLICT
        return HTTPStatus.NO_CONTENT

    def _is_foreign(self) -> bool:
        if foreign := is_foreign(self.command, self.path, self.headers.items()):
            self._answer(HTTPStatus.FORBIDDEN, REFUSAL.encode(), "text/plain")
        return foreign

    def _send_events(self) -> None:
        """What the desk shows, now and after each change, until the page is gone."""
        self.send_response(HTTPStatus.OK)
        self._send_headers("text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        changes, seen = self.desk.changes, -1
        try:
            while True:
                changed = changes.wait(seen, PING)
                seen = changes.count  # before what is shown is read, so that no change between is missed
                event = f"data: {json.dumps(self.desk.shown())}" if changed else ": still here"
                self.wfile.write(f"{event}\n\n".encode())
        except OSError:
            self.close_connection = True

    def _answer(self, status: HTTPStatus, content: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self._send_headers(kind)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send_headers(self, kind: str) -> None:
        console = urlsplit(self.desk.framed)
        policy = f"default-src 'self'; frame-src {console.scheme}://{console.netloc}; frame-ancestors 'none'"
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")

    def log_message(self, *_: object) -> None:
        """Say nothing."""
