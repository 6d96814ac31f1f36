"""The sample people of the embedded stack, in moto's user pool."""

import string
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from denylist.rights import GROUPS
from tools.common.template import read_template
from tools.embedded.stack import Stack, User
from tools.embedded.users import PEOPLE, console_lines, make_users, new_password

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient as Cognito


@pytest.fixture
def cognito() -> Iterator["Cognito"]:
    with mock_aws():
        yield boto3.client("cognito-idp", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def pool(cognito: "Cognito") -> str:
    """A pool with the template's groups and password policy."""
    properties = read_template()["Resources"]["UserPool"]["Properties"]
    created = cognito.create_user_pool(PoolName="people", Policies=properties["Policies"])["UserPool"]["Id"]
    for group in GROUPS:
        cognito.create_group(UserPoolId=created, GroupName=group)
    return str(created)


def groups(cognito: "Cognito", pool: str, name: str) -> list[str]:
    listed = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=name)["Groups"]
    return sorted(group["GroupName"] for group in listed)


def test_people_are_made_ready_to_sign_in(cognito: "Cognito", pool: str) -> None:
    users = make_users(cognito, pool)
    assert {user["username"]: user["groups"] for user in users} == PEOPLE
    for user in users:
        found = cognito.admin_get_user(UserPoolId=pool, Username=user["username"])
        assert (found["UserStatus"], found["Enabled"]) == ("CONFIRMED", True)
        assert groups(cognito, pool, user["username"]) == sorted(user["groups"])


def test_people_keep_the_passwords_that_are_known(cognito: "Cognito", pool: str) -> None:
    before = make_users(cognito, pool)
    assert make_users(cognito, pool, before) == before


def test_fresh_people_get_new_passwords(cognito: "Cognito", pool: str) -> None:
    before = {user["password"] for user in make_users(cognito, pool)}
    assert not before & {user["password"] for user in make_users(cognito, pool)}


def test_who_was_removed_disabled_or_put_elsewhere_is_brought_back(cognito: "Cognito", pool: str) -> None:
    users = make_users(cognito, pool)
    cognito.admin_delete_user(UserPoolId=pool, Username="adam")
    cognito.admin_disable_user(UserPoolId=pool, Username="rita")
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username="rita", GroupName="reviewers")
    assert make_users(cognito, pool, users) == users
    assert cognito.admin_get_user(UserPoolId=pool, Username="rita")["Enabled"]
    assert groups(cognito, pool, "rita") == ["reviewers"]
    assert groups(cognito, pool, "adam") == ["admins", "reviewers"]


def test_passwords_fit_the_pools_policy_and_are_never_the_same() -> None:
    policy = read_template()["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    made = {new_password() for _ in range(500)}
    assert len(made) == 500
    for password in made:
        assert len(password) >= policy["MinimumLength"]
        for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-"):
            assert set(password) & set(kind)


def test_console_and_people_are_told_line_by_line() -> None:
    users = [User(username="rita", password="p-1", groups=["reviewers"])]
    described = Stack("http://127.0.0.1:1", "us-east-1", {"ConsoleUrl": "http://127.0.0.1:1/x/"}, "", users)
    assert console_lines(described) == ["http://127.0.0.1:1/x/", "rita  p-1  (reviewers)"]
