"""Who may do what: read from the access token that the API's authorizer has verified, and from nothing else.

The authorizer checks signature, issuer, audience and expiry (API Gateway Developer Guide, "Control access
to HTTP APIs with JWT authorizers"). What it does not check is checked here: that the token is an access
token, in which group its bearer is, and that a change comes from the console's own page.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist.rights import GROUPS, Right
from denylist.text import clean

# Cognito; Keycloak, Okta and others; Microsoft Entra.
_GROUP_CLAIMS = ("cognito:groups", "groups", "roles")
# Cognito; then what other providers call the person. The subject is always there.
_NAME_CLAIMS = ("username", "preferred_username", "email", "sub")
# Claims that only an ID token has (OpenID Connect Core 1.0).
_ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash")
_NAME = 100
# Exactly one token. If a header had two, the one that is read here might not be the one that was verified.
_BEARER = re.compile(r"(?:Bearer +)?[\w-]+\.([\w-]+)\.[\w-]+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caller:
    """The bearer of the token: the name that history keeps, their rights, and when they ask."""

    name: str
    agent: str
    """Their user name in Amazon Connect; empty if the token does not say it."""
    groups: tuple[str, ...]
    """The groups of ours that the person is in."""
    rights: frozenset[Right]
    asked_at: float
    """Epoch seconds. One request has one time, by which everything in its answer is judged."""


def caller_of(event: Mapping[str, Any], now: float, agent_claim: str = "") -> Caller | None:
    """Who asks at `now`, or `None` if the authorizer passed on no token, or one that is no access token.

    API Gateway passes claims as text, in which a group called `x admins` looks like two groups. So the claims are read
    from the token itself, which API Gateway has verified. `agent_claim` names the claim that holds an agent's user name
    in Amazon Connect; if it is empty, that is the name.
    """
    claims = _claims(event) if _is_verified(event) else None
    if claims is None or not _is_access_token(claims):
        return None
    groups = tuple(group for group in GROUPS if group in _groups(claims))
    rights = frozenset(right for group in groups for right in GROUPS[group])
    name = _name(claims)
    agent = clean(claims.get(agent_claim), _NAME) if agent_claim else name
    return Caller(name, agent, groups, rights, now)


def is_own_page(headers: Mapping[str, str], origin: str) -> bool:
    """Whether a request was made by the console's own page (ASVS 5.0, 3.5: same-origin requests).

    Browsers set `Origin` on every POST, and no page can change it.
    """
    return headers.get("origin") == origin


def _is_verified(event: Mapping[str, Any]) -> bool:
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    return bool((authorizer.get("jwt") or {}).get("claims"))


def _claims(event: Mapping[str, Any]) -> dict[str, Any] | None:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    bearer = _BEARER.fullmatch(headers.get("authorization", "").strip())
    if not bearer:
        return None
    payload = bearer[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _is_access_token(claims: Mapping[str, Any]) -> bool:
    """Cognito's tokens say it. With other providers, only access tokens have scopes, and only ID tokens a nonce."""
    if "token_use" in claims:
        return bool(claims["token_use"] == "access")  # noqa: S105 - no password
    return ("scope" in claims or "scp" in claims) and not any(claim in claims for claim in _ID_TOKEN_CLAIMS)


def _groups(claims: Mapping[str, Any]) -> list[object]:
    found: object = next((claims[name] for name in _GROUP_CLAIMS if name in claims), [])
    return found if isinstance(found, list) else [found]


def _name(claims: Mapping[str, Any]) -> str:
    return next(filter(None, (clean(claims.get(claim), _NAME) for claim in _NAME_CLAIMS)), "unknown")
