"""The API's description (OpenAPI 3.1), made from its routes and completed by what holds for all of them."""

import json
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from review_entries import problems
from review_entries.problems import Answer
from review_entries.routes import Routes

TITLE = "Deny list: reviewers' API"
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
        "readings": {
            "type": "array",
            "items": {"type": "string"},
            "description": "In E.164, the numbers that an ambiguous text could mean.",
        },
        "entry": {"anyOf": [{"$ref": "#/components/schemas/EntryView"}, {"type": "null"}]},
    },
}
# If the gateway refuses a token, its own answer is no problem document.
_GATEWAY = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}


@lru_cache(maxsize=1)
def answer(api: APIGatewayHttpResolver, routes: Routes) -> Answer:
    """The description as a file. It is kept, because making it takes longer than sending it."""
    body = json.dumps(_document(api, routes))
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def _document(api: APIGatewayHttpResolver, routes: Routes) -> dict[str, Any]:
    schema = api.get_openapi_schema(title=TITLE, version="1.0.0", description=_DESCRIPTION)
    described: dict[str, Any] = schema.model_dump(mode="json", by_alias=True, exclude_none=True)
    # Relative to this document's address, so that it is right below any path.
    described["servers"] = [{"url": "./"}]
    described["security"] = [{"accessToken": []}]
    components = described["components"]
    components["securitySchemes"] = {"accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components["schemas"] = _without_unused(components["schemas"]) | {"Problem": _PROBLEM}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, routes.table[method.upper(), path].problems)
    return described


_DESCRIPTION = """Entries of the deny list, for those who decide on them. A GET changes nothing. A change needs the
header `X-Requested-With`, the console's own `Origin`, and the `version` of the entry that it was decided on."""


def _complete(operation: dict[str, Any], method: str, codes: tuple[str, ...]) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    for status in sorted({problems.status_of(code) for code in codes}):
        answers[str(status)] = _problem_answer([code for code in codes if problems.status_of(code) == status])
    if method == "post":
        operation.setdefault("parameters", []).extend([_header("X-Requested-With"), _header("Origin")])


def _problem_answer(codes: list[str]) -> dict[str, Any]:
    """The answer for one status: a sentence for each of its problems, and their codes only."""
    theirs = {"properties": {"code": {"enum": codes}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, theirs]}
    content: dict[str, Any] = {problems.CONTENT_TYPE: {"schema": schema}}
    if "token" in codes:
        content["application/json"] = {"schema": _GATEWAY}
    told = "\n".join(f"- `{code}`: {problems.detail_of(code)}" for code in codes)
    answer: dict[str, Any] = {"description": told, "content": content}
    if "unavailable" in codes:
        answer["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
    return answer


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": True, "schema": {"type": "string", "minLength": 1}}


def _without_unused(schemas: dict[str, Any]) -> dict[str, Any]:
    """The description without the framework's own error documents, which are never answered here."""
    return {name: schema for name, schema in schemas.items() if "ValidationError" not in name}
