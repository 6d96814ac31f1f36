"""Sign in to the console as a browser does: the code flow with PKCE, through the pool's own login form.

All addresses come from the discovery document and the form, so that nothing here depends on the pool's own paths.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from tools.common.errors import LocalError
from tools.common.web import Answer, send
from tools.embedded.stack import Stack

SCOPE = "openid profile"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Tokens:
    """The tokens of a person who has signed in."""

    access: str
    id: str
    refresh: str


def sign_in(stack: Stack, username: str, password: str) -> Tokens:
    """Sign a person in to the stack's own pool.

    Raises:
        LocalError: the password is wrong, the stack has no pool of its own, or it does not answer as it should.
    """
    known = _discovery(stack)
    verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(16)
    asked = {
        "response_type": "code",
        "client_id": stack.outputs["UserPoolClientId"],
        "redirect_uri": stack.outputs["ConsoleUrl"],
        "scope": SCOPE,
        "state": state,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    page = f"{known['authorization_endpoint']}?{urlencode(asked)}"
    code = _log_in(page, {"username": username, "password": password}, state)
    return _fetch_tokens(known["token_endpoint"], asked, code, verifier)


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, whose appendix B has this example).

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _discovery(stack: Stack) -> dict[str, str]:
    if not (pool := stack.outputs.get("UserPoolId")):
        raise LocalError("The stack has no user pool: it was deployed with OidcIssuer, and people sign in there")
    found: dict[str, str] = send("GET", f"{stack.endpoint_url}/{pool}/.well-known/openid-configuration").json()
    return found


def _log_in(page: str, credentials: dict[str, str], state: str) -> str:
    """Fill in the page's form and send it, and return the code in the answer."""
    form = read_form(_expect(send("GET", page), 200, "show a login form").text)
    filled = urlencode({**form.fields, **credentials}).encode()
    answer = send("POST", urljoin(page, form.action), filled, _FORM)
    if answer.status == 200:  # noqa: PLR2004 - the form again, instead of a redirect
        said = read_form(answer.text).error or "the pool asks for something else than a password"
        raise LocalError(f"{credentials['username']} cannot sign in: {said}")
    came = parse_qs(urlsplit(_expect(answer, 302, "redirect to the console").headers.get("Location", "")).query)
    if came.get("state") != [state] or "code" not in came:
        raise LocalError(f"Signing in came back without a code: {came.get('error_description', came.get('error'))}")
    return came["code"][0]


def _fetch_tokens(endpoint: str, asked: dict[str, str], code: str, verifier: str) -> Tokens:
    grant = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    named = {name: asked[name] for name in ("client_id", "redirect_uri")}
    body = urlencode({**grant, **named}).encode()
    got = _expect(send("POST", endpoint, body, _FORM), 200, "give tokens").json()
    return Tokens(got["access_token"], got["id_token"], got["refresh_token"])


def _expect(answer: Answer, status: int, what: str) -> Answer:
    if answer.status != status:
        raise LocalError(f"The user pool did not {what} (status {answer.status}): {answer.text[:200]}")
    return answer


class Form(HTMLParser):
    """The first form of a page: its address, its inputs, and the error message of the page, if any."""

    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields, self.error = "", dict[str, str](), ""
        self._in_error = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the form's address and its named inputs."""
        given = {name: value or "" for name, value in attrs}
        self._in_error = "error" in given.get("class", "").split()
        if tag == "form":
            self.action = given.get("action", "")
        elif tag == "input" and given.get("name"):
            self.fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Keep the page's error message."""
        if self._in_error:
            self.error, self._in_error = data.strip(), False


def read_form(page: str) -> Form:
    """Read a login page."""
    form = Form()
    form.feed(page)
    return form
