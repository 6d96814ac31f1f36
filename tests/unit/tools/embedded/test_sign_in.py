"""The authorization code flow, against a pool in this process that is as strict as a real one."""

import json
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tools.common.errors import LocalError
from tools.common.web import Answer
from tools.embedded import sign_in as module
from tools.embedded.sign_in import Tokens, challenge, read_form, sign_in
from tools.embedded.stack import Stack

CONSOLE = "http://127.0.0.1:1/_aws/execute-api/0a1b2c3d/"
OUTPUTS = {"UserPoolId": "us-east-1_x", "UserPoolClientId": "page", "ConsoleUrl": CONSOLE}
STACK = Stack("http://127.0.0.1:1", "us-east-1", OUTPUTS, "")
FORM = """<form method="POST" action="/there"><input type="hidden" name="state" value="{state}">
<input name="username"><input name="password"><button>Sign in</button></form>"""


@dataclass
class Pool:
    """A pool with one person, rita."""

    state: str = ""
    """A state to send back in place of the one that came."""
    asked: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        parts = urlsplit(url)
        assert (method == "POST") == ((headers or {}).get("Content-Type") == "application/x-www-form-urlencoded")
        given = dict(parse_qsl(parts.query or (body or b"").decode()))
        answers = {"authorize": self.authorize, "there": self.log_in, "token": self.token}
        if parts.path.endswith("/us-east-1_x/.well-known/openid-configuration"):
            named = {
                "authorization_endpoint": "http://sso.example/a/authorize",
                "token_endpoint": "http://sso.example/token",
            }
            return answer(200, json.dumps(named))
        return answers[parts.path.rpartition("/")[2]](given)

    def authorize(self, given: dict[str, str]) -> Answer:
        assert (given["response_type"], given["redirect_uri"]) == ("code", CONSOLE)
        assert (given["code_challenge_method"], given["scope"]) == ("S256", "openid profile")
        self.asked = given
        return answer(200, FORM.format(state=given["state"]))

    def log_in(self, given: dict[str, str]) -> Answer:
        if (given["username"], given["password"]) != ("rita", "right & proper"):
            return answer(200, '<div class="error">Incorrect username or password.</div>' + FORM)
        back = urlencode({"code": "c-1", "state": self.state or given["state"]})
        return answer(302, "", Location=f"{CONSOLE}?{back}")

    def token(self, given: dict[str, str]) -> Answer:
        assert challenge(given["code_verifier"]) == self.asked["code_challenge"]
        assert (given["code"], given["client_id"], given["redirect_uri"]) == ("c-1", "page", CONSOLE)
        return answer(200, json.dumps({"access_token": "a", "id_token": "i", "refresh_token": "r"}))


def answer(status: int, body: str, **headers: str) -> Answer:
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return Answer(status, message, body.encode())


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool()
    monkeypatch.setattr(module, "send", pool.send)
    return pool


def test_right_password_gives_tokens(pool: Pool) -> None:
    assert sign_in(STACK, "rita", "right & proper") == Tokens("a", "i", "r")


def test_wrong_password_is_said(pool: Pool) -> None:
    with pytest.raises(LocalError, match="rita cannot sign in: Incorrect username or password"):
        sign_in(STACK, "rita", "wrong")


def test_answer_to_another_request_is_refused(pool: Pool) -> None:
    pool.state = "somebody else's"
    with pytest.raises(LocalError, match="without a code"):
        sign_in(STACK, "rita", "right & proper")


def test_every_request_has_a_state_and_a_verifier_of_its_own(pool: Pool) -> None:
    seen = set()
    for _ in range(2):
        sign_in(STACK, "rita", "right & proper")
        seen |= {pool.asked["state"], pool.asked["code_challenge"]}
    assert len(seen) == 4


def test_refused_request_says_what_the_pool_said(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(Pool, "authorize", lambda *_: answer(400, "redirect_uri is not allowed"))
    with pytest.raises(LocalError, match=r"did not show a login form \(status 400\): redirect_uri is not allowed"):
        sign_in(STACK, "rita", "right & proper")


def test_stack_with_another_provider_has_nothing_to_sign_in_to() -> None:
    with pytest.raises(LocalError, match="deployed with OidcIssuer"):
        sign_in(Stack("http://127.0.0.1:1", "us-east-1", {"ConsoleUrl": CONSOLE}, ""), "rita", "x")


def test_form_keeps_what_the_page_gives_it() -> None:
    form = read_form('<form action="/login"><input name="nonce" value="a&amp;b"><input name="password"></form>')
    assert (form.action, form.fields, form.error) == ("/login", {"nonce": "a&b", "password": ""}, "")
