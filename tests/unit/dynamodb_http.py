"""DynamoDB over HTTP on the loopback interface, for the check: moto's answers, or any that a test wants."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple, override
from zlib import crc32

import pytest
from botocore.exceptions import ClientError
from pytest_socket import enable_socket, socket_allow_hosts

from denylist.wire import client as wire
from denylist.wire import reader
from tests.unit.tables import client

type Act = Callable[["Request"], None]


class Asked(NamedTuple):
    """One request as it came."""

    operation: str
    headers: dict[str, str]
    body: bytes


class Request(BaseHTTPRequestHandler):
    """One request, which is read whole and given to the server's act."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "DynamodbHttp"

    def do_POST(self) -> None:
        """Record the request, and act on it."""
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        self.operation = self.headers["X-Amz-Target"].partition(".")[2]
        self.server.requests.append(Asked(self.operation, dict(self.headers), self.body))
        self.server.act(self)

    def answer(self, content: object, status: int = 200, **headers: str) -> None:
        """A whole answer, with DynamoDB's checksum."""
        self.send(json.dumps(content).encode(), status, **headers)

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Send any bytes, with any headers."""
        self.send_response(status)
        given = {"Content-Length": str(len(body)), "x-amz-crc32": str(crc32(body))}
        for name, value in {**given, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        """Close the connection without sending anything more."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


class DynamodbHttp(ThreadingHTTPServer):
    """A server on a free port, its requests and how many connections they came on."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, act: Act, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.act = act
        self.requests: list[Asked] = []
        self.connections = 0
        self._tls = tls
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.server_port}"

    @property
    def operations(self) -> list[str]:
        """The operations that were asked for, in order."""
        return [request.operation for request in self.requests]

    @override
    def get_request(self) -> tuple[socket.socket, Any]:
        sock, address = super().get_request()
        self.connections += 1
        return self._tls.wrap_socket(sock, server_side=True) if self._tls else sock, address

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing, because some tests are about connections that a client gives up."""


def by_moto(request: Request) -> None:
    """What moto answers, in this process."""
    try:
        answer = client()._make_api_call(request.operation, json.loads(request.body))  # type: ignore[attr-defined]  # noqa: SLF001
    except ClientError as exc:
        request.answer({"__type": f"com.amazonaws.dynamodb.v20120810#{exc.response['Error']['Code']}"}, 400)
    else:
        request.answer({name: value for name, value in answer.items() if name != "ResponseMetadata"})


def be_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set time limits that even a busy machine keeps, for tests that are not about time."""
    for name in ("CONNECT", "ANSWER"):
        monkeypatch.setattr(wire, f"{name}_SECONDS", 600)
    for name in ("READ", "COUNT", "START", "CHECK"):
        monkeypatch.setattr(reader, f"{name}_SECONDS", 600)


@contextmanager
def serving(act: Act = by_moto, tls: ssl.SSLContext | None = None) -> Iterator[DynamodbHttp]:
    """Run the server on the only host that sockets may reach, until the block ends."""
    client()  # made now: if made later, it might take this server for DynamoDB
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with DynamodbHttp(act, tls) as server:
        thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
