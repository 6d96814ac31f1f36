"""Requests: where a change may come from, and what a body may be."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.decisions import DECISIONS
from tests.unit.records import CALLER, flagged
from tests.unit.review_entries.caller import ORIGIN, Caller
from tests.unit.tables import Tables

NUMBER = f"/api/entries/{quote(CALLER)}"
ACTIONS = [name for name in DECISIONS if name != "add"]
CHANGES = ["/api/entries", *(f"{NUMBER}/{action}" for action in ACTIONS)]
GOOD = {"number": CALLER, "version": 1, "term": "30d", "note": ""}
SENT = "zq9-what-was-sent"


def unchanged(tables: Tables) -> bool:
    return tables.entries() == {CALLER: flagged()}


# ── Where a change comes from ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "origin",
    [
        "", "null", "https://evil.example", "http://console.example", "https://console.example.evil.example",
        "https://console.example:8443", "https://console.example/", "https://CONSOLE.example", f"{ORIGIN},{ORIGIN}",
        f"{ORIGIN} https://evil.example", "*",
    ],
)  # fmt: skip
def test_change_from_another_page_is_refused(adam: Caller, tables: Tables, origin: str) -> None:
    for path in CHANGES:
        assert adam.with_headers(origin=origin).post(path, GOOD).problem == (403, "origin")
    assert unchanged(tables)


def test_change_without_the_header_is_refused(adam: Caller, tables: Tables) -> None:
    for path in CHANGES:
        assert adam.with_headers(x_requested_with="").post(path, GOOD).problem == (403, "header")
    assert unchanged(tables)


@pytest.mark.parametrize(
    "content_type",
    [
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp",
        "application/json-patch+json", "text/plain; application/json", "application/problem+json", "*/*",
        "application/JSON", "application/json,text/plain",
    ],
)  # fmt: skip
def test_body_of_another_type_is_refused(adam: Caller, tables: Tables, content_type: str) -> None:
    """A form on another site's page can send only some of these types, and never JSON's."""
    for path in CHANGES:
        assert adam.with_headers(content_type=content_type).post(path, GOOD).problem == (415, "unsupported_media_type")
    assert unchanged(tables)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json;charset=UTF-8", " application/json ; a"]
)
def test_type_may_have_parameters(adam: Caller, content_type: str) -> None:
    assert adam.with_headers(content_type=content_type).decide("expire", version=1).status == 200


@pytest.mark.parametrize("path", ["/api/me", "/api/entries", NUMBER, "/api/daily"])
def test_reading_needs_neither_origin_nor_header(adam: Caller, path: str) -> None:
    """Browsers send no `Origin` with a page's own GET."""
    assert adam.with_headers(origin="", x_requested_with="", content_type="").get(path).status == 200


# ── Bodies ──────────────────────────────────────────────────────────────────────────────────────

MALFORMED: dict[str, str | bytes | None] = {
    "none": None,
    "empty": "",
    "blank": " ",
    "null": "null",
    "list": "[]",
    "text": '"approve"',
    "number": "1",
    "true": "true",
    "not a number": "NaN",
    "half": '{"version": 1',
    "two": '{"version": 1} {"version": 1}',
    "trailing comma": '{"version": 1,}',
    "single quotes": "{'version': 1}",
    "comment": '{"version": 1} // one',
    "byte order mark": '\ufeff{"version": 1}',
    "line break in a text": '{"note": "a\nb"}',
    "deep list": "[" * 8000,
    "deep object": '{"a":' * 1600,
    "endless number": '{"version": ' + "9" * 5000 + "}",
    "not UTF-8": b'{"version": 1, "note": "\xff"}',
    "UTF-16": '{"version": 1}'.encode("utf-16"),
    "no bytes": b"",
    "form": "version=1&term=30d",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_body_that_is_no_object_is_malformed(adam: Caller, tables: Tables, body: object) -> None:
    for path in CHANGES:
        assert adam.post(path, body).problem == (400, "malformed")
    assert unchanged(tables)


def test_body_that_says_it_is_base64_and_is_not_is_malformed(adam: Caller, tables: Tables) -> None:
    request: dict[str, Any] = {}
    send = Caller.send
    for garbage in ("$$$", "a", "가나다", json.dumps(GOOD)):
        request = _as_base64(adam, garbage)
        assert send(adam, request).problem == (400, "malformed")
    assert unchanged(tables)


def _as_base64(caller: Caller, body: str) -> dict[str, Any]:
    made: list[dict[str, Any]] = []

    class Kept(Caller):
        def send(self, request: dict[str, Any]) -> Any:  # noqa: ANN401 - nothing is answered
            made.append(request)

    Kept(caller.app, caller.who).post(f"{NUMBER}/approve", body)
    return made[0] | {"isBase64Encoded": True}


@pytest.mark.parametrize("body", [json.dumps(GOOD) + " " * 8192, b" " * 9000, "[" * 100_000])
def test_body_that_is_too_large_is_not_looked_at(adam: Caller, tables: Tables, body: str | bytes) -> None:
    for path in CHANGES:
        assert adam.post(path, body).problem == (413, "too_large")
    assert unchanged(tables)


def test_largest_body_of_sense_is_taken(adam: Caller) -> None:
    """A character beyond the first 65,536 takes twelve bytes when it is escaped."""
    body = json.dumps({"version": 1, "term": "30d", "note": "😀" * 300})
    assert len(body) < 8192
    assert adam.post(f"{NUMBER}/approve", body).json["note"] == "😀" * 300


def test_encoded_body_is_taken(adam: Caller) -> None:
    body = json.dumps({"version": 1, "note": "전화"}, ensure_ascii=False).encode()
    assert adam.post(f"{NUMBER}/expire", body).json["note"] == "전화"


WRONG: dict[str, list[object]] = {
    "version": [-1, 1.0, 1.5, "1", True, None, [1], {"N": "1"}, 2**53 + 1, 10**300, 1e300],
    "term": ["", "30", "30D", "1d", "forever", 30, None, ["30d"], "30d ", "permanent\n", {"a": 1}],
    "note": ["n" * 301, 1, None, ["n"], {"a": "n"}, True],
}


@pytest.mark.parametrize(("field", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_wrong_field_is_named(adam: Caller, tables: Tables, field: str, value: object) -> None:
    reply = adam.decide("approve", **{"version": 1, "term": "30d", field: value})
    assert reply.problem == (422, "invalid")
    assert [error["field"] for error in reply.json["errors"]] == [field]
    assert unchanged(tables)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "-0.0", "1E0"])
def test_version_that_is_no_whole_number_is_named(adam: Caller, tables: Tables, value: str) -> None:
    reply = adam.post(f"{NUMBER}/expire", f'{{"version": {value}}}')
    assert [error["field"] for error in reply.json["errors"]] == ["version"]
    assert unchanged(tables)


@pytest.mark.parametrize("action", [*ACTIONS, "add"])
def test_field_too_many_is_refused(adam: Caller, tables: Tables, action: str) -> None:
    terms = {"term": "30d"} if "term" in DECISIONS[action].takes else {}
    about = {"number": CALLER} if action == "add" else {"version": 1}
    path = "/api/entries" if action == "add" else f"{NUMBER}/{action}"
    reply = adam.post(path, {**terms, **about, "status": "APPROVED"})
    assert (reply.problem, [error["field"] for error in reply.json["errors"]]) == ((422, "invalid"), ["status"])
    assert unchanged(tables)


@pytest.mark.parametrize("action", [name for name, kind in DECISIONS.items() if "term" not in kind.takes])
def test_term_is_refused_where_there_is_none_to_give(adam: Caller, action: str) -> None:
    assert adam.decide(action, version=1, term="30d").problem == (422, "invalid")


def test_last_of_a_name_given_twice_counts_as_everywhere_in_json(adam: Caller) -> None:
    body = '{"version": 7, "version": 1, "term": "24h", "term": "30d"}'
    assert adam.post(f"{NUMBER}/approve", body).json["term"] == "30d"


@pytest.mark.parametrize(
    "body",
    [
        '{"version": 1, "note": "\\ud800"}',
        '{"version": 1, "\\ud800": 1}',
        '{"version": 1, "note": ' + "[" * 4000 + "]" * 4000 + "}",
        '{"version": 1, "note": ' + '{"a":' * 1300 + "1" + "}" * 1300 + "}",
    ],
    ids=["half a character", "half a character's name", "deep list", "deep object"],
)
def test_field_that_no_text_is_made_of_is_invalid(adam: Caller, tables: Tables, body: str) -> None:
    assert adam.post(f"{NUMBER}/expire", body).problem == (422, "invalid")
    assert unchanged(tables)


# ── Nothing that was sent comes back ────────────────────────────────────────────────────────────

ECHOING: dict[str, Callable[[Caller], Any]] = {
    "version": lambda c: c.decide("approve", version=SENT, term="30d"),
    "term": lambda c: c.decide("approve", version=1, term=SENT),
    "note": lambda c: c.decide("approve", version=1, term="30d", note=[SENT]),
    "number in a body": lambda c: c.post("/api/entries", {"number": SENT, "term": "30d"}),
    "number in an address": lambda c: c.get(f"/api/entries/{SENT}"),
    "long number": lambda c: c.get(f"/api/entries/{SENT * 100}"),
    "decision": lambda c: c.post(f"{NUMBER}/{SENT}", GOOD),
    "address": lambda c: c.get(f"/{SENT}"),
    "address below": lambda c: c.get(f"/api/{SENT}"),
    "status": lambda c: c.get("/api/entries", status=SENT),
    "limit": lambda c: c.get("/api/entries", limit=SENT),
    "cursor": lambda c: c.get("/api/entries", cursor=SENT),
    "days": lambda c: c.get("/api/daily", days=SENT),
    "type": lambda c: c.with_headers(content_type=SENT).post("/api/entries", GOOD),
    "origin": lambda c: c.with_headers(origin=SENT).post("/api/entries", GOOD),
    "token": lambda c: c.with_headers(authorization=f"Bearer {SENT}").get("/api/me"),
    "malformed": lambda c: c.post("/api/entries", SENT),
    "method": lambda c: c.ask(SENT, "/api/me"),
}


@pytest.mark.parametrize("ask", ECHOING.values(), ids=ECHOING.keys())
def test_problem_repeats_nothing_of_what_was_sent(adam: Caller, ask: Callable[[Caller], Any]) -> None:
    reply = ask(adam)
    assert reply.problem[0] >= 400
    assert SENT not in reply.text
    assert SENT not in json.dumps(reply.headers)


def test_unknown_fields_name_is_cut_and_cleaned(adam: Caller) -> None:
    reply = adam.decide("expire", version=1, **{"<script>\u202e\r\n" + "x" * 500: 1})
    (error,) = reply.json["errors"]
    assert error["field"] == "<script> " + "x" * 90 + "…"
    assert reply.headers["Content-Type"] == "application/problem+json"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["version", "term", "note", "number"])


@given(action=st.sampled_from([*ACTIONS, ""]), body=st.dictionaries(FIELDS | st.text(max_size=10), JSON))
def test_any_body_is_answered_with_a_problem_or_a_decision(api: Caller, action: str, body: dict[str, Any]) -> None:
    path = f"{NUMBER}/{action}" if action else "/api/entries"
    assert api.as_("adam").post(path, body).status in {200, 201, 400, 404, 409, 422}
