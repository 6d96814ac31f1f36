"""`make reviewers` against moto's Cognito: what it changes, what it leaves, and what it says when it cannot."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.common.template import read_template
from tools.embedded import stack
from tools.embedded.stack import Stack
from tools.operate import target
from tools.operate.reviewers.__main__ import start
from tools.operate.reviewers.people import GROUPS
from tools.operate.reviewers.plan import INVITATION_DAYS, TOKEN_MINUTES
from tools.operate.reviewers.pool import Pool, pool_of
from tools.operate.target import Target

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient as Cognito

CONSOLE = "https://console.example"
type Reviewers = Callable[..., str]


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Iterator["Cognito"]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield boto3.client("cognito-idp")


@pytest.fixture
def pool(cognito: "Cognito", monkeypatch: pytest.MonkeyPatch) -> str:
    """The pool of a stack on AWS, with one admin in it."""
    created = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    for group in GROUPS:
        cognito.create_group(UserPoolId=created, GroupName=group)
    outputs = {"UserPoolId": created, "ConsoleUrl": CONSOLE}
    monkeypatch.setattr(target, "on_aws", lambda name: Target(name, outputs, boto3.client))
    address = [{"Name": "email", "Value": "ada@example.com"}]
    cognito.admin_create_user(UserPoolId=created, Username="ada", UserAttributes=address)  # type: ignore[arg-type]
    cognito.admin_add_user_to_group(UserPoolId=created, Username="ada", GroupName="admins")
    return created


@pytest.fixture
def reviewers(pool: str, capsys: pytest.CaptureFixture[str]) -> Reviewers:
    """`reviewers("--add", "jane")`: one run of the command for the stack on AWS, and what it said."""

    def reviewers(*words: str, yes: bool = True) -> str:
        start(["--stack", "deny-list", *words, *(["--yes"] if yes else [])])
        return capsys.readouterr().out

    return reviewers


def groups(cognito: "Cognito", pool: str, name: str) -> list[str]:
    listed = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=name)["Groups"]
    return sorted(group["GroupName"] for group in listed)


def names(cognito: "Cognito", pool: str) -> list[str]:
    return sorted(user["Username"] for user in cognito.list_users(UserPoolId=pool)["Users"])


def watch(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Every change that the command asks for, in order."""
    asked: list[tuple[str, dict[str, Any]]] = []
    ask = Pool.ask

    def note(self: Pool, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401
        if operation != "admin_get_user":
            asked.append((operation, parameters))
        return ask(self, operation, **parameters)

    monkeypatch.setattr(Pool, "ask", note)
    return asked


def test_somebody_new_is_invited_into_the_default_group(
    reviewers: Reviewers, cognito: "Cognito", pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = watch(monkeypatch)
    said = reviewers("--add", "jane", "--email", "jane@example.com")
    assert "Add jane <jane@example.com>; Cognito mails an invitation, good for 3 days" in said
    assert f"2 change(s) made; people sign in at {CONSOLE}" in said
    assert groups(cognito, pool, "jane") == ["reviewers"]
    found = cognito.admin_get_user(UserPoolId=pool, Username="jane")
    attributes = {a["Name"]: a["Value"] for a in found["UserAttributes"]}
    assert (attributes["email"], attributes["email_verified"]) == ("jane@example.com", "true")
    assert found["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert asked[0][1]["DesiredDeliveryMediums"] == ["EMAIL"]
    assert "MessageAction" not in asked[0][1], "the invitation is suppressed"


def test_list_has_everybody_with_group_status_and_mfa(reviewers: Reviewers) -> None:
    reviewers("--add", "jane", "--email", "jane@example.com", "--group", "viewers")
    assert reviewers().splitlines()[1:] == [
        "  name  e-mail            groups   status   MFA",
        "  ada   ada@example.com   admins   invited  no",
        "  jane  jane@example.com  viewers  invited  no",
    ]


def test_list_says_who_is_disabled_or_has_no_group(reviewers: Reviewers, cognito: "Cognito", pool: str) -> None:
    cognito.admin_disable_user(UserPoolId=pool, Username="ada")
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username="ada", GroupName="admins")
    assert reviewers().splitlines()[-1].split() == ["ada", "ada@example.com", "-", "disabled", "no"]


def test_named_group_is_the_only_one_afterwards(reviewers: Reviewers, cognito: "Cognito", pool: str) -> None:
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ada", GroupName="reviewers")
    said = reviewers("--add", "ada", "--group", "viewers")
    assert groups(cognito, pool, "ada") == ["viewers"]
    assert "as it is      ada <ada@example.com> is there already" in said
    assert "at most 15 minutes more" in said


def test_who_is_there_keeps_the_group_when_none_is_named(reviewers: Reviewers, cognito: "Cognito", pool: str) -> None:
    said = reviewers("--add", "ada")
    assert "ada is in admins" in said
    assert "Nothing to change" in said
    assert groups(cognito, pool, "ada") == ["admins"]


def test_who_lost_every_group_gets_the_default_one(reviewers: Reviewers, cognito: "Cognito", pool: str) -> None:
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username="ada", GroupName="admins")
    assert "15 minutes" not in reviewers("--add", "ada"), "no right was taken away, so no token outlives it"
    assert groups(cognito, pool, "ada") == ["reviewers"]


def test_second_run_changes_nothing(reviewers: Reviewers) -> None:
    words = ("--add", "jane", "--email", "jane@example.com", "--group", "admins")
    reviewers(*words)
    assert "Nothing to change" in reviewers(*words)


def test_address_is_changed_and_a_disabled_person_let_in(reviewers: Reviewers, cognito: "Cognito", pool: str) -> None:
    cognito.admin_disable_user(UserPoolId=pool, Username="ada")
    reviewers("--add", "ada", "--email", "ada@example.org")
    found = cognito.admin_get_user(UserPoolId=pool, Username="ada")
    assert found["Enabled"]
    assert {"Name": "email", "Value": "ada@example.org"} in found["UserAttributes"]


def test_removal_signs_out_first_and_says_how_long_a_token_lasts(
    reviewers: Reviewers, cognito: "Cognito", pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = watch(monkeypatch)
    said = reviewers("--remove", "ada")
    assert [operation for operation, _ in asked] == ["admin_user_global_sign_out", "admin_delete_user"]
    assert "An access token that was issued before is good for at most 15 minutes more" in said
    assert names(cognito, pool) == []


def test_invitation_is_mailed_again_to_who_never_signed_in(
    reviewers: Reviewers, cognito: "Cognito", pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = watch(monkeypatch)
    assert "Mail ada the invitation again" in reviewers("--add", "ada", "--invite", "--dry-run")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password="Long-enough-1", Permanent=True)
    assert "ada needs no invitation" in reviewers("--add", "ada", "--invite")
    assert asked == []


@pytest.mark.parametrize("words", [("--add", "jane", "--email", "jane@example.com"), ("--remove", "ada")])
def test_dry_run_changes_nothing(reviewers: Reviewers, cognito: "Cognito", pool: str, words: tuple[str, ...]) -> None:
    assert "Dry run: 2 change(s) left undone" in reviewers(*words, "--dry-run")
    assert names(cognito, pool) == ["ada"]


def test_a_pool_on_aws_is_changed_when_somebody_agrees(
    reviewers: Reviewers, cognito: "Cognito", pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "y")
    reviewers("--remove", "ada", yes=False)
    assert names(cognito, pool) == []


def test_a_pool_on_aws_is_left_when_somebody_does_not_agree(
    reviewers: Reviewers, cognito: "Cognito", pool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "n")
    with pytest.raises(LocalError, match="Nothing was changed"):
        reviewers("--remove", "ada", yes=False)
    assert names(cognito, pool) == ["ada"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--remove", "bob"), 'There is no "bob" in the user pool of deny-list; make reviewers lists who there is'),
        (("--add", "bob"), "bob is new, and an invitation is mailed: add EMAIL=bob@example.com"),
        (("--add", "bob", "--email", "bob"), 'EMAIL is "bob", which is no address'),
        (("--add", "ada", "--group", "bosses"), "it must be one of agents, viewers, reviewers, admins"),
        (("--group", "viewers"), "add ADD=name"),
        (("--add", "ada", "--remove", "ada"), "ADD and REMOVE are two commands"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    reviewers: Reviewers, cognito: "Cognito", pool: str, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(LocalError, match=sentence):
        reviewers(*words)
    assert names(cognito, pool) == ["ada"]
    assert groups(cognito, pool, "ada") == ["admins"]


def test_group_that_the_pool_lacks_is_said_with_what_was_done(
    reviewers: Reviewers, cognito: "Cognito", pool: str
) -> None:
    cognito.delete_group(UserPoolId=pool, GroupName="viewers")
    with pytest.raises(
        LocalError, match=r"put it right with: make repair STACK=name. 1 of 2 change\(s\) were made; a second run"
    ):
        reviewers("--add", "jane", "--email", "jane@example.com", "--group", "viewers")


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        (
            {"ConsoleUrl": CONSOLE},
            "deny-list has no user pool, because it was deployed with OidcIssuer; manage people at",
        ),
        ({"DenylistTable": "t"}, "deny-list has no console yet; bring it up to date"),
    ],
)
def test_stack_without_a_pool_is_said(
    reviewers: Reviewers, monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str], sentence: str
) -> None:
    monkeypatch.setattr(target, "on_aws", lambda name: Target(name, outputs, boto3.client))
    with pytest.raises(LocalError, match=sentence):
        reviewers()


class Refusing:
    """A client that refuses everything for one reason."""

    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def admin_get_user(self, **_: object) -> None:
        raise self._reason


UNREACHABLE = EndpointConnectionError(endpoint_url="http://127.0.0.1:9")


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "because"}}, "AdminGetUser")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (refusal("AccessDeniedException"), "may not do cognito-idp:AdminGetUser; allow it on user pool p-1"),
        (refusal("TooManyRequestsException"), "throttles AdminGetUser; run this again later"),
        (refusal("CodeDeliveryFailureException"), r"could not mail jane \(because\); check EMAIL"),
        (refusal("OddException"), r"refuses AdminGetUser \(OddException: because\)"),
        (UNREACHABLE, "check Region, network and credentials, else start the stack with: make up"),
    ],
)
def test_faults_are_one_sentence_that_says_what_to_do(reason: Exception, sentence: str) -> None:
    deployed = Target("deny-list", {"UserPoolId": "p-1", "ConsoleUrl": CONSOLE}, lambda _: Refusing(reason))
    with pytest.raises(LocalError, match=sentence):
        pool_of(deployed).ask("admin_get_user", Username="jane")


def test_embedded_stack_that_does_not_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="start one with: make up"):
        start(["--dir", str(tmp_path)])


def test_embedded_pool_mails_nobody_and_tells_the_password(
    pool: str, cognito: "Cognito", monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = Stack("http://127.0.0.1:9", "us-east-1", {"UserPoolId": pool, "ConsoleUrl": CONSOLE}, "")
    stack.save(described, tmp_path)
    monkeypatch.setattr(stack, "client", lambda *_: cognito)
    asked = watch(monkeypatch)
    start(["--dir", str(tmp_path), "--add", "jane"])
    assert asked[0][1]["MessageAction"] == "SUPPRESS"
    password = asked[1][1]["Password"]
    assert f"changed       Give jane a password: {password}" in capsys.readouterr().out
    assert cognito.admin_get_user(UserPoolId=pool, Username="jane")["UserStatus"] == "CONFIRMED"
    assert groups(cognito, pool, "jane") == ["reviewers"]


def test_periods_and_groups_are_the_templates() -> None:
    resources = read_template()["Resources"]
    client, people = resources["UserPoolClient"]["Properties"], resources["UserPool"]["Properties"]
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (TOKEN_MINUTES, "minutes")
    assert people["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == INVITATION_DAYS
    declared = [r["Properties"]["GroupName"] for r in resources.values() if r["Type"] == "AWS::Cognito::UserPoolGroup"]
    assert declared == [*GROUPS]
