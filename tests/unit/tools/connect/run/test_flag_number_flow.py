"""Every path of flows/flag_number.json, by name, and the promises that it always ends and never harms a chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import ADD, CALLER, ERROR, QUEUE, Scripted, flag_number, flagging
from tools.connect.project import prompts
from tools.connect.run import FunctionError, Outcome, run

FLOW = flag_number()
SAY = prompts("en")
START = ("PromptFlagStarts", "PromptFlagTerm")
ADDED = {"Success": "true", "Result": "added"}


@dataclass(frozen=True)
class Path:
    answer: object = field(default_factory=lambda: ADDED)
    keys: str = ""
    heard: tuple[str, ...] = (*START, "PromptFlagAdded")
    ended: str = "disconnected"
    term: str | None = "default"
    channel: str = "VOICE"
    faults: Mapping[str, str] = field(default_factory=dict)

    def take(self) -> Outcome:
        return run(FLOW, flagging(self.channel), Scripted(self.answer), self.keys, self.faults)


def _result(result: str, prompt: str) -> Path:
    return Path({"Success": "false", "Result": result}, heard=(*START, prompt))


def _other(channel: str, *heard: str, ended: str = "queue", faults: Mapping[str, str] | None = None) -> Path:
    return Path(channel=channel, heard=heard, ended=ended, term=None, faults=faults or {})


FULL = {"Transfer to the queue": "QueueAtCapacity"}
PATHS = {
    "no key": Path(),
    "voice not set": Path(faults={"Set the voice": ERROR}),
    "key 1": Path(keys="1", term="24h"),
    "key 2": Path(keys="2", term="30d"),
    "key 3": Path(keys="3", term="90d"),
    "key 4": Path(keys="4", term="365d"),
    "other key": Path(keys="9"),
    "star": Path(keys="*"),
    "hash": Path(keys="#"),
    "first key counts": Path(keys="21", term="30d"),
    "menu fails": Path(keys="2", heard=("PromptFlagStarts", "PromptFlagAdded"), faults={"Ask for the term": ERROR}),
    "first prompt fails": Path(
        heard=("PromptFlagTerm", "PromptFlagAdded"), faults={"Say the number is being added": ERROR}
    ),
    "24 hours not kept": Path(keys="1", term=None, faults={"Use 24 hours": ERROR}),
    "30 days not kept": Path(keys="2", term=None, faults={"Use 30 days": ERROR}),
    "90 days not kept": Path(keys="3", term=None, faults={"Use 90 days": ERROR}),
    "365 days not kept": Path(keys="4", term=None, faults={"Use 365 days": ERROR}),
    "default not kept": Path(term=None, faults={"Use the default term": ERROR}),
    "already listed": _result("already_listed", "PromptFlagListedBefore"),
    "protected": _result("protected", "PromptFlagProtected"),
    "refused": _result("refused", "PromptFlagNotPossible"),
    "no number": _result("no_number", "PromptFlagNotPossible"),
    "not voice": _result("not_voice", "PromptFlagNotPossible"),
    "unknown result": _result("ADDED", "PromptFlagWentWrong"),
    "no result": Path({"Success": "true"}, heard=(*START, "PromptFlagWentWrong")),
    "function fails": Path(FunctionError("boom"), heard=(*START, "PromptFlagWentWrong")),
    "nested answer": Path({"Result": {"added": "yes"}}, heard=(*START, "PromptFlagWentWrong")),
    "chat": _other("CHAT"),
    "task": _other("TASK"),
    "e-mail": _other("EMAIL"),
    "chat, queue not set": _other("CHAT", faults={"Set the queue": ERROR}),
    "chat, queue full": _other("CHAT", "PromptNobodyFree", ended="disconnected", faults=FULL),
    "chat, queue fails": _other(
        "CHAT", "PromptNobodyFree", ended="disconnected", faults={"Transfer to the queue": ERROR}
    ),
    "task, queue full": _other("TASK", ended="disconnected", faults=FULL),
} | {
    f"{prompt} fails": Path({"Result": result}, heard=START, faults={prompt: ERROR})
    for prompt, result in {
        "Say it was added": "added",
        "Say it was listed before": "already_listed",
        "Say it is protected": "protected",
        "Say it is not possible": "refused",
        "Say it went wrong": "?",
    }.items()
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Path) -> None:
    outcome = path.take()
    assert outcome.heard == tuple(SAY[name] for name in path.heard)
    assert outcome.ended == path.ended
    assert outcome.attributes.get("DenylistTerm") == path.term


def test_voice_is_the_languages() -> None:
    assert run(flag_number("ko"), flagging(), Scripted(ADDED)).voice == ("Seoyeon", "Neural")


def test_function_gets_number_term_and_agent() -> None:
    contact, function = flagging(attributes={"FlaggedBy": "jane.doe"}), Scripted(ADDED)
    run(FLOW, contact, function, "2")
    parameters = {"CustomerNumber": CALLER, "Term": "30d", "FlaggedBy": "jane.doe", "Dialled": ""}
    assert function.calls == [(ADD, contact.event(parameters))]


def test_unknown_agent_is_an_empty_parameter() -> None:
    function = Scripted(ADDED)
    run(FLOW, flagging(), function)
    assert function.calls[0][1]["Details"]["Parameters"]["FlaggedBy"] == ""


def test_default_overwrites_term_of_an_earlier_flag() -> None:
    function = Scripted(ADDED)
    run(FLOW, flagging(attributes={"DenylistTerm": "365d"}), function)
    assert function.calls[0][1]["Details"]["Parameters"]["Term"] == "default"


def test_keys_pressed_are_told() -> None:
    outcome = run(FLOW, flagging(), Scripted(ADDED), "2")
    assert outcome.keys_used == ("2",)


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL"])
def test_other_channels_add_nothing_and_reach_a_queue(channel: str) -> None:
    function = Scripted(ADDED)
    outcome = run(FLOW, flagging(channel), function, "2")
    assert (outcome.ended, outcome.queue, function.calls) == ("queue", QUEUE, [])


def test_disconnect_of_other_channels_follows_only_a_refusing_queue() -> None:
    leading = {a.identifier for a in FLOW.blocks.values() if "End what no queue takes" in {a.next, *a.errors.values()}}
    before = {a.identifier for a in FLOW.blocks.values() if leading & {a.next, *a.errors.values()}}
    assert (leading, before) == ({"Say nobody is free"}, {"Transfer to the queue"})


KEYS = st.lists(st.none() | st.sampled_from("0123456789*#"), max_size=3)
RESULTS = st.none() | st.text() | st.dictionaries(st.sampled_from(["Result", "Success"]), st.text() | st.booleans())


@given(KEYS, RESULTS)
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_flagging_always_ends_with_the_agent_told(keys: list[str | None], answer: object) -> None:
    outcome = run(FLOW, flagging(), Scripted(answer), keys)
    assert outcome.ended == "disconnected"
    assert outcome.heard[-1] in {text for name, text in SAY.items() if name.startswith("PromptFlag")}
    assert outcome.attributes["DenylistTerm"] in {"24h", "30d", "90d", "365d", "default"}
