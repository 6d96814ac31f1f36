"""`stack.json`, and clients of the stack."""

import json
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.embedded import stack
from tools.embedded.stack import Stack

EXAMPLE = Stack(
    "http://127.0.0.1:4566",
    "us-east-1",
    {"DenylistTable": "t"},
    "http://127.0.0.1:4566/0/alerts",
    [{"username": "rita", "password": "secret", "groups": ["reviewers"]}],
)


def test_save_and_load(tmp_path: Path) -> None:
    stack.save(EXAMPLE, tmp_path)
    assert stack.load(tmp_path) == EXAMPLE
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]


def test_saved_stack_has_the_documented_keys(tmp_path: Path) -> None:
    stack.save(EXAMPLE, tmp_path)
    saved = json.loads((tmp_path / "stack.json").read_text())
    assert list(saved) == ["endpoint_url", "region", "outputs", "alerts_queue_url", "users"]
    assert list(saved["users"][0]) == ["username", "password", "groups"]


def test_saved_stack_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It must be private even if a former command left a file that others may read."""
    (tmp_path / "stack.json.partial").touch(mode=0o644)
    stack.save(EXAMPLE, tmp_path)
    assert (tmp_path / "stack.json").stat().st_mode & 0o777 == 0o600


def test_stack_of_before_there_were_users_is_loaded(tmp_path: Path) -> None:
    stack.save(EXAMPLE, tmp_path)
    saved = json.loads((tmp_path / "stack.json").read_text())
    del saved["users"]
    (tmp_path / "stack.json").write_text(json.dumps(saved))
    assert stack.load(tmp_path).users == []


def test_user_is_found_by_name() -> None:
    assert EXAMPLE.user("rita") == EXAMPLE.users[0]
    with pytest.raises(LocalError, match="no user adam; bring it up again with: make up"):
        EXAMPLE.user("adam")


def test_load_says_what_to_do_when_nothing_runs(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="make up"):
        stack.load(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"pid": 1}', "null"])
def test_load_says_what_to_do_when_the_file_is_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(LocalError, match=r"stack\.json is damaged; run make down, then make up"):
        stack.load(tmp_path)


def test_forget_twice(tmp_path: Path) -> None:
    stack.save(EXAMPLE, tmp_path)
    stack.forget(tmp_path)
    stack.forget(tmp_path)
    assert not (tmp_path / "stack.json").exists()


def test_client_ignores_the_aws_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[profile production]\nregion = eu-west-1\n")
    for name, value in {
        "AWS_CONFIG_FILE": str(config),
        "AWS_PROFILE": "no-such-profile",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://198.51.100.1",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTP_PROXY": "http://198.51.100.1",
    }.items():
        monkeypatch.setenv(name, value)
    client = stack.client("sqs", "http://127.0.0.1:9")
    assert client.meta.region_name == "us-east-1"
    assert client.meta.endpoint_url == "http://127.0.0.1:9"
    assert client._request_signer._credentials.access_key == "test"  # noqa: SLF001 - there is no public way to see it
