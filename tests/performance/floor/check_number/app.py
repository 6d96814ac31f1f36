"""The least that a check can cost in Python: bytes that were signed beforehand, on a raw socket with TLS.

It reads nothing of the event and decides nothing. Its connection is opened when it is loaded, as ours is.
"""

import os
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

REQUEST = Path(os.environ["BENCH_REQUEST"]).read_bytes()
_URL = urlsplit(os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
_TLS = ssl.create_default_context(cafile=os.environ["AWS_CA_BUNDLE"])
_LENGTH = b"\r\nContent-Length: "


def _connect() -> ssl.SSLSocket:
    host = _URL.hostname or ""
    sock = socket.create_connection((host, _URL.port or 443), timeout=1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _TLS.wrap_socket(sock, server_hostname=host)


def _ask() -> bytes:
    CONNECTION.sendall(REQUEST)
    received = CONNECTION.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    missing = int(head.partition(_LENGTH)[2].partition(b"\r\n")[0]) - len(body)
    return body + (CONNECTION.recv(missing) if missing else b"")


CONNECTION = _connect()
_ask()


def lambda_handler(event: object, context: object) -> dict[str, bool]:
    """Whether the answer has an item."""
    return {"Success": b'"Item"' in _ask()}
