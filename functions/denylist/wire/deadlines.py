"""Connections that are given up at a deadline, whatever comes. A timeout would begin anew with each byte."""

import io
import socket
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

FAULTS = (OSError, HTTPException, ValueError, ArithmeticError, MemoryError, RecursionError)
"""Whatever `http.client` and `json` raise of an answer that does not come, or that is none: of a length beyond any
number, of JSON in JSON without end."""


LONGEST = 16 * 1024 * 1024
"""Bytes: the most that one request to DynamoDB answers with, by `BatchGetItem`."""
_PIECE = 64 * 1024


def dial(host: str, port: int, deadline: float) -> socket.socket:
    """A connection to the first of the host's addresses that takes one; all of them have until the deadline.

    Raises:
        OSError: none did.
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
    """HTTP on a connection that is open; it is never made anew behind one's back."""
    connection = HTTPConnection(netloc)
    connection.auto_open = 0
    connection.sock = cast("Any", bounded)
    return connection


def read_answer(response: HTTPResponse) -> bytes:
    """What an answer holds, whole.

    An answer that says it is longer than any can be is refused at once. `http.client` would ask for memory of that
    length, or, since its fix for CVE-2025-13836, wait for the bytes until the deadline.

    Raises:
        OverflowError: it says that it is longer, by its length or by that of a chunk.
        HTTPException, OSError, ValueError: it did not come whole.
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
    """A socket as `http.client` uses one, that gives up at `deadline` (of `time.monotonic`)."""

    def __init__(self, sock: socket.socket, deadline: float = 0.0) -> None:
        self._sock = sock
        self.deadline = deadline

    def close(self) -> None:
        """Leave it open: `http.client` closes before it reads an answer that is its connection's last."""

    def end(self) -> None:
        """Close it."""
        self._sock.close()

    def sendall(self, data: bytes) -> None:
        """Send what `http.client` gives, whole."""
        self._sock.settimeout(seconds_left(self.deadline))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What `http.client` reads an answer from."""
        return io.BufferedReader(_Reading(self))

    def receive(self, buffer: memoryview) -> int:
        """As many bytes as there are; none at the end."""
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
        TimeoutError: there are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
