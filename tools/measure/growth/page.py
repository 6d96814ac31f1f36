"""Prints the console's first page from the table at `AWS_ENDPOINT_URL`, as JSON."""

import base64
import contextlib
import json
import os
from types import SimpleNamespace
from typing import Any

from tools.measure.growth.samples import WARM, rounded, timed

PAGES = 100
LIMIT = 50
CONTEXT = SimpleNamespace(
    function_name="review_entries",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:review_entries",
    aws_request_id="request-1",
)


def event() -> dict[str, Any]:
    """What API Gateway passes of a request for the first page, by somebody who may read."""
    claims = {"sub": "id", "token_use": "access", "username": "vera", "cognito:groups": ["viewers"]}
    token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, claims))
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/api/entries",
        "rawQueryString": f"status=PENDING&limit={LIMIT}",
        "queryStringParameters": {"status": "PENDING", "limit": str(LIMIT)},
        "headers": {"authorization": f"Bearer {token}.c2ln"},
        "requestContext": {
            "http": {"method": "GET", "path": "/api/entries"},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": {"sub": "id"}, "scopes": []}},
        },
        "isBase64Encoded": False,
    }


def main() -> None:
    """Measure, and say it."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123 - what the function logs
        from review_entries import app  # noqa: PLC0415 - it reads its environment when it is imported

        queries: list[dict[str, Any]] = []
        heard: Any = app.CLIENT.meta.events
        heard.register("after-call.dynamodb.Query", lambda parsed, **_: queries.append(parsed))

        def show(_: object) -> None:
            answer = app.lambda_handler(event(), CONTEXT)
            if answer["statusCode"] != 200:  # noqa: PLR2004 - OK
                raise AssertionError(answer)

        spreads = timed(show, range(WARM + PAGES))
    found = {f"{name}_ms": rounded(value) for name, value in spreads.items()}
    requests, read = len(queries) / (WARM + PAGES), queries[-1]["ScannedCount"]
    print(json.dumps({**found, "requests": requests, "items_read": read, "items_shown": queries[-1]["Count"]}))


if __name__ == "__main__":
    main()
