"""`make confirm` on the deployed stack: the emulator's SNS asks a machine to confirm, and takes the confirmation.

Only AWS can show two things. The emulator takes a mail for confirmed at once (a test below says so). And it checks no
signature, so it cannot show that a signed confirmation keeps others from unsubscribing.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.common.paths import TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.common.web import send
from tools.embedded.stack import Stack
from tools.operate.confirm import start

type Confirm = Callable[..., str]


@dataclass(frozen=True)
class Machine:
    """A subscriber on this machine: its address, and the messages that SNS has sent there."""

    address: str
    received: list[dict[str, Any]]

    def messages(self, kind: str, text: str = "") -> list[dict[str, Any]]:
        """Wait for messages of one type with this text. The others may be about other tests' numbers."""

        def found() -> list[dict[str, Any]]:
            return [m for m in self.received if m["Type"] == kind and text in m["Message"]]

        return wait_until(found, 30, f"a {kind}")


@contextmanager
def listening() -> Iterator[Machine]:
    """A machine that takes whatever is posted to it."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the standard library names it
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Machine(f"http://127.0.0.1:{server.server_port}/alerts", received)
        server.shutdown()


@pytest.fixture
def machine(stack: Stack) -> Iterator[Machine]:
    """A machine that is subscribed to the alerts while the test runs."""
    with listening() as machine, subscribed(stack, "http", machine.address):
        yield machine


@contextmanager
def subscribed(stack: Stack, protocol: str, endpoint: str) -> Iterator[None]:
    sns, topic = stack.client("sns"), stack.outputs["SupervisorTopicArn"]
    sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=endpoint)
    yield
    for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        if one["Endpoint"] == endpoint:
            sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


@pytest.fixture
def confirm(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Confirm:
    """Run the command on the stack of these tests, and return what it printed."""

    def confirm(*words: str) -> str:
        start(["--dir", str(TEST_DIRECTORY), *words])
        return capsys.readouterr().out

    return confirm


def row(said: str, endpoint: str) -> list[str]:
    """What the list says of one subscriber."""
    return next(line for line in said.splitlines() if endpoint in line).split(maxsplit=4)


def test_machine_gets_alerts_once_its_link_is_confirmed(stack: Stack, machine: Machine, confirm: Confirm) -> None:
    (asked,) = machine.messages("SubscriptionConfirmation")
    waiting = ["alerts", "http", machine.address, "no", "-"]
    assert row(confirm(), machine.address) == waiting
    assert "Dry run" in confirm("--link", asked["SubscribeURL"], "--dry-run")
    assert row(confirm(), machine.address) == waiting

    assert f"{machine.address} gets the alerts of the embedded stack" in confirm("--link", asked["SubscribeURL"])
    assert row(confirm(), machine.address) == ["alerts", "http", machine.address, "yes", "this account"]
    stack.client("sns").publish(TopicArn=stack.outputs["SupervisorTopicArn"], Message="for the machine")
    assert [m["Message"] for m in machine.messages("Notification", "for the machine")] == ["for the machine"]
    with pytest.raises(LocalError, match=r"does not take this token .*good for two days and one subscription"):
        confirm("--link", asked["SubscribeURL"])


def test_token_alone_confirms_too(machine: Machine, confirm: Confirm) -> None:
    (asked,) = machine.messages("SubscriptionConfirmation")
    assert f"{machine.address} gets the alerts" in confirm("--token", asked["Token"])


def test_stack_of_its_own_has_its_queue_and_no_alarms(stack: Stack, confirm: Confirm) -> None:
    said = confirm()
    assert row(said, "deny-list-alerts")[3:] == ["yes", "this account"]
    assert row(said, "nobody") == ["alarms", "-", "nobody", "-", "-"]


def test_emulator_takes_a_mail_for_confirmed_at_once(stack: Stack, confirm: Confirm) -> None:
    """AWS waits for the link. If this test fails, that is good news: then test a mail above, too."""
    with subscribed(stack, "email", "team@example.com"):
        assert row(confirm(), "team@example.com")[3:] == ["yes", "this account"]


def test_emulator_ends_for_anybody_what_was_confirmed_by_a_signed_request(
    stack: Stack, machine: Machine, confirm: Confirm
) -> None:
    """AWS refuses that. If this test fails, that is good news: then test it above."""
    (asked,) = machine.messages("SubscriptionConfirmation")
    confirm("--link", asked["SubscribeURL"])
    found = stack.client("sns").list_subscriptions_by_topic(TopicArn=stack.outputs["SupervisorTopicArn"])[
        "Subscriptions"
    ]
    arn = next(one["SubscriptionArn"] for one in found if one["Endpoint"] == machine.address)
    assert send("GET", f"{stack.endpoint_url}/?Action=Unsubscribe&SubscriptionArn={arn}").status == 200
    assert machine.address not in confirm()
