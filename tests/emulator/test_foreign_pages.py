"""No page of another origin gets an answer from the emulator: from no service, none of its own routes, and not the API.

tests/browser/test_foreign_pages.py tries the same with pages in a real browser.
"""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.emulator.routes import everything
from tools.common.guard import REFUSAL
from tools.common.paths import DEFAULT_DIRECTORY, TEST_DIRECTORY
from tools.common.web import send
from tools.connect.standin import INSTANCE_ID, Instance, StandIn
from tools.embedded.stack import STACK_NAME, Stack, client
from tools.measure.faults.proxy import Proxy

ELSEWHERE = "https://elsewhere.example"
# The headers that a browser sends if a page of another origin asks: by script, form or image, or under its own name.
PAGES = {
    "script": {"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site", "Referer": f"{ELSEWHERE}/"},
    "sandboxed": {"Origin": "null"},
    "another port": {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
    "image": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    "an old browser's image": {"Referer": f"{ELSEWHERE}/"},
    "rebound name": {"Host": "elsewhere.example:4566", "Sec-Fetch-Site": "same-origin"},
}
# One request that changes something, for each service that the stack uses, and for some that it does not.
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "apigatewayv2": ("create_api", {"Name": "foreign", "ProtocolType": "HTTP"}),
    "cloudformation": ("delete_stack", {"StackName": STACK_NAME}),
    "cloudwatch": ("delete_alarms", {"AlarmNames": ["foreign"]}),
    "cognito-idp": ("admin_add_user_to_group", {"UserPoolId": "x_y", "Username": "rita", "GroupName": "admins"}),
    "dynamodb": ("delete_table", {"TableName": "foreign"}),
    "events": ("put_rule", {"Name": "foreign", "ScheduleExpression": "rate(1 hour)"}),
    "iam": ("create_user", {"UserName": "foreign"}),
    "kms": ("create_key", {}),
    "lambda": ("invoke", {"FunctionName": "foreign", "Payload": b"{}"}),
    "logs": ("create_log_group", {"logGroupName": "foreign"}),
    "pipes": ("stop_pipe", {"Name": "foreign"}),
    "s3": ("create_bucket", {"Bucket": "foreign"}),
    "secretsmanager": ("create_secret", {"Name": "foreign", "SecretString": "x"}),
    "sns": ("create_topic", {"Name": "foreign"}),
    "sqs": ("create_queue", {"QueueName": "foreign"}),
    "ssm": ("put_parameter", {"Name": "foreign", "Value": "x", "Type": "String"}),
    "stepfunctions": ("start_execution", {"stateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:f"}),
}
# The emulator's own routes: state, settings, mails, code of layers, sign-in, and the API.
ROUTES = ["/_ministack/reset", "/_ministack/config", "/_ministack/health", "/_aws/sqs/messages", "/_aws/ses/messages",
          "/_ministack/lambda-layers/x", "/oauth2/token", "/oauth2/authorize", "/login", "/?Action=ListUsers",
          "/_aws/execute-api/x", "/_aws/execute-api/x/@connections/y", "/foreign-bucket/key", "/"]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _nothing_changes(stack: Stack) -> Iterator[None]:
    cognito, pool = stack.client("cognito-idp"), stack.outputs["UserPoolId"]

    def state() -> Any:  # noqa: ANN401 - to be compared
        admins = cognito.list_users_in_group(UserPoolId=pool, GroupName="admins")["Users"]
        queues, topics = stack.client("sqs").list_queues(), stack.client("sns").list_topics()
        return everything(stack), admins, queues["QueueUrls"], topics["Topics"]

    before = state()
    yield
    assert state() == before


class _WrittenError(Exception):
    """Carries a request as a client would have sent it."""

    def __init__(self, request: Any) -> None:  # noqa: ANN401 - botocore's
        super().__init__()
        self.method, self.url, self.body = request.method, request.url, request.body
        self.headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }


def _write(request: Any, **_: object) -> None:  # noqa: ANN401 - botocore's
    raise _WrittenError(request)


@pytest.mark.parametrize("service", CHANGES)
def test_no_service_is_asked(stack: Stack, service: str) -> None:
    """Even requests that are signed with all rights, which a page could not send, are refused."""
    asking = client.__wrapped__(service, stack.endpoint_url)  # one of its own, for its events
    asking.meta.events.register("before-send", _write)
    operation, parameters = CHANGES[service]
    with pytest.raises(_WrittenError) as written:
        getattr(asking, operation)(**parameters)
    request = written.value
    body = request.body.encode() if isinstance(request.body, str) else request.body
    for page in PAGES.values():
        answer = send(request.method, request.url, body, {**request.headers, **page})
        assert (answer.status, answer.text) == (403, REFUSAL)


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT", "DELETE"])
def test_no_route_of_the_emulators_own_is_asked(stack: Stack, method: str, path: str) -> None:
    for page in PAGES.values():
        answer = send(method, stack.endpoint_url + path, b"x" if method != "GET" else None, page)
        assert (answer.status, answer.text) == (403, REFUSAL)


def test_api_is_asked_by_its_own_page_alone(stack: Stack) -> None:
    url = stack.outputs["ConsoleUrl"]
    for page in PAGES.values():
        assert send("POST", f"{url}api/entries", b"{}", page).text == REFUSAL
        assert send("GET", f"{url}api/entries", None, page).text == REFUSAL
    assert send("GET", f"{url}api/entries").status == 401


def test_console_is_opened_from_elsewhere(stack: Stack) -> None:
    """By a link, after signing in at a provider, or in a frame. That is safe: the page alone shows no data."""
    for name in ("image", "an old browser's image"):
        assert send("GET", stack.outputs["ConsoleUrl"], None, PAGES[name]).status == 200
    for name in PAGES.keys() - {"image", "an old browser's image"}:
        assert send("GET", stack.outputs["ConsoleUrl"], None, PAGES[name]).text == REFUSAL


def test_no_socket_is_opened(stack: Stack) -> None:
    address = urlsplit(stack.endpoint_url)
    for page in PAGES.values():
        with closing(http.client.HTTPConnection(str(address.hostname), address.port, timeout=20)) as connection:
            upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                       "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}  # fmt: skip
            connection.request("GET", "/_aws/execute-api/x/stage", headers={**upgrade, **page})
            assert connection.getresponse().status == 403


def test_no_answer_is_opened_to_other_origins(stack: Stack) -> None:
    for path in ("/_ministack/health", "/?Action=ListTopics&Version=2010-03-31", "/oauth2/userInfo", "/no-such-bucket"):
        answer = send("GET", stack.endpoint_url + path)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_nothing_beside_the_emulator_is_asked(stack: Stack) -> None:
    """That is microburst with its own addresses, and the stand-in for Amazon Connect."""
    proxy = Proxy(stack.endpoint_url)
    with closing(proxy), StandIn(Instance()) as stand_in:
        proxy.wait()
        addresses = (f"{proxy.url}/", f"{proxy.url}/_microburst/rules", f"{stand_in.url}/instance/{INSTANCE_ID}")
        for page in PAGES.values():
            for method in ("GET", "POST", "OPTIONS", "PATCH"):
                for url in addresses:
                    answer = send(method, url, None if method == "GET" else b"[]", page)
                    assert answer.status == 403
                    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert stand_in.asked == []


def test_state_is_for_its_owner_alone(stack: Stack) -> None:
    described = TEST_DIRECTORY / "stack.json"
    assert json.loads(described.read_text())["users"], "there are passwords in it"
    modes = [path.stat().st_mode & 0o777 for path in (DEFAULT_DIRECTORY, TEST_DIRECTORY, described)]
    assert modes == [0o700, 0o700, 0o600]
