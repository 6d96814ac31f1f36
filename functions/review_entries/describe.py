"""The API's description (OpenAPI 3.1), made from its routes and completed by what holds for all of them."""

import re
from functools import cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from review_entries import problems

TITLE = "Deny list: reviewers' API"
_READ = ("token", "group", "invalid", "unavailable")
_FIND = (*_READ, "unknown_number")
_CHANGE = (*_READ, "malformed", "conflict", "too_large", "unsupported_media_type")
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` says which problem it is; a conflict brings the entry as it is now.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"enum": sorted(problems.CODES)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "entry": {"anyOf": [{"$ref": "#/components/schemas/EntryView"}, {"type": "null"}]},
    },
}
# The gateway's own answer to a token that it does not take is no problem document.
_GATEWAY = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}


@cache
def document(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """The whole description, as an object."""
    schema = app.get_openapi_schema(title=TITLE, version="1.0.0", description=_DESCRIPTION)
    described: dict[str, Any] = schema.model_dump(mode="json", by_alias=True, exclude_none=True)
    # Relative to where this document is served, so that it is right below any path.
    described["servers"] = [{"url": "./"}]
    described["security"] = [{"accessToken": []}]
    components = described["components"]
    components["securitySchemes"] = {"accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components["schemas"] = _without_unused(components["schemas"]) | {"Problem": _PROBLEM}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return described


def methods_at(app: APIGatewayHttpResolver, path: str) -> list[str]:
    """The methods that some route takes at `path`; none where there is no such address."""
    found = [
        method.upper()
        for pattern, operations in document(app)["paths"].items()
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path)
        for method in operations
    ]
    return sorted(found)


_DESCRIPTION = """Entries of the deny list, for those who decide on them. A GET changes nothing. A change needs the
header `X-Requested-With`, the console's own `Origin`, and the `version` of the entry that it was decided on."""


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    codes = _CHANGE if method == "post" else _READ
    if "{number}" in path:
        codes = (*codes, *_FIND)
    answers = operation["responses"]
    answers.pop("422", None)
    for code in dict.fromkeys(codes):
        answers[str(problems.status_of(code))] = _problem_answer(code)
    if method == "post":
        operation.setdefault("parameters", []).extend([_header("X-Requested-With"), _header("Origin")])


def _problem_answer(code: str) -> dict[str, Any]:
    content: dict[str, Any] = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if code == "token":
        content["application/json"] = {"schema": _GATEWAY}
    answer: dict[str, Any] = {"description": problems.detail_of(code), "content": content}
    if code == "unavailable":
        answer["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
    return answer


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": {"type": "string", "minLength": 1}}


def _without_unused(schemas: dict[str, Any]) -> dict[str, Any]:
    """Less the framework's own error documents, which are never answered here."""
    return {name: schema for name, schema in schemas.items() if "ValidationError" not in name}
