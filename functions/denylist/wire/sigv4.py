"""Signature Version 4 for the one kind of request that the check path makes: `POST /` with a body.

From AWS, "Create a signed AWS API request". A test compares it with botocore's signer, which costs 60 ms of
imports while a caller hears silence (docs/decisions/0022).
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

_ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(NamedTuple):
    """The credentials that sign. `token` is empty for those that do not end."""

    key_id: str
    secret: str
    token: str = ""


class Scope(NamedTuple):
    """Where a signature is valid: the Region and the service (`dynamodb`)."""

    region: str
    service: str


def sign(headers: Mapping[str, str], body: bytes, credentials: Credentials, place: Scope, now: float) -> dict[str, str]:
    """The headers of a `POST /`, its `Host` among them, and those that sign it, for five minutes from `now`."""
    stamp = datetime.fromtimestamp(int(now), UTC).strftime("%Y%m%dT%H%M%SZ")
    token = {"X-Amz-Security-Token": credentials.token} if credentials.token else {}
    signed = {**headers, "X-Amz-Date": stamp, **token}
    lines = sorted((name.lower(), " ".join(value.split())) for name, value in signed.items())
    names = ";".join(name for name, _ in lines)
    canonical = "".join(f"{name}:{value}\n" for name, value in lines)
    request = f"POST\n/\n\n{canonical}\n{names}\n{_digest(body)}"
    scope = f"{stamp[:8]}/{place.region}/{place.service}/aws4_request"
    to_sign = f"{_ALGORITHM}\n{stamp}\n{scope}\n{_digest(request.encode())}"
    signature = _hmac(_key(credentials.secret, scope), to_sign).hex()
    who = f"Credential={credentials.key_id}/{scope}"
    return {**signed, "Authorization": f"{_ALGORITHM} {who}, SignedHeaders={names}, Signature={signature}"}


def _key(secret: str, scope: str) -> bytes:
    """The key of a day, a Region and a service."""
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
