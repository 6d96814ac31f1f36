"""`python dynamodb.py CERTIFICATE KEY`: serves a DynamoDB that answers at once, over TLS, in a process of its own.

It holds no data besides one denied number. It prints its port. For each line on its standard input it prints a line of
JSON with the connections since the last one, and times by the clock that all processes share.
"""

import json
import socket
import ssl
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import count
from threading import Lock, Thread
from typing import Any
from zlib import crc32

DENIED = "+12065550199"
"""The number whose entry is in force. Otherwise the tables are empty, and every write succeeds."""
_ENTRY = {
    "ContactNumber": {"S": DENIED},
    "Status": {"S": "APPROVED"},
    "ExpiresAt": {"N": "32503680000"},
    "Version": {"N": "3"},
    "Term": {"S": "90d"},
    "FlaggedAt": {"S": "2026-11-22T14:51:27Z"},
    "FlaggedBy": {"S": "maria.lopez"},
    "FlagCount": {"N": "1"},
    "FlagIds": {"SS": ["c5dffa8a-aecf-427b-8d4f-dfbd502c7c75"]},
    "ReviewedBy": {"S": "rita"},
    "Source": {"S": "ccp"},
}
# What the article's design stores for a number.
_ARTICLES_ENTRY = {"ContactNumber": {"S": DENIED}}
_HEAD = (
    "HTTP/1.1 200 OK\r\nServer: Server\r\nDate: {date}\r\nContent-Type: application/x-amz-json-1.0\r\n"
    "Content-Length: {length}\r\nConnection: keep-alive\r\n"
    "x-amzn-RequestId: 8FJB6V2B2T1M0Q4E5A7S9K3L1CVV4KQNSO5AEMVJF66Q9ASUAAJG\r\nx-amz-crc32: {checksum}\r\n\r\n"
)
_END_OF_HEAD = b"\r\n\r\n"
_BYTES = 65_536


@dataclass
class Connection:
    """What the server saw of one connection. Times are monotonic seconds, and 0.0 if it did not get that far."""

    accepted: float
    greeted: float = 0.0
    """When the client's first byte came, which is when it has prepared everything for its handshake."""
    secured: float = 0.0
    requests: list[tuple[str, float]] = field(default_factory=list)
    """Each request's operation, and when the request was complete."""
    is_new: bool = True
    """Whether the connection was accepted since the last report."""


class Server:
    """The server. It has a thread for each connection, and answers that were made beforehand."""

    def __init__(self, certificate: str, key: str) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._answers = answers()
        self._seen: dict[int, Connection] = {}
        self._open: set[int] = set()
        self._names = count()
        self._lock = Lock()

    def serve(self) -> None:
        """Serve until the process ends."""
        while True:
            sock, _ = self._listening.accept()
            name, connection = next(self._names), Connection(time.monotonic())
            with self._lock:
                self._seen[name] = connection
                self._open.add(name)
            Thread(target=self._converse, args=(sock, name, connection), daemon=True).start()

    def take(self) -> list[dict[str, Any]]:
        """Each connection since the last time. Those that are still open have only their requests since then."""
        with self._lock:
            seen = [asdict(connection) for connection in self._seen.values()]
            self._seen = {name: connection for name, connection in self._seen.items() if name in self._open}
            for connection in self._seen.values():
                connection.requests, connection.is_new = [], False
        return seen

    def _converse(self, sock: socket.socket, name: int, connection: Connection) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            sock.recv(1, socket.MSG_PEEK)
            connection.greeted = time.monotonic()
            with self._tls.wrap_socket(sock, server_side=True) as secured:
                connection.secured = time.monotonic()
                while self._answer(secured, connection):
                    pass
        except OSError:
            pass  # a function's process was ended
        finally:
            with self._lock:
                self._open.discard(name)

    def _answer(self, secured: ssl.SSLSocket, connection: Connection) -> bool:
        """Answer one request. The result is whether there was one."""
        received = secured.recv(_BYTES)
        while _END_OF_HEAD not in received:
            more = secured.recv(_BYTES)
            if not more:
                return False
            received += more
        head, _, body = received.partition(_END_OF_HEAD)
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(fields[b"content-length"]):
            body += secured.recv(_BYTES)
        operation = fields[b"x-amz-target"].rpartition(b".")[2].decode()
        connection.requests.append((operation, time.monotonic()))  # a report may be asked for after the answer
        secured.sendall(self._answers[operation, DENIED.encode() in body])
        return True


def answers() -> dict[tuple[str, bool], bytes]:
    """All answers, by the operation in lower case, and by whether it is about the denied number."""
    found = {"Items": [_ARTICLES_ENTRY], "Count": 1, "ScannedCount": 1}
    nothing = {"Items": [], "Count": 0, "ScannedCount": 0}
    contents: dict[tuple[str, bool], dict[str, Any]] = {
        ("getitem", True): {"Item": _ENTRY},
        ("getitem", False): {},
        ("query", True): found,
        ("query", False): nothing,
        **{(write, denied): {} for write in ("updateitem", "putitem") for denied in (True, False)},
    }
    return {which: _message(json.dumps(content).encode()) for which, content in contents.items()}


def _message(body: bytes) -> bytes:
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    return _HEAD.format(date=date, length=len(body), checksum=crc32(body)).encode() + body


def main() -> None:
    """Serve and report until standard input ends."""
    server = Server(*sys.argv[1:])
    Thread(target=server.serve, daemon=True).start()
    print(server.port, flush=True)
    for _ in sys.stdin:
        print(json.dumps(server.take()), flush=True)


if __name__ == "__main__":
    main()
