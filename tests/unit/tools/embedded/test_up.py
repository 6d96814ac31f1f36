"""`make up`: the sample people keep their passwords as long as the user pool stays the same."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.embedded import stack, up
from tools.embedded.stack import Stack, User

RITA = User(username="rita", password="old", groups=["reviewers"])


def deployed(pool: str) -> Stack:
    return Stack("http://127.0.0.1:9", "us-east-1", {"UserPoolId": pool} if pool else {}, "")


@pytest.fixture(autouse=True)
def _no_pool_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def make_users(_: object, __: str, known: Sequence[User]) -> list[User]:
        return [*known] or [User(username="rita", password="new", groups=["reviewers"])]

    monkeypatch.setattr(up, "make_users", make_users)


@pytest.mark.parametrize(("former", "password"), [("pool-1", "old"), ("pool-0", "new")])
def test_people_keep_their_passwords_in_the_same_pool(tmp_path: Path, former: str, password: str) -> None:
    stack.save(Stack("http://127.0.0.1:9", "us-east-1", {"UserPoolId": former}, "", [RITA]), tmp_path)
    assert [user["password"] for user in up.sample_users(deployed("pool-1"), tmp_path)] == [password]


def test_people_of_a_stack_that_is_not_described_get_new_passwords(tmp_path: Path) -> None:
    assert [user["password"] for user in up.sample_users(deployed("pool-1"), tmp_path)] == ["new"]


def test_there_are_no_people_where_they_sign_in_elsewhere(tmp_path: Path) -> None:
    assert up.sample_users(deployed(""), tmp_path) == []
