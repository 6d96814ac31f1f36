"""Checks requests before their content is looked at. The cheapest checks come first, so that strangers cost little."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from denylist.rights import Right
from review_entries import access
from review_entries.access import Caller
from review_entries.problems import Answer, problem
from review_entries.routes import Route

LARGEST = 8192
"""Bytes of a body. A note of 300 characters in any script takes 2 kilobytes at most."""

CHANGES = ("POST",)


def with_encoded_path(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with its path percent-encoded again, so that the checks and the router see the same path.

    API Gateway decodes everything but `%25`. The router knows few characters beyond ASCII. It also stops reading a path
    at a line break, and the route that it finds then may need another right.
    """
    return {**event, "rawPath": quote(event["rawPath"], safe="/%", errors="replace")}


def method_of(event: Mapping[str, Any]) -> str:
    """The method in capitals: the framework takes `post` for a POST, so it must be one here, too."""
    return str(event["requestContext"]["http"]["method"]).upper()


def problem_of(
    event: Mapping[str, Any], caller: Caller | None, routes: Mapping[str, Route], origin: str
) -> Answer | None:
    """The first problem of a request to an address with these routes, by method; `None` if it can be answered.

    Rights come first, so that callers who may not read are not told which addresses exist.
    """
    route = routes.get(method_of(event))
    objection = _objection(event, caller, route.right if route else Right.READ, origin)
    if objection:
        return problem(objection, headers={"WWW-Authenticate": "Bearer"} if objection == "token" else None)
    if route is None and routes:
        return problem("method_not_allowed", headers={"Allow": ", ".join(sorted(routes))})
    return None if route else problem("not_found")


def _objection(event: Mapping[str, Any], caller: Caller | None, right: Right, origin: str) -> str | None:
    """The code of the first thing that is wrong with a request that needs this right, or `None`."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if caller is None:
        return "token"
    if right not in caller.rights:
        return "group"
    if method_of(event) not in CHANGES:
        return None
    return _page_objection(headers, origin) or _body_objection(event, headers)


def _page_objection(headers: Mapping[str, str], origin: str) -> str | None:
    """A form or an image on another page can neither add a header nor have the console's origin."""
    if not access.is_own_page(headers, origin):
        return "origin"
    return None if headers.get("x-requested-with") else "header"


def _body_objection(event: Mapping[str, Any], headers: Mapping[str, str]) -> str | None:
    # In small letters, because the framework knows no other spelling of it when it reads the body.
    if headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return "unsupported_media_type"
    body = event.get("body") or ""
    if len(body) > LARGEST:
        return "too_large"
    try:
        text = base64.b64decode(body).decode() if event.get("isBase64Encoded") else body
        parsed = json.loads(text)
    except (ValueError, binascii.Error, RecursionError):
        return "malformed"
    return None if isinstance(parsed, dict) else "malformed"
