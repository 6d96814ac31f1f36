"""Connections with a deadline for the whole answer. A socket's own timeout would begin anew with each byte."""

import io
import socket
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

FAULTS = (OSError, HTTPException, ValueError, ArithmeticError, MemoryError, RecursionError)
"""Everything that `http.client` and `json` raise for a missing or malformed answer, such as an absurd length or deeply
nested JSON."""


LONGEST = 16 * 1024 * 1024
"""Bytes: the longest answer that DynamoDB gives, to `BatchGetItem`."""
_PIECE = 64 * 1024


def dial(host: str, port: int, deadline: float) -> socket.socket:
    """A connection to the first of the host's addresses that accepts one; all of them together have until the deadline.

    Raises:
        OSError: none accepted one.
    """
    reason = OSError("the name has no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(seconds_left(deadline))
            sock.connect(address)
        except OSError as exc:
            sock.close()
            reason = exc
        else:
            return sock
    raise reason


def speak_http(netloc: str, bounded: "Bounded") -> HTTPConnection:
    """HTTP on an open connection, which `http.client` never replaces by itself."""
    connection = HTTPConnection(netloc)
    connection.auto_open = 0
    connection.sock = cast("Any", bounded)
    return connection


def read_answer(response: HTTPResponse) -> bytes:
    """The whole content of an answer.

    An answer that claims an impossible length is refused at once. `http.client` would allocate memory of that length
    or, since its fix for CVE-2025-13836, wait for the bytes until the deadline.

    Raises:
        OverflowError: it claims to be longer than an answer can be, as a whole or in a chunk.
        HTTPException, OSError, ValueError: it did not arrive whole.
    """
    if not response.chunked:
        if (response.length or 0) > LONGEST:
            raise OverflowError(response.length)
        return response.read()
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) + (response.chunk_left or 0) > LONGEST:
            raise OverflowError(response.chunk_left)
    return bytes(content)


class Bounded:
    """A socket for `http.client` that gives up at `deadline` (`time.monotonic`)."""

    def __init__(self, sock: socket.socket, deadline: float = 0.0) -> None:
        self._sock = sock
        self.deadline = deadline

    def close(self) -> None:
        """Leave it open: `http.client` closes the socket before it reads the last answer of a connection."""

    def end(self) -> None:
        """Close it."""
        self._sock.close()

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        self._sock.settimeout(seconds_left(self.deadline))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The file from which `http.client` reads an answer."""
        return io.BufferedReader(_Reading(self))

    def receive(self, buffer: memoryview) -> int:
        """Read the bytes that have arrived; none at the end."""
        self._sock.settimeout(seconds_left(self.deadline))
        return self._sock.recv_into(buffer)


class _Reading(io.RawIOBase):
    """One answer's bytes."""

    def __init__(self, source: Bounded) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        return self._source.receive(buffer)


def seconds_left(deadline: float) -> float:
    """Seconds until the deadline.

    Raises:
        TimeoutError: none are left.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
