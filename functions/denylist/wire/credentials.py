"""The function's credentials, read for each request because they rotate.

Lambda gives them in the environment; after a SnapStart restore it gives none there and names a local address that
answers with them instead (Developer Guide, "Lambda SnapStart", compatibility with credentials).
"""

import json
import os
import time
from datetime import datetime
from urllib.parse import urlsplit

from denylist.wire.deadlines import FAULTS, Bounded, dial, read_answer, speak_http
from denylist.wire.sigv4 import Credentials

# Asked for again so long before they end, and given so long to come.
_MARGIN = 300
_SECONDS = 0.3


class NoCredentialsError(OSError):
    """There are none, or the address that has them does not answer."""


class Rotating:
    """Credentials as they are now."""

    def __init__(self) -> None:
        self._held = Credentials("", "")
        self._until = 0.0

    def now(self, deadline: float) -> Credentials:
        """The environment's; else those of the container's address, which has until `deadline` (`time.monotonic`).

        Those are kept until five minutes before they end, and to their end while the address does not answer.

        Raises:
            NoCredentialsError: there are none that are good; another moment may bring some.
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
    """What the address answers, and until when (epoch seconds) it is good."""
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
