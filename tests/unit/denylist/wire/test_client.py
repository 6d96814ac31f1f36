"""The check's connection is kept, opened again when stale, and given up in time, whatever the server does."""

import datetime as dt
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from denylist.errors import StoreError
from denylist.wire import client
from denylist.wire.client import Wire
from denylist.wire.deadlines import LONGEST, dial
from tests.unit.dynamodb_http import Act, DynamodbHttp, Request, be_patient, serving

FOUND = {"Item": {"ContactNumber": {"S": "+12065550142"}}}

type Serve = Callable[..., DynamodbHttp]


@pytest.fixture
def serve(environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """`serve(first, second)`: a server that answers its requests by these acts in turn, and then by the last."""
    be_patient(monkeypatch)
    monkeypatch.setattr(client, "PAUSE_SECONDS", 0)
    open_: list[Any] = []

    def start(*acts: Act, tls: ssl.SSLContext | None = None) -> DynamodbHttp:
        turn = chain(acts, repeat(acts[-1]))

        def act(request: Request) -> None:
            next(turn)(request)

        context = serving(act, tls)
        open_.append(context)
        server = context.__enter__()
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        return server

    yield start
    for context in open_:
        context.__exit__(None, None, None)


@pytest.fixture
def made() -> Iterator[Callable[[], Wire]]:
    """Make wires, and close them in the end."""
    wires: list[Wire] = []

    def make() -> Wire:
        wires.append(Wire())
        return wires[-1]

    yield make
    for one in wires:
        one.close()


type Make = Callable[[], Wire]


def ask(one: Wire, attempts: int = 2, seconds: float = 600) -> dict[str, Any]:
    return one.ask("GetItem", {"TableName": "Denylist"}, attempts, seconds)


def well(request: Request) -> None:
    request.answer(FOUND)


def hang_up(request: Request) -> None:
    request.hang_up()


def last_answer(request: Request) -> None:
    """Answer, and then close the connection without announcing it, as a server does with an idle one."""
    request.answer(FOUND)
    request.hang_up()


def chunks(body: bytes) -> Act:
    def act(request: Request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)

    return act


def error(code: str, status: int = 400) -> Act:
    return lambda request: request.answer({"__type": f"com.amazonaws.dynamodb.v20120810#{code}"}, status)


# ── What is asked ───────────────────────────────────────────────────────────────────────────────


def test_request_is_dynamodbs(serve: Serve, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "unit")
    server = serve(well)
    assert ask(made()) == FOUND
    (asked,) = server.requests
    assert json.loads(asked.body) == {"TableName": "Denylist"}
    assert asked.headers["X-Amz-Target"] == "DynamoDB_20120810.GetItem"
    assert asked.headers["Content-Type"] == "application/x-amz-json-1.0"
    assert asked.headers["Host"] == server.url.removeprefix("http://")
    assert asked.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert asked.headers["User-Agent"].endswith(" app/unit")


def test_signature_is_botocores_of_what_came(serve: Serve, made: Make) -> None:
    server = serve(well)
    ask(made())
    (asked,) = server.requests
    came = {name.lower(): value for name, value in asked.headers.items()}
    signed = came["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    request = AWSRequest("POST", f"{server.url}/", {name: came[name] for name in signed}, asked.body)
    request.context["timestamp"] = came["x-amz-date"]
    signer = SigV4Auth(Credentials("test", "test"), "dynamodb", "us-east-1")
    text = signer.string_to_sign(request, signer.canonical_request(request))
    assert came["authorization"].endswith(f"Signature={signer.signature(text, request)}")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "https://dynamodb.eu-west-2.amazonaws.com"),
        ({"AWS_ENDPOINT_URL": "http://a"}, "http://a"),
        ({"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_DYNAMODB": "http://b"}, "http://b"),
    ],
)
def test_endpoint_is_the_regions_unless_one_is_named(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert client.endpoint("eu-west-2") == expected


def test_credentials_are_read_for_each_request(serve: Serve, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server, one = serve(well), made()
    ask(one)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "rotated")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a token")
    ask(one)
    first, second = (asked.headers for asked in server.requests)
    assert "Credential=test/" in first["Authorization"]
    assert "X-Amz-Security-Token" not in first
    assert "Credential=rotated/" in second["Authorization"]
    assert second["X-Amz-Security-Token"] == "a token"


# ── One connection ──────────────────────────────────────────────────────────────────────────────


def test_connection_is_kept_and_sends_at_once(serve: Serve, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server, one = serve(well), made()
    opened: list[socket.socket] = []
    monkeypatch.setattr(client, "dial", lambda *a: opened.insert(0, dial(*a)) or opened[0])  # type: ignore[func-returns-value]
    for _ in range(3):
        ask(one)
    assert (server.connections, len(opened)) == (1, 1)
    assert opened[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_stale_connection_is_made_anew_once_and_costs_no_attempt(serve: Serve, made: Make) -> None:
    server, one = serve(last_answer, well), made()
    ask(one)
    assert ask(one, attempts=2) == FOUND
    assert (server.connections, len(server.requests)) == (2, 2)


def test_stale_connection_is_not_made_anew_for_what_may_happen_once_only(serve: Serve, made: Make) -> None:
    server, one = serve(last_answer, well), made()
    ask(one)
    with pytest.raises(StoreError):
        ask(one, attempts=1)
    assert len(server.requests) == 1
    assert ask(one, attempts=1) == FOUND


def last_of_its_connection(request: Request) -> None:
    request.send(json.dumps(FOUND).encode(), Connection="close")


def test_server_that_closes_its_connection_is_asked_on_a_new_one(serve: Serve, made: Make) -> None:
    server, one = serve(last_of_its_connection), made()
    assert [ask(one, attempts=1), ask(one, attempts=1)] == [FOUND, FOUND]
    assert server.connections == 2


def test_answer_in_chunks_is_read_whole(serve: Serve, made: Make) -> None:
    body = json.dumps(FOUND).encode()
    server = serve(chunks(b"3\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (body[:3], len(body) - 3, body[3:])))
    one = made()
    assert [ask(one, attempts=1), ask(one, attempts=1)] == [FOUND, FOUND]
    assert server.connections == 1


# ── Faults ──────────────────────────────────────────────────────────────────────────────────────

PASSING = {
    "throttled": (error("ThrottlingException"), "ThrottlingException"),
    "over its throughput": (
        error("ProvisionedThroughputExceededException"),
        "ProvisionedThroughputExceededException",
    ),
    "over its account": (error("RequestLimitExceeded"), "RequestLimitExceeded"),
    "an error of its own": (error("InternalServerError", 500), "InternalServerError"),
    "no JSON": (lambda request: request.send(b"<html>", 502), "JSONDecodeError"),
    "JSON of another form": (lambda request: request.answer([FOUND]), "ValueError"),
    "no UTF-8": (lambda request: request.send(b"\xff\xfe{"), "UnicodeDecodeError"),
    "cut, with its old checksum": (lambda request: request.send(b"{}", x_amz_crc32="1"), "ChecksumError"),
    "nameless": (lambda request: request.answer({}, 503), "HTTP503"),
    "shorter than it says": (
        lambda request: (request.send(b"{", Content_Length="9"), request.hang_up()),
        "IncompleteRead",
    ),
    "hung up": (hang_up, "RemoteDisconnected"),
    "not HTTP": (lambda request: (request.wfile.write(b"hello\r\n\r\n"), request.hang_up()), "BadStatusLine"),
    "JSON without end": (lambda request: request.send(b"[" * 100_000), "RecursionError"),
    "longer than any number": (lambda request: request.send(b"{", Content_Length="9" * 20), "OverflowError"),
    "longer than memory": (lambda request: request.send(b"{", Content_Length="9" * 18), "OverflowError"),
    "longer than any answer": (lambda request: request.send(b"{", Content_Length=str(LONGEST + 1)), "OverflowError"),
    "a chunk longer than any number": (chunks(b"f" * 20 + b"\r\n{"), "OverflowError"),
    "a chunk longer than any answer": (chunks(b"%x\r\n{" % (LONGEST + 1)), "OverflowError"),
    "a chunk longer than any answer after another": (
        chunks(b"1\r\n{\r\n%x\r\n}" % LONGEST),
        "OverflowError",
    ),
    "a chunk shorter than it says": (
        lambda request: (chunks(b"9\r\n{")(request), request.hang_up()),
        "IncompleteRead",
    ),
    "endless headers": (
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200),
        "HTTPException",
    ),
}
LASTING = ["AccessDeniedException", "ResourceNotFoundException", "ValidationException", "UnrecognizedClientException"]


@pytest.mark.parametrize(("act", "code"), PASSING.values(), ids=PASSING)
def test_fault_that_passes_is_tried_again_and_told_by_its_name(serve: Serve, made: Make, act: Act, code: str) -> None:
    server = serve(act, well)
    assert ask(made()) == FOUND
    assert len(server.requests) == 2
    server = serve(act)
    with pytest.raises(StoreError, match=f"^{code}$"):
        ask(made())
    assert len(server.requests) == 2


@pytest.mark.parametrize(("act", "code"), PASSING.values(), ids=PASSING)
def test_request_that_may_happen_once_only_is_sent_once(serve: Serve, made: Make, act: Act, code: str) -> None:
    server = serve(act)
    with pytest.raises(StoreError, match=f"^{code}$"):
        ask(made(), attempts=1)
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", LASTING)
def test_fault_that_lasts_is_told_at_once(serve: Serve, made: Make, code: str) -> None:
    server = serve(error(code))
    with pytest.raises(StoreError, match=f"^{code}$"):
        ask(made())
    assert len(server.requests) == 1


def test_error_tells_no_more_than_its_code(serve: Serve, made: Make) -> None:
    serve(lambda request: request.answer({"__type": "a#ValidationException", "message": "+12065550142"}, 400))
    with pytest.raises(StoreError) as raised:
        ask(made())
    assert "+1206" not in repr(raised.value)


def test_refused_connection_is_a_store_error(serve: Serve, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(well)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(StoreError, match=r"^ConnectionRefusedError$"):
        ask(made())


# ── Time ────────────────────────────────────────────────────────────────────────────────────────


class Drip:
    """Send a byte at a time: each comes before a timeout for one byte would end, and all of them take long."""

    def __init__(self) -> None:
        self.bytes = 0

    def __call__(self, request: Request) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n")
        for _ in range(2000):
            request.wfile.write(b"{")
            self.bytes += 1
            time.sleep(0.01)


def hold(request: Request) -> None:
    time.sleep(5)
    request.hang_up()


def test_answer_that_does_not_come_is_given_up(serve: Serve, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.5)
    server = serve(hold)
    with pytest.raises(StoreError, match=r"^TimeoutError$"):
        ask(made())
    assert len(server.requests) == 2


def test_answer_of_a_byte_at_a_time_is_given_up(serve: Serve, made: Make) -> None:
    """A timeout for each byte would wait for the end of the answer."""
    drip = Drip()
    serve(drip)
    with pytest.raises(StoreError, match=r"^TimeoutError$"):
        ask(made(), attempts=1, seconds=0.3)
    assert 0 < drip.bytes < 2000


def test_attempts_own_limit_goes_before_the_answers(serve: Serve, made: Make) -> None:
    serve(hold)
    with pytest.raises(StoreError, match=r"^TimeoutError$"):
        ask(made(), attempts=1, seconds=0.1)


def test_late_answer_is_not_taken_for_the_next_ones(serve: Serve, made: Make) -> None:
    def late(request: Request) -> None:
        time.sleep(0.2)
        request.answer({"Item": {}})

    serve(late, well)
    one = made()
    with pytest.raises(StoreError, match=r"^TimeoutError$"):
        ask(one, attempts=1, seconds=0.1)
    assert ask(one, attempts=1) == FOUND


# ── TLS ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "unit")])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - day).not_valid_after(now + day)
    signed = builder.add_extension(address, critical=False).sign(key, hashes.SHA256())
    folder = tmp_path_factory.mktemp("tls")
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(*pem))
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.mark.parametrize(("act", "connections"), [(well, 1), (last_of_its_connection, 2)], ids=["kept", "closed"])
def test_server_with_a_trusted_certificate_is_asked_by_tls_each_time(  # noqa: PLR0913, PLR0917 - fixtures
    serve: Serve,
    made: Make,
    monkeypatch: pytest.MonkeyPatch,
    tls: ssl.SSLContext,
    certificate: tuple[Path, Path],
    act: Act,
    connections: int,
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate[0]))
    server = serve(act, tls=tls)
    one = made()
    assert [ask(one), ask(one)] == [FOUND, FOUND]
    assert server.connections == connections


def test_server_without_a_trusted_certificate_is_told_nothing(serve: Serve, made: Make, tls: ssl.SSLContext) -> None:
    server = serve(well, tls=tls)
    with pytest.raises(StoreError, match=r"^SSLCertVerificationError$"):
        ask(made())
    assert not server.requests
