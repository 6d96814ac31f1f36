"""DynamoDB without an SDK, for the check path alone: signed JSON over one connection that is kept alive.

It deliberately leaves out what else an SDK does: it knows no proxy, no configuration file and no other service. All
other functions use boto3 (docs/decisions/0022).
"""

import json
import os
import socket
import ssl
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from zlib import crc32

from denylist.errors import StoreError
from denylist.wire.credentials import Rotating
from denylist.wire.deadlines import FAULTS, Bounded, dial, read_answer, seconds_left, speak_http
from denylist.wire.sigv4 import Scope, sign

if TYPE_CHECKING:
    from http.client import HTTPConnection

CONNECT_SECONDS = 0.3
"""Seconds to connect, for TCP and TLS together, over all addresses of DynamoDB's name."""
ANSWER_SECONDS = 0.5
"""Seconds from the request's first byte to the answer's last, however slowly it arrives."""
PAUSE_SECONDS = 0.05
"""Seconds before another attempt."""

# DynamoDB Developer Guide, "Error handling": the errors besides 5xx that pass by themselves.
_PASSING = frozenset({"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"})


class _PassingError(Exception):
    """A fault that may not happen in another attempt; its text is a code or the name of an exception."""


class Wire:
    """One connection to the Region's DynamoDB, or to where `AWS_ENDPOINT_URL_DYNAMODB` points."""

    def __init__(self) -> None:
        self._region = os.environ.get("AWS_REGION") or os.environ["AWS_DEFAULT_REGION"]
        self._url = urlsplit(endpoint(self._region))
        self._tls = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
        self._agent = f"connect-deny-list app/{os.environ.get('AWS_SDK_UA_APP_ID', 'check_number')}"
        self._credentials = Rotating()
        self._open: tuple[HTTPConnection, Bounded] | None = None

    def ask(self, operation: str, parameters: Mapping[str, Any], attempts: int, seconds: float) -> dict[str, Any]:
        """DynamoDB's answer to `operation`, in its own JSON. Each attempt has `seconds`.

        With more than one attempt, DynamoDB may carry out the operation more than once.

        Raises:
            StoreError: it did not answer in time, or with an error; the message is its code.
        """
        body = json.dumps(parameters).encode()
        for left in reversed(range(attempts)):
            deadline = time.monotonic() + seconds
            try:
                return self._attempt(operation, body, deadline, may_repeat=attempts > 1)
            except _PassingError as exc:
                if not left:
                    raise StoreError(str(exc)) from exc
            time.sleep(PAUSE_SECONDS)
        raise AssertionError("at least one attempt")

    def _attempt(self, operation: str, body: bytes, deadline: float, *, may_repeat: bool) -> dict[str, Any]:
        """Use the open connection; if it went stale since the last call, try again at once on a new one."""
        try:
            headers = self._signed(operation, body, deadline)
            if self._open and may_repeat:
                try:
                    return self._exchange(headers, body, deadline)
                except (ConnectionError, ssl.SSLError):
                    self.close()
            if not self._open:
                self._connect(deadline)
            return self._exchange(headers, body, deadline)
        except FAULTS as exc:
            self.close()
            raise _PassingError(type(exc).__name__) from exc

    def _signed(self, operation: str, body: bytes, deadline: float) -> dict[str, str]:
        headers = {
            "Host": self._url.netloc,
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        }
        credentials = self._credentials.now(deadline)
        signed = sign(headers, body, credentials, Scope(self._region, "dynamodb"), time.time())
        return {**signed, "User-Agent": self._agent}

    def _connect(self, deadline: float) -> None:
        """Open a connection that sends small requests at once: Nagle's algorithm would hold them back."""
        deadline = min(deadline, time.monotonic() + CONNECT_SECONDS)
        host, is_tls = self._url.hostname or "", self._url.scheme == "https"
        sock = dial(host, self._url.port or (443 if is_tls else 80), deadline)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(seconds_left(deadline))
            bounded = Bounded(self._tls.wrap_socket(sock, server_hostname=host) if is_tls else sock)
        except OSError:
            sock.close()
            raise
        self._open = speak_http(self._url.netloc, bounded), bounded

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._open:
            connection, bounded = self._open
            connection.close()
            bounded.end()
        self._open = None

    def _exchange(self, headers: Mapping[str, str], body: bytes, deadline: float) -> dict[str, Any]:
        """Send one request and read its answer, which counts only if it arrived whole (record 0019)."""
        connection, bounded = cast("tuple[HTTPConnection, Bounded]", self._open)
        bounded.deadline = min(deadline, time.monotonic() + ANSWER_SECONDS)
        connection.request("POST", "/", body, headers)
        response = connection.getresponse()
        content = read_answer(response)
        if response.will_close:
            self.close()
        expected = response.getheader("x-amz-crc32")
        if expected is not None and expected != str(crc32(content)):
            raise _PassingError("ChecksumError")
        return _answer(response.status, json.loads(content))


def _answer(status: int, content: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """The answer, or an error with its code. DynamoDB's message is left out, because it may quote an item."""
    if not isinstance(content, dict):
        raise _PassingError("ValueError")
    if status == HTTPStatus.OK:
        return content
    code = str(content.get("__type", "")).rpartition("#")[2] or f"HTTP{status}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _PASSING:
        raise _PassingError(code)
    raise StoreError(code)


def endpoint(region: str) -> str:
    """DynamoDB's address, by those two of the SDKs' settings that Lambda and the embedded stack use."""
    named = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
    return named or f"https://dynamodb.{region}.amazonaws.com"
