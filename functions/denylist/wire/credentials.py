"""The function's credentials, read for each request because they rotate.

Lambda puts them into the environment. After a SnapStart restore it names a local address instead, which answers with
them (Developer Guide, "Lambda SnapStart", compatibility with credentials).
"""

import json
import os
import time
from datetime import datetime
from urllib.parse import urlsplit

from denylist.wire.deadlines import FAULTS, Bounded, dial, read_answer, speak_http
from denylist.wire.sigv4 import Credentials

# How long before they end they are renewed, and how long that may take.
_MARGIN = 300
_SECONDS = 0.3


class NoCredentialsError(OSError):
    """There are no credentials, or the address that has them does not answer."""


class Rotating:
    """The current credentials."""

    def __init__(self) -> None:
        self._held = Credentials("", "")
        self._until = 0.0

    def now(self, deadline: float) -> Credentials:
        """The environment's credentials, else the container's, whose address has until `deadline` (`time.monotonic`).

        The container's are renewed five minutes before they end, and used to their end if the address does not answer.

        Raises:
            NoCredentialsError: there are no valid ones now; a later attempt may find some.
        """
        found = os.environ.get
        key_id, secret = found("AWS_ACCESS_KEY_ID"), found("AWS_SECRET_ACCESS_KEY")
        if key_id and secret:
            return Credentials(key_id, secret, found("AWS_SESSION_TOKEN", ""))
        if time.time() > self._until - _MARGIN:
            self._renew(deadline)
        return self._held

    def _renew(self, deadline: float) -> None:
        try:
            self._held, self._until = _fetch(
                os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI", ""), min(deadline, time.monotonic() + _SECONDS)
            )
        except (*FAULTS, KeyError, TypeError) as exc:
            if time.time() >= self._until:
                raise NoCredentialsError from exc


def _fetch(url: str, deadline: float) -> tuple[Credentials, float]:
    """The credentials that the address answers, and until when they are valid (epoch seconds)."""
    parts = urlsplit(url)
    bounded = Bounded(dial(parts.hostname or "", parts.port or 80, deadline), deadline)
    try:
        connection = speak_http(parts.netloc, bounded)
        headers = {"Authorization": os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")}
        connection.request("GET", f"{parts.path or '/'}?{parts.query}".rstrip("?"), headers=headers)
        found = json.loads(read_answer(connection.getresponse()))
    finally:
        bounded.end()
    credentials = Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["Token"])
    return credentials, datetime.fromisoformat(found["Expiration"]).timestamp()
