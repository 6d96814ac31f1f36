"""What is wrong with the ways through a flow: dead parts, circles, and the wrong kind of contact."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from tools.connect.check.action_rule import EVERY_CHANNEL, NO_MATCHING_CONDITION, VOICE
from tools.connect.finding import Finding
from tools.connect.flow import Action, Flow
from tools.connect.paths import members

# Their contacts are calls: an agent dials, or a caller is put on hold.
_VOICE_FLOWS = frozenset({"OUTBOUND_WHISPER", "AGENT_HOLD", "CUSTOMER_HOLD"})
_WAITS = frozenset({"Loop", "GetParticipantInput", "ShowView"})  # counts its rounds, or waits for a person each time

type Findings = Iterator[Finding]


def ways_findings(document: dict[str, Any], flow_type: str) -> Findings:
    """Find what shows only when the actions are seen together; each of them is right by itself."""
    flow = Flow.parse("", flow_type, document)
    return chain(_unreachable(flow), _endless(flow), _channel(flow))


def _onward(action: Action) -> frozenset[str]:
    further = {action.next} if action.rule.goes_on and not action.rule.terminal else set()
    return frozenset({*(case.target for case in action.conditions), *action.errors.values(), *further})


def _closure(flow: Flow, begin: Collection[str], allowed: Collection[str]) -> frozenset[str]:
    found, todo = set[str](), set(begin)
    while todo:
        found |= todo
        todo = {target for name in todo for target in _onward(flow.actions[name]) if target in allowed} - found
    return frozenset(found)


def _unreachable(flow: Flow) -> Findings:
    for name in flow.actions.keys() - _closure(flow, {flow.start}, flow.actions):
        yield Finding("unreachable", name, "is never reached; lead a branch to it or remove it")


def _endless(flow: Flow) -> Findings:
    """A circle is fine if it counts (Loop), or if every round waits for a person."""
    ends = {name for name, action in flow.actions.items() if action.rule.terminal or action.rule.leaves}
    spinning = [name for name, action in flow.actions.items() if action.type not in _WAITS]
    for name, action in flow.actions.items():
        if not _closure(flow, {name}, flow.actions) & ends:
            yield Finding("endless", name, "leads to no end; lead a branch to an action that ends the flow")
        elif name in spinning and name in _closure(flow, _onward(action) & set(spinning), spinning):
            yield Finding("endless", name, "can go round for ever; put a Loop into the circle")


def _channel(flow: Flow) -> Findings:
    for name, coming in _channels(flow).items():
        action = flow.actions[name]
        others = coming - action.rule.channels
        if others and action.rule.channels == VOICE and flow.type not in _VOICE_FLOWS:
            what = f"is for voice only, and {', '.join(sorted(others))} may come here"
            yield Finding("channel", name, f"{what}; put a Compare of $.Channel with VOICE before it")
        for case in action.conditions if _tells_channels(action) else ():
            if case.operator == "Equals" and case.operand not in EVERY_CHANNEL:
                what = f"compares $.Channel with {case.operand}; use {', '.join(sorted(EVERY_CHANNEL))}"
                yield Finding("operand", name, what)


def _tells_channels(action: Action) -> bool:
    return action.type == "Compare" and members(action.parameters["ComparisonValue"]) == ("Channel",)


def _channels(flow: Flow) -> Mapping[str, frozenset[str]]:
    """List the channels a contact may have at each action: a Compare of $.Channel tells them apart."""
    known, todo = {flow.start: EVERY_CHANNEL}, [flow.start]
    while todo:
        name = todo.pop()
        for target, coming in _channels_after(flow.actions[name], known[name]):
            before = known.get(target, frozenset())
            if target not in known or not coming <= before:
                known[target] = before | coming
                todo.append(target)
    return known


def _channels_after(action: Action, coming: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if not _tells_channels(action):
        yield from ((target, coming) for target in _onward(action))
        return
    for case in action.conditions:
        equal = case.operator == "Equals"
        yield case.target, coming & {case.operand} if equal else coming
        coming = coming - {case.operand} if equal else coming
    yield action.errors[NO_MATCHING_CONDITION], coming
