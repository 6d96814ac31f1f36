"""A function that answers from a script, and flows with made-up ARNs."""

from typing import TYPE_CHECKING, Any

from local.connect import Contact, Flow, Queue, open_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
QUEUE = f"{INSTANCE}/queue/99999999-0000-4000-8000-000000000002"
FLAG_QUEUE = Queue(f"{INSTANCE}/queue/99999999-0000-4000-8000-000000000001", "Deny list")
CHECK = "arn:aws:lambda:us-east-1:123456789012:function:check:live"
ADD = "arn:aws:lambda:us-east-1:123456789012:function:add:live"
ARNS = {"CheckNumberArn": CHECK, "AddNumberArn": ADD, "QueueArn": QUEUE}
CALLER = "+12125550142"


class Scripted:
    """Answers in order, repeating the last one; an exception in the script is raised."""

    def __init__(self, *answers: object) -> None:
        self._answers: Iterator[object] = iter(answers)
        self._last: object = None
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, arn: str, event: dict[str, Any]) -> object:
        self.calls.append((arn, event))
        self._last = next(self._answers, self._last)
        if isinstance(self._last, Exception):
            raise self._last
        return self._last


def call(channel: str = "VOICE", attributes: dict[str, str] | None = None) -> Contact:
    return Contact(customer_address=CALLER, channel=channel, attributes=attributes if attributes is not None else {})


def flagging(channel: str = "VOICE", attributes: dict[str, str] | None = None) -> Contact:
    return call(channel, attributes).quick_connect(FLAG_QUEUE)


def inbound(language: str = "en") -> Flow:
    return open_flow("inbound", ARNS, language)


def flag_number(language: str = "en") -> Flow:
    return open_flow("flag_number", ARNS, language)
