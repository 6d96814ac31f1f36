"""The verified token alone says who may do what, whatever providers and attackers write into one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from denylist.rights import GROUPS, Right
from tests.markdown import content, rows_of
from tests.tokens import Claims, cognito_claims, encoded, unverified
from tests.unit.records import CALLER, flagged
from tests.unit.review_entries.caller import ORIGIN, PEOPLE, Caller, event
from tests.unit.review_entries.test_requests import CHANGES
from tests.unit.tables import Tables

NUMBER = f"/api/entries/{quote(CALLER)}"
READING = ["/api/me", "/api/entries", NUMBER, f"/api/explain/{quote(CALLER)}", "/api/daily"]
PROTECTING = [f"{NUMBER}/protect", f"{NUMBER}/unprotect"]

type AskWith = Callable[[str], tuple[int, Any]]


@pytest.fixture
def ask_with(api: Caller) -> AskWith:
    """Call `/api/me` with an `Authorization` header, and return the status and the groups."""

    def ask(authorization: str) -> tuple[int, Any]:
        reply = api.send(event("GET", "/api/me", {"authorization": authorization} if authorization else {}))
        return reply.status, reply.json.get("groups", reply.json.get("code"))

    return ask


def bearer(**claims: object) -> str:
    return f"Bearer {unverified(claims)}"


# ── Groups ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("vera", {"flag": True, "read": True, "review": False, "protect": False}),
        ("rita", {"flag": True, "read": True, "review": True, "protect": False}),
        ("adam", {"flag": True, "read": True, "review": True, "protect": True}),
    ],
)
def test_each_group_has_its_rights_and_those_before_it(api: Caller, who: str, may: dict[str, bool]) -> None:
    me = api.as_(who).get("/api/me").json
    assert (me["name"], me["may"]) == (who, may)


def test_admins_alone_may_review_as_well(ask_with: AskWith, api: Caller) -> None:
    reply = api.with_headers(authorization=bearer(**cognito_claims("ada", "admins"))).get("/api/me")
    assert reply.json["may"] == {"flag": True, "read": True, "review": True, "protect": True}


def test_route_is_open_to_those_who_have_its_right_and_to_no_others(api: Caller) -> None:
    for (method, path), route in api.app.ROUTES.table.items():
        for who, groups in PEOPLE.items():
            caller, address = api.as_(who), path.replace("{number}", quote(CALLER))
            reply = caller.post(address, {}) if method == "POST" else caller.get(address)
            assert (reply.status == 403) == all(route.right not in GROUPS[group] for group in groups), (path, who)


def test_every_route_has_a_right(api: Caller) -> None:
    """A route that was given only to the framework would be in the description, but not in the table."""
    described = api.get("/openapi.json").json["paths"]
    assert {(method.upper(), path) for path in described for method in described[path]} == api.app.ROUTES.table.keys()
    assert {route.right for route in api.app.ROUTES.table.values()} == set(Right)


def test_contract_says_who_may_use_each_route(api: Caller) -> None:
    rows = [row for row in rows_of(content("docs/contract.md")) if row[0].startswith(("`GET /api", "`POST /api"))]
    first = {right: next(group for group in GROUPS if right in GROUPS[group]) for right in Right}
    assert {row[0].strip("`"): row[2].strip("`") for row in rows} == {
        f"{method} {path}": first[route.right] for (method, path), route in api.app.ROUTES.table.items()
    }


@pytest.mark.parametrize("end", ["%0A", "%0D%0A", "/", "%20", "%2F", "%00", "?", "%3F", ";", "%23"])
def test_no_end_of_an_address_turns_protecting_into_reviewing(api: Caller, tables: Tables, end: str) -> None:
    """In a regular expression, `$` also matches before a last line break, where the path does not end."""
    tables.put(flagged())
    for path in PROTECTING:
        assert api.as_("rita").post(f"{path}{end}", {"version": 1}).status in (403, 404)
    assert tables.entries() == {CALLER: flagged()}


NOT_GROUPS: list[object] = [
    "x admins", "[admins]", "[admins reviewers]", "admins reviewers", "admins,reviewers", "Admins", "admins ", "admin",
    ["x admins"], ["[admins]"], ["Admins"], ["ADMINS"], [" admins"], ["admins\n"], ["\u0430dmins"], [["admins"]],
    [{"admins": True}], {"admins": True}, {"0": "admins"}, [None], [0], None, True, 1, "", [],
]  # fmt: skip


@pytest.mark.parametrize("groups", NOT_GROUPS, ids=repr)
def test_what_only_looks_like_a_group_is_none(ask_with: AskWith, groups: object) -> None:
    for claim in ("cognito:groups", "groups", "roles"):
        assert ask_with(bearer(**{**cognito_claims("eve"), claim: groups})) == (403, "group")


def test_group_of_ours_counts_beside_any_other(ask_with: AskWith) -> None:
    groups = ["x admins", "viewers", ["admins"], None, "everybody"]
    assert ask_with(bearer(**{**cognito_claims("vera"), "cognito:groups": groups})) == (200, ["viewers"])


def test_claims_as_the_gateway_writes_them_are_not_believed(api: Caller) -> None:
    """The gateway writes lists without quotes: a group named `x admins` would look like two."""
    request = event("GET", "/api/me", {"authorization": bearer(**cognito_claims("eve", "x admins"))})
    request["requestContext"]["authorizer"]["jwt"]["claims"] = {"cognito:groups": "[x admins]", "groups": "[admins]"}
    assert api.send(request).problem == (403, "group")


@pytest.mark.parametrize("claim", ["groups", "roles"])
@pytest.mark.parametrize("value", [["viewers"], "viewers"], ids=["list", "text"])
def test_other_providers_claims_name_groups(ask_with: AskWith, claim: str, value: object) -> None:
    assert ask_with(bearer(sub="s", scope="openid", **{claim: value})) == (200, ["viewers"])


def test_the_pools_own_claim_comes_before_one_that_somebody_could_add(ask_with: AskWith) -> None:
    claims = {**cognito_claims("vera", "viewers"), "groups": ["admins"], "roles": ["admins"]}
    assert ask_with(bearer(**claims)) == (200, ["viewers"])


# ── Tokens ──────────────────────────────────────────────────────────────────────────────────────

NO_ACCESS_TOKENS: list[Claims] = [
    {"token_use": "id"},
    {"token_use": "id", "scope": "openid"},
    {"token_use": "refresh"},
    {"token_use": None},
    {"token_use": ["access"]},
    {"token_use": "ACCESS"},
    {"token_use": ""},
    {},
    {"nonce": "n"},
    {"scope": "openid", "nonce": "n"},
    {"scope": "openid", "at_hash": "h"},
    {"scope": "openid", "c_hash": "h"},
    {"scp": "openid", "nonce": None},
]


@pytest.mark.parametrize("claims", NO_ACCESS_TOKENS, ids=repr)
def test_token_that_is_no_access_token_is_refused(ask_with: AskWith, claims: Claims) -> None:
    assert ask_with(bearer(sub="s", groups=["admins"], **claims)) == (401, "token")


@pytest.mark.parametrize("claims", [{"scope": "openid"}, {"scope": ""}, {"scp": "a b"}, {"scp": ["a"]}], ids=repr)
def test_access_tokens_of_other_providers_have_scopes(ask_with: AskWith, claims: Claims) -> None:
    assert ask_with(bearer(sub="s", groups=["admins"], **claims)) == (200, ["admins"])


GOOD = unverified(cognito_claims("rita", "reviewers"))
BAD = unverified(cognito_claims("eve", "admins"))
BROKEN = {
    "none": "",
    "no token": "Bearer",
    "blank": "Bearer ",
    "two parts": "Bearer a.b",
    "one part": f"Bearer {encoded(b'{}')}",
    "four parts": f"Bearer {GOOD}.c",
    "empty parts": "Bearer ..",
    "another scheme": f"Basic {GOOD}",
    "two tokens": f"Bearer {GOOD} {BAD}",
    "two headers": f"Bearer {GOOD},Bearer {BAD}",
    "two headers, blank": f"Bearer {GOOD}, Bearer {BAD}",
    "two lines": f"Bearer {GOOD}\nBearer {BAD}",
    "no base64": "Bearer a.$$$$.c",
    "no JSON": f"Bearer a.{encoded(b'{')}.c",
    "half a character": f"Bearer a.{encoded(bytes([255]))}.c",
    "a list": f"Bearer {unverified(['admins'])}",
    "null": f"Bearer {unverified(None)}",
    "text": f"Bearer {unverified('admins')}",
    "deep": f"Bearer a.{encoded(b'[' * 100_000)}.c",
    "one letter": "Bearer a.b.c",
    "full-width": "Bearer \uff41.\uff42.\uff43",
}


@pytest.mark.parametrize("authorization", BROKEN.values(), ids=BROKEN.keys())
def test_broken_token_is_no_token(ask_with: AskWith, authorization: str) -> None:
    """With two tokens, nothing says which one the gateway has verified, so neither may be read."""
    assert ask_with(authorization) == (401, "token")


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  ", ""])
def test_token_is_taken_as_the_gateway_takes_it(ask_with: AskWith, scheme: str) -> None:
    assert ask_with(scheme + GOOD) == (200, ["reviewers"])


def test_header_is_found_whatever_its_case(api: Caller) -> None:
    assert api.send(event("GET", "/api/me", {"AUTHORIZATION": f"Bearer {GOOD}"})).status == 200


@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize(
    "authorizer", [None, {}, {"jwt": None}, {"jwt": {}}, {"jwt": {"claims": {}}}, {"lambda": {"a": 1}}]
)
def test_token_that_the_gateway_did_not_verify_is_none(api: Caller, path: str, authorizer: object) -> None:
    request = event("GET", path, {"authorization": f"Bearer {GOOD}"})
    request["requestContext"]["authorizer"] = authorizer
    reply = api.send(request)
    assert reply.problem == (401, "token")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_route_without_authorizer_answers_nobody(api: Caller, tables: Tables) -> None:
    headers = {"authorization": f"Bearer {BAD}", "origin": ORIGIN, "x-requested-with": "x",
               "content-type": "application/json"}  # fmt: skip
    for path in CHANGES:
        assert api.send(event("POST", path, headers, {"version": 0}, verified=False)).problem == (401, "token")
    assert not tables.entries()


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"username": "rita", "email": "r@x.example", "sub": "s"}, "rita"),
        ({"preferred_username": "rita", "email": "r@x.example"}, "rita"),
        ({"email": "r@x.example", "sub": "s"}, "r@x.example"),
        ({"sub": "s"}, "s"),
        ({"username": "", "preferred_username": None, "email": ["x"], "sub": "s"}, "s"),
        ({"username": "<b>rita</b>\r\nBcc: all\u202e"}, "<b>rita</b> Bcc: all"),
        ({"username": "r" * 1000}, "r" * 99 + "…"),
        ({}, "unknown"),
    ],
    ids=repr,
)
def test_name_is_the_first_that_the_token_has_in_one_line(api: Caller, claims: Claims, name: str) -> None:
    token = bearer(groups=["viewers"], scope="openid", **claims)
    assert api.with_headers(authorization=token).get("/api/me").json["name"] == name
