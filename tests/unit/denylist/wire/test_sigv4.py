"""Signatures are equal to botocore's for whatever a check may sign."""

from datetime import UTC, datetime
from unittest.mock import patch

from botocore.auth import SIGNED_HEADERS_BLACKLIST, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from denylist.wire.sigv4 import Credentials, Scope, sign

# What an HTTP header may hold (RFC 9110, "Field values").
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
OTHERS = {*SIGNED_HEADERS_BLACKLIST, "authorization", "host", "content-type", "x-amz-date", "x-amz-security-token"}
# Names that a header may have (RFC 9110, "Tokens"), except those that signing sets itself or never signs.
NAMES = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}", fullmatch=True).filter(
    lambda name: name.lower() not in OTHERS
)
WORDS = st.from_regex(r"[a-z]{2}-[a-z]+-[1-9]", fullmatch=True)
SECRETS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
TIMES = st.integers(0, 4_000_000_000)


@given(
    headers=st.dictionaries(NAMES | st.just("X-Amz-Target"), VALUES, max_size=4),
    body=st.binary(max_size=200),
    credentials=st.builds(Credentials, st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True), SECRETS, VALUES),
    place=st.builds(Scope, WORDS, st.sampled_from(["dynamodb", "sns"])),
    now=TIMES,
)
def test_signature_is_botocores(
    headers: dict[str, str], body: bytes, credentials: Credentials, place: Scope, now: int
) -> None:
    host = f"{place.service}.{place.region}.amazonaws.com"
    asked = {**headers, "Host": host, "Content-Type": "application/x-amz-json-1.0"}
    ours = sign(asked, body, credentials, place, now + 0.5)
    assert {name: ours[name] for name in asked} == asked
    assert _names(ours) == _names(theirs := _botocores(asked, body, credentials, place, now))
    assert ours["Authorization"] == theirs["Authorization"]


def _names(headers: dict[str, str]) -> list[str]:
    return sorted(name.lower() for name in headers)


def _botocores(
    headers: dict[str, str], body: bytes, credentials: Credentials, place: Scope, now: int
) -> dict[str, str]:
    request = AWSRequest("POST", f"https://{headers['Host']}/", dict(headers), body)
    clock = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
    known = BotocoreCredentials(credentials.key_id, credentials.secret, credentials.token or None)
    with patch("botocore.auth.get_current_datetime", lambda: clock):
        SigV4Auth(known, place.service, place.region).add_auth(request)
    return dict(request.headers.items())
