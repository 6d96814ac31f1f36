"""The function's credentials, read for each request because they rotate.

Lambda gives them in the environment; after a SnapStart restore it gives none there and names a local address that
answers with them instead (Developer Guide, "Lambda SnapStart", compatibility with credentials).
"""

import http.client
import json
import os
import time
from datetime import datetime
from urllib.parse import urlsplit

from denylist.errors import StoreError
from denylist.sigv4 import Credentials

# Asked for again so long before they end, and given so long to come.
_MARGIN = 300
_SECONDS = 0.3


class Rotating:
    """Credentials as they are now."""

    def __init__(self) -> None:
        self._held = Credentials("", "")
        self._until = 0.0

    def now(self) -> Credentials:
        """The environment's; else those of the container's address, kept until five minutes before they end.

        Raises:
            StoreError: there are none, or the address does not answer.
        """
        found = os.environ.get
        key_id, secret = found("AWS_ACCESS_KEY_ID"), found("AWS_SECRET_ACCESS_KEY")
        if key_id and secret:
            return Credentials(key_id, secret, found("AWS_SESSION_TOKEN", ""))
        if time.time() > self._until - _MARGIN:
            self._held, self._until = _fetch(found("AWS_CONTAINER_CREDENTIALS_FULL_URI", ""))
        return self._held


def _fetch(url: str) -> tuple[Credentials, float]:
    """What the address answers, and until when (epoch seconds) it is good."""
    if not url:
        raise StoreError("NoCredentials")
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=_SECONDS)
    try:
        headers = {"Authorization": os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")}
        connection.request("GET", f"{parts.path or '/'}?{parts.query}".rstrip("?"), headers=headers)
        found = json.loads(connection.getresponse().read())
        credentials = Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["Token"])
        return credentials, datetime.fromisoformat(found["Expiration"]).timestamp()
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as exc:
        raise StoreError("NoCredentials") from exc
    finally:
        connection.close()
