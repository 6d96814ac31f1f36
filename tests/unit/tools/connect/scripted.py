"""A function that answers from a script, flows with made-up ARNs, and one way through a flow as data."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tools.connect.project import prompts
from tools.connect.run import Contact, Flow, Outcome, Queue, open_flow, run
from tools.connect.run.session import Pressed

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
QUEUE = f"{INSTANCE}/queue/99999999-0000-4000-8000-000000000002"
FLAG_QUEUE = Queue(f"{INSTANCE}/queue/99999999-0000-4000-8000-000000000001", "Deny list")
CHECK = "arn:aws:lambda:us-east-1:123456789012:function:check:live"
ADD = "arn:aws:lambda:us-east-1:123456789012:function:add:live"
AFTER_CALL = f"{INSTANCE}/contact-flow/99999999-0000-4000-8000-000000000003"
WHISPER = f"{INSTANCE}/contact-flow/99999999-0000-4000-8000-000000000007"
NOTICE = f"{INSTANCE}/contact-flow/99999999-0000-4000-8000-000000000004"
ARNS = {
    "CheckNumberArn": CHECK,
    "AddNumberArn": ADD,
    "QueueArn": QUEUE,
    "AfterCallFlowArn": AFTER_CALL,
    "AgentWhisperFlowArn": WHISPER,
    "AfterCallViewArn": f"{INSTANCE}/view/99999999-0000-4000-8000-000000000005",
    "OutboundNoticeFlowArn": NOTICE,
    "OutboundNoticeViewArn": f"{INSTANCE}/view/99999999-0000-4000-8000-000000000006",
}
CALLER = "+12125550142"
ERROR = "NoMatchingError"


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


def placed(blocks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Metadata in which every block has a place."""
    origin = {"x": 0, "y": 0}
    positions = {block["Identifier"]: {"position": origin} for block in blocks}
    return {"entryPointPosition": origin, "ActionMetadata": positions}


def call(channel: str = "VOICE", attributes: dict[str, str] | None = None) -> Contact:
    return Contact(customer_address=CALLER, channel=channel, attributes=attributes if attributes is not None else {})


def flagging(channel: str = "VOICE", attributes: dict[str, str] | None = None) -> Contact:
    return call(channel, attributes).quick_connect(FLAG_QUEUE)


def inbound(language: str = "en") -> Flow:
    return open_flow("inbound", ARNS, language)


def flag_number(language: str = "en") -> Flow:
    return open_flow("flag_number", ARNS, language)


def outbound(method: str = "OUTBOUND", agent: str = "jane.doe") -> Contact:
    return replace(call(), initiation_method=method, agent=agent)


def guide(attributes: dict[str, str] | None = None) -> Contact:
    kept = {"DenylistCaller": CALLER, "DenylistDialled": CALLER, "FlaggedBy": "jane.doe"}
    return call(attributes=kept if attributes is None else attributes).guide()


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way through a flow: what goes in, and what must come out."""

    flow: str
    answer: object = None
    keys: Sequence[Pressed] = ()
    contact: Callable[[], Contact] = call
    faults: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    ended: str = "disconnected"
    decision: str | None = None
    tagged: bool = False

    def take(self, function: Scripted | None = None) -> Outcome:
        flow = open_flow(self.flow, {**ARNS, **self.given})
        return run(flow, self.contact(), function or Scripted(self.answer), self.keys, self.faults)

    def holds(self) -> Outcome:
        """Take this way, and check that all that was promised came out."""
        outcome, say = self.take(), prompts("en")
        assert outcome.heard == tuple(say[name] for name in self.heard)
        assert outcome.ended == self.ended
        assert outcome.attributes.get("DenylistDecision") == self.decision
        assert outcome.tags == ({"Denylist": "denied"} if self.tagged else {})
        return outcome
