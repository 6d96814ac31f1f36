"""The API's description is valid and complete, and names the problem codes of each route."""

from typing import Any

import pytest
import schemathesis

from review_entries.problems import CODES, status_of
from tests.unit.records import CALLER
from tests.unit.review_entries.caller import Caller

# Problems of addresses that are not described.
OF_NO_ROUTE = {"not_found", "method_not_allowed"}
OF_A_CHANGE = {"origin", "header", "malformed", "too_large", "unsupported_media_type", "conflict"}


@pytest.fixture
def described(api: Caller) -> dict[str, Any]:
    document: dict[str, Any] = api.get("/openapi.json").json
    return document


def codes(operation: dict[str, Any]) -> dict[str, set[str]]:
    """The problem codes of each status of an operation."""
    found = {}
    for status, answer in operation["responses"].items():
        schema = answer["content"].get("application/problem+json", {}).get("schema", {})
        if schema:
            found[status] = set(schema["allOf"][1]["properties"]["code"]["enum"])
    return found


def test_description_is_valid_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(described).validate()


def test_every_code_is_some_routes_under_its_own_status(described: dict[str, Any]) -> None:
    met: set[str] = set()
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, named in codes(operation).items():
                assert {status_of(code) for code in named} == {int(status)}
                met |= named
    assert met == CODES - OF_NO_ROUTE


def test_every_route_says_who_may_not_and_that_the_table_may_be_silent(described: dict[str, Any]) -> None:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            named = set().union(*codes(operation).values())
            assert {"token", "group"} <= named
            assert ("unavailable" in named) == (path != "/api/me")
            assert (named >= OF_A_CHANGE) == (method == "post")


def test_number_is_unknown_where_there_must_be_an_entry(described: dict[str, Any]) -> None:
    """A number can be protected before it is known, and an explanation can be asked for about any text."""
    unknowing = {
        path
        for path, operations in described["paths"].items()
        if not any("unknown_number" in codes(operation).get("404", ()) for operation in operations.values())
    }
    assert unknowing == {
        "/api/me",
        "/api/entries",
        "/api/daily",
        "/api/explain/{number}",
        "/api/entries/{number}/protect",
        "/api/agent/contacts/{contact_id}",
        "/api/agent/flags",
        "/api/agent/flags/{contact_id}/withdraw",
        "/api/agent/numbers/{number}",
    }


def test_description_knows_no_machine(described: dict[str, Any]) -> None:
    """The description gives addresses relative to itself, so it is right below any path."""
    assert described["servers"] == [{"url": "./"}]
    assert CALLER not in str(described)


def test_nothing_that_is_not_answered_is_described(described: dict[str, Any]) -> None:
    assert not [name for name in described["components"]["schemas"] if "ValidationError" in name]
    schema = described["components"]["schemas"]["ChangeView"]
    assert {"from", "to"} <= schema["properties"].keys()
