"""Which methods each address takes, and that reading never changes anything."""

from urllib.parse import quote

import pytest

from tests.unit.records import CALLER
from tests.unit.review_entries.caller import Caller
from tests.unit.review_entries.test_requests import ACTIONS, CHANGES, GOOD, NUMBER, unchanged
from tests.unit.tables import Tables


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD", "CONNECT", "APPROVE"])
def test_address_takes_no_other_method(adam: Caller, tables: Tables, method: str) -> None:
    for path in ("/api/me", "/api/entries", NUMBER, "/api/daily", f"/api/explain/{quote(CALLER)}"):
        reply = adam.ask(method, path)
        assert reply.status == 405
        assert reply.headers["Allow"] == ("GET, POST" if path == "/api/entries" else "GET")
        assert (reply.text == "") == (method == "HEAD")
    assert unchanged(tables)


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("method", ["post", "Post", "pOST"])
def test_post_in_small_letters_is_a_change_too(adam: Caller, tables: Tables, method: str, path: str) -> None:
    """If the router takes such a method for a change, the checks before a change must apply to it as well."""
    assert adam.as_("vera").ask(method, path).problem == (403, "group")
    assert adam.with_headers(origin="https://evil.example").ask(method, path).problem == (403, "origin")
    assert unchanged(tables)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_decision_is_a_post_and_nothing_else(adam: Caller, tables: Tables, method: str) -> None:
    for action in ACTIONS:
        reply = adam.ask(method, f"{NUMBER}/{action}")
        assert (reply.status, reply.headers["Allow"]) == (405, "POST")
    assert unchanged(tables)


@pytest.mark.parametrize("path", ["/api/me", NUMBER, "/api/daily", f"/api/explain/{quote(CALLER)}"])
def test_post_where_there_is_nothing_to_change_is_refused(adam: Caller, path: str) -> None:
    reply = adam.post(path, GOOD)
    assert (reply.problem, reply.headers["Allow"]) == ((405, "method_not_allowed"), "GET")


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/nothing", "/api/entries/", f"{NUMBER}/", f"{NUMBER}/nothing", f"{NUMBER}/approve/", "/api//entries",
     "/api/entries/a/b/c", "/api/entries/a%2Fb", "/api/explain/", "/api/me\n", "/api/me%0A", "/api/ME"],
)  # fmt: skip
def test_unknown_address_is_not_found(adam: Caller, path: str) -> None:
    assert adam.get(path).problem == (404, "not_found")


@pytest.mark.parametrize("query", [{"status": "APPROVED", "approve": "1"}, {"_method": "POST"}, {"method": "DELETE"}])
def test_no_query_of_a_get_changes_anything(adam: Caller, tables: Tables, query: dict[str, str]) -> None:
    for path in ("/api/entries", NUMBER, f"{NUMBER}/approve", f"{NUMBER}/protect"):
        adam.get(path, **query, version="1", term="30d")
    assert unchanged(tables)


@pytest.mark.parametrize("header", ["x-http-method-override", "x-http-method", "x-method-override"])
def test_no_header_makes_a_get_a_post(adam: Caller, tables: Tables, header: str) -> None:
    caller = adam.with_headers(**{header: "POST"})
    assert caller.get(f"{NUMBER}/approve").status == 405
    assert caller.get(NUMBER).status == 200
    assert unchanged(tables)
