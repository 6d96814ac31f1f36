"""Run a flow action by action, as Amazon Connect would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from local.connect.actions import EVERY_CHANNEL, NO_MATCHING_CONDITION, NO_MATCHING_ERROR
from local.connect.conditions import holds
from local.connect.contact import Contact
from local.connect.errors import RunError
from local.connect.flow import ENDS, GOES_ON, Action, Branch, Flow
from local.connect.invocation import Invoke
from local.connect.parameters import key as key_flaw
from local.connect.perform import DISCONNECTED, PERFORM, QUEUED
from local.connect.session import Result, Session, Step

MOST_STEPS = 250  # as many as a flow may have actions: without a loop no run is longer


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run came to, as the people on the line would tell it."""

    heard: tuple[str, ...]
    ended: str  # "disconnected" or "queue"
    queue: str | None
    attributes: Mapping[str, str]
    external: Mapping[str, str]
    keys_used: tuple[str, ...]
    trace: tuple[Step, ...]

    def branches(self) -> frozenset[Branch]:
        """List the branches this run took, for coverage."""
        return frozenset((step.action, step.branch) for step in self.trace)


def run(
    flow: Flow,
    contact: Contact,
    invoke: Invoke,
    keys: Sequence[str | None] = (),
    faults: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a flow to its end for one contact.

    `keys` are pressed in order, None letting one question time out; when they are used up every question does.
    `faults` makes Connect itself fail: identifier of an action -> the error branch it takes instead of being done.
    Raises RunError for a run that never ends, or for a channel, keys or faults that cannot be.
    """
    faults = faults or {}
    _check_wishes(flow, contact, keys, faults)
    session = Session(contact, invoke, iter(keys))
    current = flow.start
    for _ in range(MOST_STEPS):
        following = _take(session, flow.actions[current], faults)
        if following is None:
            return _outcome(session)
        current = following
    raise RunError(f"{flow.file}: no end after {MOST_STEPS} actions; the flow goes in a circle")


def _check_wishes(flow: Flow, contact: Contact, keys: Sequence[str | None], faults: Mapping[str, str]) -> None:
    if contact.channel not in EVERY_CHANNEL:
        raise RunError(f"channel {contact.channel!r} is unknown; use {', '.join(sorted(EVERY_CHANNEL))}")
    for pressed in keys:
        if pressed is not None and (flaw := key_flaw(pressed)):
            raise RunError(f"key {pressed!r} {flaw}")
    for name, error in faults.items():
        if name not in flow.actions or error not in flow.actions[name].errors:
            raise RunError(f"{flow.file}: {name} has no error branch {error}")


def _take(session: Session, action: Action, faults: Mapping[str, str]) -> str | None:
    """Run one action, note the step, and return the next action, or None at an end."""
    began = monotonic()
    result = _perform(session, action, faults.get(action.identifier))
    branch, target = _choose(action, result)
    milliseconds = (monotonic() - began) * 1000
    session.trace.append(Step(action.identifier, action.type, branch, milliseconds, result.note))
    return target


def _perform(session: Session, action: Action, fault: str | None) -> Result:
    if fault:
        return Result(error=fault, note="fault injected")
    if session.contact.channel not in action.rule.channels:
        return Result(error=NO_MATCHING_ERROR, note=f"not for {session.contact.channel}")
    return PERFORM[action.type](session, action.parameters)


def _choose(action: Action, result: Result) -> tuple[str, str | None]:
    """Pick the branch: end, error, first true condition, or the next action."""
    if result.ended:
        return ENDS, None
    if result.error:
        return result.error, action.errors[result.error]
    if not action.rule.operators:
        return GOES_ON, action.next
    for case in action.conditions:
        if holds(case.operator, result.value, case.operand):
            return case.label, case.target
    return NO_MATCHING_CONDITION, action.errors[NO_MATCHING_CONDITION]


def _outcome(session: Session) -> Outcome:
    queued = session.contact.queue if session.trace[-1].type == "TransferContactToQueue" else None
    return Outcome(
        heard=tuple(session.heard),
        ended=QUEUED if queued else DISCONNECTED,
        queue=queued.arn if queued else None,
        attributes=dict(session.contact.attributes),
        external=dict(session.external),
        keys_used=tuple(session.pressed),
        trace=tuple(session.trace),
    )
