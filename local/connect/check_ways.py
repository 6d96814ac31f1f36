"""What is wrong with the ways through a flow: dead parts, circles, silence, and the wrong kind of contact."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from local.connect.action_rule import VOICE
from local.connect.check_action import texts
from local.connect.check_rules import Finding
from local.connect.check_spread import channels, external, silence
from local.connect.paths import PATH, members
from local.connect.ways import Block, Ways

LONGEST_SILENCE = 20  # seconds a chain of functions may last without a prompt between: AWS "Invoke Lambda functions"
# Their contacts are calls: an agent dials, or a caller is put on hold.
_VOICE_FLOWS = frozenset({"OUTBOUND_WHISPER", "AGENT_HOLD", "CUSTOMER_HOLD"})

type Findings = Iterator[Finding]


def ways_findings(document: dict[str, Any], flow_type: str) -> Findings:
    """Find what shows only when the actions are seen together; each of them is right by itself."""
    ways = Ways.of(document)
    return chain(_unreachable(ways), _endless(ways), _channel(ways, flow_type), _silence(ways), _external(ways))


def _unreachable(ways: Ways) -> Findings:
    for name in ways.blocks:
        if name not in ways.reached:
            yield Finding("unreachable", name, "is never reached; lead a branch to it or remove it")


def _endless(ways: Ways) -> Findings:
    """A circle is fine if it counts (Loop), or if every round waits for a person."""
    for name in ways.reached_in_order():
        if name not in ways.ending:
            yield Finding("endless", name, "leads to no end; lead a branch to an action that ends the flow")
        elif ways.spins(name):
            yield Finding("endless", name, "can go round for ever; put a Loop into the circle")


def _channel(ways: Ways, flow_type: str) -> Findings:
    if flow_type in _VOICE_FLOWS:
        return
    coming = channels(ways)
    for name in ways.reached_in_order():
        rule = ways.blocks[name].rule
        if rule.channels == VOICE and not coming[name] <= rule.channels:
            others = ", ".join(sorted(coming[name] - rule.channels))
            mend = f"is for voice only, and {others} may come here; put a Compare of $.Channel with VOICE before it"
            yield Finding("channel", name, mend)


def _silence(ways: Ways) -> Findings:
    before = silence(ways, LONGEST_SILENCE)
    for name in ways.reached_in_order():
        block = ways.blocks[name]
        total = before[name] + block.seconds
        if total > LONGEST_SILENCE:
            mend = f"may end {total} seconds of silence; shorten the time limits to {LONGEST_SILENCE} seconds in all"
            yield Finding("silence", name, f"{mend}, or say something between")


def _external(ways: Ways) -> Findings:
    answered = external(ways)
    for name in ways.reached_in_order():
        path = _reads_external(ways.blocks[name])
        if path and not answered[name]:
            yield Finding("external", name, f"reads {path} before any function answered; invoke the function first")


def _reads_external(block: Block) -> str | None:
    found = (path.group() for text in texts(block.parameters) for path in PATH.finditer(text))
    return next((path for path in found if members(path)[0] == "External"), None)
