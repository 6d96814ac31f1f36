"""The reviewers' API of the deployed stack, used by people of its own pool: who may do what, and what happens then."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.emulator.routes import CHANGES, ENTRY, NUMBER, READS, Door, code_of, everything, put_entry
from tests.emulator.table import Table
from tests.tokens import claims_of, tampered, unverified
from tools.common.progress import wait_until
from tools.embedded.api import Api, api_as, entry_path
from tools.embedded.sign_in import Tokens, sign_in
from tools.embedded.stack import Stack
from tools.embedded.users import new_password

type Alerts = Callable[..., list[dict[str, Any]]]
type SignUp = Callable[..., Tokens]

MARKUP = "<img src=x onerror=alert(1)>\"'&{{7*7}}</script>"
OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]


@pytest.fixture(scope="module")
def sign_up(stack: Stack) -> SignUp:
    """`sign_up("vera", "viewers")`: makes a person of the pool and signs them in."""
    cognito, pool = stack.client("cognito-idp"), stack.outputs["UserPoolId"]

    def make(name: str, *groups: str) -> Tokens:
        password = new_password()
        cognito.admin_create_user(UserPoolId=pool, Username=name, TemporaryPassword=password, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)
        for group in groups:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
        return sign_in(stack, name, password)

    return make


@pytest.fixture(scope="module")
def rita(stack: Stack) -> Tokens:
    user = stack.user("rita")
    return sign_in(stack, "rita", user["password"])


@pytest.fixture(scope="module")
def entry(stack: Stack) -> None:
    """The entry that strangers try to change."""
    put_entry(Table(stack))


def flag(stack: Stack, number: str, **parameters: str) -> None:
    data = {"Channel": "VOICE", "ContactId": str(uuid4()), "InitialContactId": "call"}
    event = {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": number, **parameters}}}
    assert stack.invoke(stack.outputs["AddNumberArn"], event)["Success"] == "true"


def version_of(api: Api, number: str) -> int:
    version: int = api.get(entry_path(number))[1]["entry"]["version"]
    return version


# ── Who may do what ─────────────────────────────────────────────────────────────────────────────


def test_pools_tokens_that_somebody_changed_open_nothing(stack: Stack, rita: Tokens, entry: None) -> None:
    before = everything(stack)
    own, header = claims_of(rita.access), {"alg": "none", "kid": "x"}
    forged = [
        "", rita.id, rita.access[:-8], rita.refresh,
        tampered(rita.access, **{"cognito:groups": ["admins"]}),
        tampered(rita.access, exp=own["exp"] + 3600),
        tampered(rita.id, token_use="access", **{"cognito:groups": ["admins"]}),
        unverified(own, header, ""),
        f"{rita.access} {tampered(rita.access, **{'cognito:groups': ['admins']})}",
    ]  # fmt: skip
    for token in forged:
        assert Door(stack, f"Bearer {token}").statuses() == {
            "flag": {401},
            "read": {401},
            "review": {401},
            "protect": {401},
        }
    assert everything(stack) == before


def test_each_group_may_do_what_it_says(stack: Stack, sign_up: SignUp, entry: None) -> None:
    before = everything(stack)
    agent, viewer, nobody = sign_up("maria", "agents"), sign_up("vera", "viewers"), sign_up("nina")
    refused = {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}
    assert Door(stack, f"Bearer {agent.access}").statuses() == {**refused, "flag": {200}}
    assert Door(stack, f"Bearer {viewer.access}").statuses() == {**refused, "flag": {200}, "read": {200}}
    assert Door(stack, f"Bearer {nobody.access}").statuses() == refused
    assert everything(stack) == before


def test_reviewer_cannot_protect(stack: Stack, rita: Tokens, entry: None) -> None:
    before = everything(stack)
    door = Door(stack, f"Bearer {rita.access}")
    assert {code_of(door.post(path, body)) for path, body in CHANGES.items() if "protect" in path} == {"group"}
    assert everything(stack) == before


def test_reviewer_who_was_demoted_gets_no_more_in_with_a_new_token(
    stack: Stack, table: Table, sign_up: SignUp, number: str
) -> None:
    dora = sign_up("dora", "reviewers")
    api = Api(stack.outputs["ConsoleUrl"], dora.access)
    assert api.post("/api/entries", {"number": number, "term": "24h"})[0] == 201
    pool, password = stack.outputs["UserPoolId"], new_password()
    cognito = stack.client("cognito-idp")
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username="dora", GroupName="reviewers")
    cognito.admin_set_user_password(UserPoolId=pool, Username="dora", Password=password, Permanent=True)
    again = Api(stack.outputs["ConsoleUrl"], sign_in(stack, "dora", password).access)
    status, problem = again.post(entry_path(number, "expire"), {"version": 1})
    assert (status, problem["code"]) == (403, "group")
    assert again.get("/api/me")[0] == 403
    table.quiet()


# ── Where a change comes from ───────────────────────────────────────────────────────────────────


def test_change_from_another_page_is_refused(stack: Stack, rita: Tokens, entry: None) -> None:
    """The guard before the emulator already refuses other origins. A request without an origin reaches the API."""
    before = everything(stack)
    door = Door(stack, f"Bearer {rita.access}")
    paths = [path for path in CHANGES if "protect" not in path]
    assert {code_of(door.post(path, CHANGES[path], Origin="")) for path in paths} == {"origin"}
    for origin in ("null", "https://evil.example", "http://127.0.0.1", f"{stack.endpoint_url}.evil.example"):
        assert {door.post(path, CHANGES[path], Origin=origin).status for path in paths} == {403}
    assert {code_of(door.post(path, CHANGES[path], X_Requested_With="")) for path in paths} == {"header"}
    assert everything(stack) == before


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"version=2&term=30d&number=12065550188"),
        ("application/x-www-form-urlencoded", json.dumps(CHANGES[f"{ENTRY}/approve"]).encode()),
        ("text/plain", json.dumps(CHANGES[f"{ENTRY}/approve"]).encode()),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n2\r\n--x--'),
        ("", json.dumps(CHANGES[f"{ENTRY}/approve"]).encode()),
    ],
)
def test_what_a_form_can_send_is_refused(
    stack: Stack, rita: Tokens, entry: None, content_type: str, body: bytes
) -> None:
    """All else is as the console's own page sends it, so that only the body's type is wrong."""
    before = everything(stack)
    door = Door(stack, f"Bearer {rita.access}")
    for path in CHANGES:
        if "protect" not in path:
            assert door.ask("POST", path, body, Content_Type=content_type).status == 415
    assert everything(stack) == before


def test_reading_changes_nothing_whatever_its_address_says(stack: Stack, rita: Tokens, entry: None) -> None:
    before = everything(stack)
    door = Door(stack, f"Bearer {rita.access}")
    queries = ["", "?status=APPROVED&approve=1", "?_method=POST&version=2&term=30d"]
    pages = ["/", "/openapi.json", "/config.json", "/api", "/api/"]
    for path in [*pages, *(read.partition("?")[0] for read in READS), *CHANGES]:
        for query in queries:
            for method in ("GET", "HEAD", "OPTIONS"):
                assert door.ask(method, path + query).status in {200, 401, 403, 404, 405}
        for name in OVERRIDES:
            assert Door(stack, door.authorization, {name: "POST"}).ask("GET", path).status in {200, 404, 405}
    assert everything(stack) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_change_nothing(stack: Stack, rita: Tokens, entry: None, method: str) -> None:
    before = everything(stack)
    door = Door(stack, f"Bearer {rita.access}")
    for path, body in CHANGES.items():
        answer = door.ask(method, path, json.dumps(body).encode(), Content_Type="application/json")
        assert answer.status in {401, 403, 404, 405}
    assert everything(stack) == before


# ── What comes of it ────────────────────────────────────────────────────────────────────────────


def test_of_two_who_decide_at_once_one_is_told_so(stack: Stack, number: str) -> None:
    rita, adam = api_as(stack, "rita"), api_as(stack, "adam")
    assert rita.post("/api/entries", {"number": number, "term": "24h"})[0] == 201
    with ThreadPoolExecutor(2) as pool:
        for version in range(1, 9):
            asked = [
                pool.submit(api.post, entry_path(number, action), {"version": version, "term": "30d"})
                for api, action in ((rita, "extend"), (adam, "approve"))
            ]
            (status, won), (refused, lost) = sorted((future.result() for future in asked), key=lambda found: found[0])
            assert (status, refused, lost["code"]) == (200, 409, "conflict")
            # `may` differs between the two people.
            assert {**lost["entry"], "may": []} == {**won, "may": []}
            assert won["version"] == version + 1


def test_each_decision_is_recorded_and_announced_once(stack: Stack, table: Table, alerts: Alerts, number: str) -> None:
    """One person makes some of them within a second, and history must still name that person."""
    flag(stack, number, FlaggedBy="maria", Reason="shouts")
    wait_until(lambda: table.entry(number).get("Status") == {"S": "PENDING"}, 60, "the flag to be recorded")
    rita, adam = api_as(stack, "rita"), api_as(stack, "adam")
    decided = [
        (rita, "approve", {"term": "30d", "note": "heard it"}),
        (rita, "extend", {"term": "24h"}),
        (adam, "expire", {"note": "a mistake"}),
        (adam, "undo", {}),
        (rita, "expire", {}),
        (adam, "protect", {"note": "our own"}),
        (adam, "unprotect", {}),
    ]
    for version, (api, action, body) in enumerate(decided, start=version_of(rita, number)):
        status, made = api.post(entry_path(number, action), {"version": version, **body})
        assert (status, made.get("version")) == (200, version + 1)
    table.quiet()
    expected = [
        ("flagged", "maria"), ("approved", "rita"), ("extended", "rita"), ("expired", "adam"), ("taken_back", "adam"),
        ("expired", "rita"), ("protected", "adam"), ("unprotected", "adam"),
    ]  # fmt: skip
    history = rita.get(entry_path(number))[1]["history"]
    assert sorted((change["event"], change["actor"]) for change in history) == sorted(expected)
    told = [json.loads(alert["Message"]) for alert in alerts(len(expected))]
    assert sorted((alert["event"], alert["actor"]) for alert in told) == sorted(expected)


def test_addition_is_recorded_announced_and_left_as_it_was_made(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    """The workflow finds nothing to fill in, so that the addition can still be taken back."""
    rita = api_as(stack, "rita")
    made = rita.post("/api/entries", {"number": number, "term": "30d", "note": "called thrice"})[1]
    (alert,) = [json.loads(message["Message"]) for message in alerts(1)]
    assert (alert["event"], alert["actor"], alert["number"]) == ("added", "rita", number)
    table.quiet()
    assert rita.get(entry_path(number))[1]["entry"] == made
    assert rita.post(entry_path(number, "undo"), {"version": 1})[1]["denied"] is False


def test_protection_of_an_unknown_number_keeps_flags_off(stack: Stack, table: Table, number: str) -> None:
    adam = api_as(stack, "adam")
    made = adam.post(entry_path(number, "protect"), {"version": 0, "note": "our own"})[1]
    table.quiet()
    assert adam.get(entry_path(number))[1]["entry"] == made
    data = {"Channel": "VOICE", "ContactId": str(uuid4()), "InitialContactId": "call"}
    event = {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": number}}}
    assert stack.invoke(stack.outputs["AddNumberArn"], event)["Result"] == "protected"


def test_markup_comes_back_as_text(stack: Stack, table: Table, number: str) -> None:
    flag(stack, number, FlaggedBy=MARKUP, Reason=MARKUP)
    wait_until(lambda: table.events(number), 60, "the flag to be recorded")
    api = api_as(stack, "rita")
    assert (
        api.post(entry_path(number, "approve"), {"version": version_of(api, number), "term": "24h", "note": MARKUP})[0]
        == 200
    )
    wait_until(lambda: len(table.events(number)) >= 2, 60, "the decision to be recorded")
    user = stack.user("rita")
    door = Door(stack, f"Bearer {sign_in(stack, 'rita', user['password']).access}")
    answer = door.ask("GET", entry_path(number))
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    found = answer.json()
    assert (found["entry"]["flagged_by"], found["entry"]["reason"], found["entry"]["note"]) == (MARKUP, MARKUP, MARKUP)
    assert {change["why"] for change in found["history"]} == {MARKUP}


def test_logs_hold_nobodys_number_note_or_token(stack: Stack, table: Table, rita: Tokens, number: str) -> None:
    door = Door(stack, f"Bearer {rita.access}")
    door.post("/api/entries", {"number": number, "term": "24h", "note": "secret-note"})
    door.ask("GET", entry_path(number))
    door.ask("GET", f"/api/entries?number={number[1:]}")
    logged = table.logs()
    assert f"***{number[-4:]}" in logged
    assert not [
        secret for secret in (number[1:], "secret-note", rita.access, rita.access.split(".")[1]) if secret in logged
    ]


def test_strangers_changed_nothing_here(stack: Stack, entry: None) -> None:
    found = api_as(stack, "rita").get(entry_path(NUMBER))[1]
    assert (found["entry"]["version"], found["entry"]["status"]) == (2, "APPROVED")
