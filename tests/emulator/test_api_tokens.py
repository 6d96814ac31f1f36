"""A stack whose people sign in at their own provider: which tokens it accepts, of that provider and of others."""

import hmac
import time
from collections.abc import Callable, Iterator

import pytest

from tests.emulator.conftest import SETTINGS
from tests.emulator.routes import ENTRY, READS, VERSION, Door, code_of, everything, put_entry
from tests.emulator.table import Table
from tests.issuer import AUDIENCE, KID, Issuer, issuing, new_key
from tests.tokens import Claims, encoded, provider_claims, signed, tampered, unverified
from tools.common.paths import TEST_DIRECTORY
from tools.embedded.own_stack import own_stack
from tools.embedded.stack import Stack

pytestmark = pytest.mark.own_stack

DIRECTORY = TEST_DIRECTORY.with_name("test-issuer")
HOUR = 3600

type Forge = Callable[[Issuer], str]


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with issuing() as running:
        yield running


@pytest.fixture(scope="module")
def stack(issuer: Issuer) -> Iterator[Stack]:
    """The template with a provider outside the stack, and an entry that strangers try to change."""
    with own_stack(DIRECTORY, {"OidcIssuer": issuer.url, "OidcAudience": AUDIENCE}, SETTINGS) as made:
        put_entry(Table(made))
        yield made


def claims_of(issuer: Issuer, *groups: str, **other: object) -> Claims:
    return {**provider_claims(issuer.url, AUDIENCE, "eve", *groups), **other}


def good(issuer: Issuer, *groups: str, **other: object) -> str:
    """A token as this provider signs it, with some claims changed."""
    claims = {name: value for name, value in claims_of(issuer, *groups, **other).items() if value is not None}
    return signed(claims, issuer.key)


def later(seconds: int) -> int:
    return int(time.time()) + seconds


def hmac_with_public_key(issuer: Issuer) -> str:
    """A token signed with the public key as a secret, which a verifier takes that lets tokens choose the algorithm."""
    token = unverified(claims_of(issuer, "admins"), {"alg": "HS256", "kid": KID}, "")
    digest = hmac.digest(issuer.key.as_pem(private=False), token.removesuffix(".").encode(), "sha256")
    return token + encoded(digest)


REFUSED: dict[str, Forge] = {
    "no token": lambda _: "",
    "no words": lambda _: "Bearer",
    "garbage": lambda _: "Bearer garbage",
    "three words": lambda _: "Bearer a.b.c",
    "not signed": lambda i: f"Bearer {unverified(claims_of(i, 'admins'), {'alg': 'RS256', 'kid': KID})}",
    "signed by nobody": lambda i: f"Bearer {unverified(claims_of(i, 'admins'), {'alg': 'none', 'kid': KID}, '')}",
    "alg none in capitals": lambda i: f"Bearer {unverified(claims_of(i, 'admins'), {'alg': 'NONE'}, '')}",
    "signed with the public key": lambda i: f"Bearer {hmac_with_public_key(i)}",
    "signed by somebody else": lambda i: f"Bearer {signed(claims_of(i, 'admins'), new_key())}",
    "signed with an unknown key": lambda i: f"Bearer {signed(claims_of(i, 'admins'), new_key('key-2'))}",
    "with a key of its own": lambda i: f"Bearer {signed(claims_of(i, 'admins'), new_key(), jku='http://127.0.0.1:9/')}",
    "changed": lambda i: f"Bearer {tampered(good(i, 'viewers'), groups=['admins'])}",
    "signature cut": lambda i: f"Bearer {good(i, 'admins')[:-8]}",
    "for another audience": lambda i: f"Bearer {good(i, 'admins', aud='another')}",
    "for no audience": lambda i: f"Bearer {good(i, 'admins', aud=None)}",
    "for part of the audience": lambda i: f"Bearer {good(i, 'admins', aud=AUDIENCE[:-1])}",
    "of another client": lambda i: f"Bearer {good(i, 'admins', aud=None, client_id='another')}",
    "of another issuer": lambda i: f"Bearer {good(i, 'admins', iss='https://evil.example')}",
    "of a longer issuer": lambda i: f"Bearer {good(i, 'admins', iss=i.url + '/')}",
    "of no issuer": lambda i: f"Bearer {good(i, 'admins', iss=None)}",
    "expired": lambda i: f"Bearer {good(i, 'admins', exp=later(-1))}",
    "not yet valid": lambda i: f"Bearer {good(i, 'admins', nbf=later(HOUR))}",
    "issued tomorrow": lambda i: f"Bearer {good(i, 'admins', iat=later(24 * HOUR))}",
    "an ID token": lambda i: f"Bearer {good(i, 'admins', nonce='n', at_hash='h')}",
    "an ID token without scope": lambda i: f"Bearer {good(i, 'admins', scope=None)}",
    "an ID token by its use": lambda i: f"Bearer {good(i, 'admins', token_use='id')}",
    "two tokens": lambda i: f"Bearer {good(i, 'viewers')} {unverified(claims_of(i, 'admins'))}",
    "two headers": lambda i: f"Bearer {good(i, 'viewers')},Bearer {unverified(claims_of(i, 'admins'))}",
    "the other two headers": lambda i: f"Bearer {unverified(claims_of(i, 'admins'))},Bearer {good(i, 'viewers')}",
    "another scheme": lambda i: f"Basic {good(i, 'admins')}",
}


@pytest.mark.parametrize("forge", REFUSED.values(), ids=REFUSED.keys())
def test_token_is_refused_everywhere_and_nothing_changes(stack: Stack, issuer: Issuer, forge: Forge) -> None:
    before = everything(stack)
    door = Door(stack, forge(issuer))
    assert door.statuses() == {"flag": {401}, "read": {401}, "review": {401}, "protect": {401}}
    assert everything(stack) == before


NOT_ENOUGH: dict[str, tuple[object, dict[str, set[int]]]] = {
    "nobody": ([], {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}),
    "an agent": (["agents"], {"flag": {200}, "read": {403}, "review": {403}, "protect": {403}}),
    "a name with a blank": (["x admins"], {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}),
    "a name with brackets": (["[admins]"], {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}),
    "text": ("[admins reviewers]", {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}),
    "a list in a list": ([["admins"]], {"flag": {403}, "read": {403}, "review": {403}, "protect": {403}}),
    "a viewer": (["viewers"], {"flag": {200}, "read": {200}, "review": {403}, "protect": {403}}),
}


@pytest.mark.parametrize(("groups", "expected"), NOT_ENOUGH.values(), ids=NOT_ENOUGH.keys())
def test_group_opens_its_own_doors_alone(
    stack: Stack, issuer: Issuer, groups: object, expected: dict[str, set[int]]
) -> None:
    before = everything(stack)
    assert Door(stack, f"Bearer {good(issuer, groups=groups)}").statuses() == expected
    assert everything(stack) == before


def test_reviewer_cannot_protect(stack: Stack, issuer: Issuer) -> None:
    before = everything(stack)
    door = Door(stack, f"Bearer {good(issuer, 'reviewers')}")
    assert {code_of(door.post(f"{ENTRY}/{action}", {"version": VERSION})) for action in ("protect", "unprotect")} == {
        "group"
    }
    assert everything(stack) == before


@pytest.mark.parametrize("end", ["%0A", "%0D%0A", "/", "%20", "%00", "%2F", ";x", "?"])
def test_no_end_of_an_address_lets_a_reviewer_protect(stack: Stack, issuer: Issuer, end: str) -> None:
    before = everything(stack)
    answer = Door(stack, f"Bearer {good(issuer, 'reviewers')}").post(f"{ENTRY}/protect{end}", {"version": VERSION})
    assert answer.status in {400, 401, 403, 404}
    assert everything(stack) == before


def test_gateway_says_itself_what_it_does_not_let_by(stack: Stack) -> None:
    answer = Door(stack).ask("GET", READS[0])
    assert (answer.status, answer.json()) == (401, {"message": "Unauthorized"})


def test_page_names_the_provider(stack: Stack, issuer: Issuer) -> None:
    found = Door(stack).ask("GET", "/config.json").json()
    assert found["discovery"] == f"{issuer.url}/.well-known/openid-configuration"
    assert (found["clientId"], found["signOut"]) == (AUDIENCE, "oidc")
    policy = Door(stack).ask("GET", "/").headers["Content-Security-Policy"]
    assert f"connect-src 'self' {issuer.url};" in policy


def test_providers_own_reviewer_decides(stack: Stack, issuer: Issuer) -> None:
    """It runs last and succeeds, which shows that the requests above were refused for their tokens and nothing else."""
    door = Door(stack, f"Bearer {good(issuer, 'reviewers')}")
    assert door.ask("GET", "/api/me").json()["name"] == "eve"
    decided = door.post(f"{ENTRY}/extend", {"version": VERSION, "term": "30d"})
    assert (decided.status, decided.json()["reviewed_by"]) == (200, "eve")
