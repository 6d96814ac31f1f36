"""Every path of flows/agent_whisper.json, by name: the agent is named, hears the queue, and is never held up."""

from dataclasses import dataclass, field, replace

import pytest

from tests.unit.tools.connect.scripted import (
    ADD,
    ARNS,
    ERROR,
    FLAG_QUEUE,
    INSTANCE,
    Scripted,
    call,
    flag_number,
    inbound,
)
from tools.connect.run import Outcome, Queue, open_flow, run

QUEUE = Queue(f"{INSTANCE}/queue/support", "Support")
ADDED = {"Success": "true", "Result": "added"}


@dataclass(frozen=True)
class Path:
    method: str = "INBOUND"
    dialled: str | None = "no"
    named: str | None = "jane.doe"
    heard: tuple[str, ...] = ("Support",)
    channel: str = "VOICE"
    language: str = "en"
    faults: dict[str, str] = field(default_factory=dict)

    def take(self) -> Outcome:
        contact = replace(call(self.channel), initiation_method=self.method, agent="jane.doe", queue=QUEUE)
        return run(open_flow("agent_whisper", ARNS, self.language), contact, Scripted(), (), self.faults)


PATHS = {
    "call that came in": Path(),
    "call from a web page": Path("WEBRTC_API"),
    "outbound call": Path("OUTBOUND", "outbound"),
    "outbound call of a campaign": Path("API", "outbound"),
    "callback": Path("CALLBACK", "callback"),
    "callback, customer first": Path("CALLBACK_CUSTOMER_FIRST_QUEUED", "callback"),
    "call that was handed on": Path("TRANSFER", None),
    "chat": Path(channel="CHAT", dialled=None, named=None, heard=()),
    "agent not kept": Path(named=None, faults={"Name the agent": ERROR}),
    "call that came in, not kept": Path(dialled=None, faults={"Keep that it came in": ERROR}),
    "outbound call, not kept": Path("OUTBOUND", None, faults={"Keep that it was dialled": ERROR}),
    "callback, not kept": Path("CALLBACK", None, faults={"Keep that it is a callback": ERROR}),
    "voice not set": Path(faults={"Set the voice": ERROR}),
    "queue not said": Path(heard=(), faults={"Say the queue": ERROR}),
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Path) -> None:
    outcome = path.take()
    wanted = {"FlaggedBy": path.named, "DenylistIsDialled": path.dialled}
    assert outcome.attributes == {name: text for name, text in wanted.items() if text}
    assert (outcome.heard, outcome.ended) == (path.heard, "ended")


@pytest.mark.parametrize(("language", "voice"), [("en", "Joanna"), ("ko", "Seoyeon")])
def test_queue_is_said_by_the_languages_voice(language: str, voice: str) -> None:
    outcome = Path(language=language).take()
    assert (outcome.heard, outcome.voice) == (("Support",), (voice, "Neural"))


@pytest.mark.parametrize(
    ("method", "dialled"), [("INBOUND", "no"), ("CALLBACK", "callback"), ("API", "outbound"), ("OUTBOUND", "outbound")]
)
def test_quick_connect_passes_on_what_the_whisper_kept(method: str, dialled: str) -> None:
    """The whole way is run, from the inbound flow, which sets the whisper, to the function that stores the flag."""
    contact, function = replace(call(), initiation_method=method, agent="jane.doe", queue=QUEUE), Scripted(ADDED)
    whisper = run(inbound(), contact, Scripted({"Success": "false"})).hooks["AgentWhisper"]
    assert whisper == ARNS["AgentWhisperFlowArn"]
    run(open_flow("agent_whisper", ARNS), contact, Scripted())
    run(flag_number(), contact.quick_connect(FLAG_QUEUE), function)
    ((arn, event),) = function.calls
    told = event["Details"]["Parameters"]
    assert (arn, told["FlaggedBy"], told["Dialled"]) == (ADD, "jane.doe", dialled)
    assert "Agent" not in event["Details"]["ContactData"]
