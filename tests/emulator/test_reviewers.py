"""Signing in to the deployed stack's own pool, and the people in it."""

import base64
import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.common.paths import TEST_DIRECTORY
from tools.common.web import send
from tools.embedded.api import Api, api_as
from tools.embedded.sign_in import Tokens, sign_in
from tools.embedded.stack import Stack
from tools.embedded.users import PEOPLE
from tools.operate.reviewers.__main__ import start

_names = count(1)


@pytest.fixture
def name(stack: Stack) -> Iterator[str]:
    """A person's name that only this test uses; the person is removed afterwards."""
    mine = f"jane{next(_names)}"
    yield mine
    cognito = stack.client("cognito-idp")
    if mine in names(stack):
        cognito.admin_delete_user(UserPoolId=stack.outputs["UserPoolId"], Username=mine)


def names(stack: Stack) -> list[str]:
    listed = stack.client("cognito-idp").list_users(UserPoolId=stack.outputs["UserPoolId"])["Users"]
    return sorted(user["Username"] for user in listed)


def reviewers(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command on the stack of these tests, and return what it printed."""
    start(["--dir", str(TEST_DIRECTORY), *words])
    return capsys.readouterr().out


def password(said: str) -> str:
    found = re.search(r"a password: (\S+)", said)
    assert found
    return found[1]


def claims(tokens: Tokens) -> dict[str, Any]:
    payload = tokens.access.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return read


def test_sample_people_sign_in_and_have_their_groups(stack: Stack) -> None:
    assert {user["username"] for user in stack.users} == {*PEOPLE}
    for user in stack.users:
        signed_in = claims(sign_in(stack, user["username"], user["password"]))
        assert (signed_in["username"], sorted(signed_in["cognito:groups"])) == (user["username"], user["groups"])
        assert signed_in["exp"] - signed_in["iat"] == 10 * 3600


def test_wrong_password_is_said(stack: Stack) -> None:
    with pytest.raises(LocalError, match="rita cannot sign in: Incorrect username or password"):
        sign_in(stack, "rita", "wrong")


def test_api_knows_who_signed_in(stack: Stack) -> None:
    status, me = api_as(stack, "adam").get("/api/me")
    assert (status, me["name"], me["may"]["protect"]) == (200, "adam", True)


def test_api_without_a_token_or_with_another_pools_is_refused(stack: Stack) -> None:
    user = stack.users[0]
    tokens = sign_in(stack, user["username"], user["password"])
    console = stack.outputs["ConsoleUrl"]
    head, payload, signature = tokens.access.split(".")
    forged = ".".join([head, payload, signature[::-1]])
    assert [Api(console, token).get("/api/me")[0] for token in ("", forged, tokens.access)] == [401, 401, 200]


def test_console_finds_its_provider_on_the_emulator(stack: Stack) -> None:
    """The address shows that the overlay reached the function. On AWS it is Cognito's."""
    status, config = Api(stack.outputs["ConsoleUrl"]).get("/config.json")
    assert (status, config["clientId"]) == (200, stack.outputs["UserPoolClientId"])
    assert config["discovery"].startswith(f"{stack.endpoint_url}/{stack.outputs['UserPoolId']}/")
    assert send("GET", config["discovery"]).status == 200


def test_somebody_is_added_moved_and_removed(stack: Stack, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = password(reviewers(capsys, "--add", name, "--email", f"{name}@example.com"))
    assert claims(sign_in(stack, name, chosen))["cognito:groups"] == ["reviewers"]

    reviewers(capsys, "--add", name, "--group", "viewers")
    assert claims(sign_in(stack, name, chosen))["cognito:groups"] == ["viewers"]
    assert "Nothing to change" in reviewers(capsys, "--add", name, "--group", "viewers")
    assert re.search(rf"^  {name}  +{name}@example.com  +viewers  +active  no$", reviewers(capsys), re.MULTILINE)

    assert "good for at most 15 minutes more" in reviewers(capsys, "--remove", name)
    assert name not in names(stack)
    with pytest.raises(LocalError, match="cannot sign in"):
        sign_in(stack, name, chosen)


def test_viewer_may_read_and_not_decide(stack: Stack, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = password(reviewers(capsys, "--add", name, "--group", "viewers"))
    api = Api(stack.outputs["ConsoleUrl"], sign_in(stack, name, chosen).access)
    assert api.get("/api/me")[1]["may"] == {"flag": True, "read": True, "review": False, "protect": False}
    status, problem = api.post("/api/entries", {"number": "+12065550190", "term": "30d", "note": ""})
    assert (status, problem["code"]) == (403, "group")


def test_who_is_in_no_group_may_not_even_read(stack: Stack, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = password(reviewers(capsys, "--add", name))
    stack.client("cognito-idp").admin_remove_user_from_group(
        UserPoolId=stack.outputs["UserPoolId"], Username=name, GroupName="reviewers"
    )
    api = Api(stack.outputs["ConsoleUrl"], sign_in(stack, name, chosen).access)
    assert api.get("/api/entries")[0] == 403


@pytest.mark.parametrize("words", [("--remove", "nobody"), ("--add", "jane", "--group", "bosses")])
def test_what_cannot_be_done_changes_nobody(
    stack: Stack, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = names(stack)
    with pytest.raises(LocalError):
        reviewers(capsys, *words)
    assert names(stack) == before
