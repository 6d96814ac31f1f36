"""Access tokens as providers issue them, and forged ones."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

type Claims = dict[str, Any]

MINUTES_15 = 900


def cognito_claims(name: str, *groups: str) -> Claims:
    """What a Cognito access token says of its bearer."""
    in_groups = {"cognito:groups": list(groups)} if groups else {}
    return {"sub": f"id-of-{name}", "token_use": "access", "username": name, "scope": "openid profile", **in_groups}


def provider_claims(issuer: str, audience: str, name: str, *groups: str) -> Claims:
    """What another provider's access token says; it is valid for a quarter of an hour."""
    now = int(time.time())
    times = {"iat": now - 1, "nbf": now - 1, "exp": now + MINUTES_15}
    who = {"sub": f"id-of-{name}", "preferred_username": name, "groups": list(groups)}
    return {"iss": issuer, "aud": audience, "scope": "openid profile", **times, **who}


def unverified(claims: object, header: Mapping[str, Any] | None = None, signature: str = "c2lnbmF0dXJl") -> str:
    """A token with a made-up signature."""
    parts = [header or {"alg": "RS256", "typ": "JWT", "kid": "any"}, claims]
    return ".".join([*(encoded(json.dumps(part).encode()) for part in parts), signature])


def signed(claims: Claims, key: RSAKey, **header: str) -> str:
    """A token signed with this key (RS256), whether or not it is the provider's."""
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": str(key.kid), **header}, claims, key)


def claims_of(token: str) -> Claims:
    """The claims of a token; its signature is not checked."""
    payload = token.split(".")[1]
    found: Claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


def tampered(token: str, **claims: object) -> str:
    """The token with changed claims, under its original header and signature."""
    header, _, signature = token.split(".")
    return ".".join([header, encoded(json.dumps({**claims_of(token), **claims}).encode()), signature])


def encoded(content: bytes) -> str:
    """Base64 for URLs, without padding, as tokens use it."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
