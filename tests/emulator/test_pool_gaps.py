"""Where the emulator's user pool differs from Cognito. The tests assert it, so that we notice when a version fixes it.

A test that fails here is good news: look for code that works around the gap, then delete the test.
"""

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tools.common.web import send
from tools.embedded.sign_in import sign_in
from tools.embedded.stack import Stack


def test_temporary_password_does_not_fit_the_pools_own_policy(stack: Stack) -> None:
    """Cognito's does, and here tools/embedded/users.py sets one."""
    cognito = stack.client("cognito-idp")
    with pytest.raises(cognito.exceptions.InvalidPasswordException):
        cognito.admin_create_user(UserPoolId=stack.outputs["UserPoolId"], Username="gap", MessageAction="SUPPRESS")


def test_refreshed_access_token_has_no_groups(stack: Stack) -> None:
    """Cognito's has those of that moment. Hence tools/embedded/overlay.py makes tokens last as long as a session."""
    user = stack.users[0]
    tokens = sign_in(stack, user["username"], user["password"])
    grant = {
        "grant_type": "refresh_token",
        "refresh_token": tokens.refresh,
        "client_id": stack.outputs["UserPoolClientId"],
    }
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    refreshed = send("POST", f"{stack.endpoint_url}/oauth2/token", urlencode(grant).encode(), form).json()
    assert claims(tokens.access)["cognito:groups"] == ["reviewers"]
    assert "cognito:groups" not in claims(refreshed["access_token"])
    first = claims(tokens.access)
    assert first["exp"] - first["iat"] == 10 * 3600


def claims(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return read
