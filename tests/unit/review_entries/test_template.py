"""The gateway in front of the function, as template.yaml describes it: which requests pass, and what is logged."""

import json
import re

import pytest

from tests.unit.tables import properties
from tools.common.template import read_template

# Path, query, headers and all that is made of them may hold numbers, and a token's other claims may hold names.
LOGGED = {
    "requestId", "requestTimeEpoch", "identity.sourceIp", "routeKey", "status", "responseLength", "responseLatency",
    "authorizer.claims.sub", "authorizer.error", "integrationErrorMessage",
}  # fmt: skip


def test_access_log_holds_neither_path_nor_query_nor_number() -> None:
    form = properties("ApiStage")["AccessLogSettings"]["Format"]
    assert set(re.findall(r"\$context\.([\w.]+)", form)) == LOGGED
    assert form.count("$") == len(LOGGED)
    assert json.loads(form)["route"] == "$context.routeKey"


def test_everything_below_api_that_is_answered_needs_a_token() -> None:
    resources = read_template()["Resources"].values()
    routes = [found["Properties"] for found in resources if found["Type"] == "AWS::ApiGatewayV2::Route"]
    assert {route["RouteKey"]: route["AuthorizationType"] for route in routes} == {
        "ANY /api/{proxy+}": "JWT",
        "ANY /api/agent/{proxy+}": "JWT",
        "$default": "NONE",
    }


def test_authorizer_takes_tokens_from_the_header_alone() -> None:
    assert properties("ApiAuthorizer")["IdentitySource"] == ["$request.header.Authorization"]
    assert {"Issuer", "Audience"} == properties("ApiAuthorizer")["JwtConfiguration"].keys()


def test_api_answers_no_other_origin() -> None:
    assert "CorsConfiguration" not in properties("Api")


@pytest.mark.parametrize("resource", ["ApiLogs", "ReviewEntriesLogs"])
def test_logs_end(resource: str) -> None:
    assert "RetentionInDays" in properties(resource)
