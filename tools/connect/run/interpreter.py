"""Run a flow block by block, as Amazon Connect would."""

from collections.abc import Mapping, Sequence
from time import monotonic

from tools.connect.block_rule import EVERY_CHANNEL, NO_MATCHING_CONDITION, NO_MATCHING_ERROR
from tools.connect.errors import RunError
from tools.connect.flow import ENDS, GOES_ON, Flow, KnownBlock
from tools.connect.parameter_checks import key as key_flaw
from tools.connect.run.contact import Contact
from tools.connect.run.invocation import Invoke
from tools.connect.run.outcome import Outcome, outcome_of
from tools.connect.run.perform import PERFORM, RETURNED
from tools.connect.run.session import Person, Pressed, Result, Script, Session, Step

__all__ = ["MOST_STEPS", "Outcome", "run", "talk"]

MOST_STEPS = 10_000  # far more than the 250 blocks that a flow may have; none of our flows has a loop


def run(
    flow: Flow,
    contact: Contact,
    invoke: Invoke,
    keys: Sequence[Pressed] = (),
    faults: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a flow to its end for one contact.

    `keys` answer the questions in order: a key, a ViewAnswer for a view, or None to let the time run out. When they are
    used up, every question times out. `faults` makes Connect itself fail: a block's identifier -> the error branch that
    it takes without being run. Modules come with the flow (`flow.using`).
    Raises RunError for a run that does not end, and for a channel, module, key or fault that is impossible.
    """
    _check_wishes(flow, contact, keys, faults or {})
    return talk(flow, contact, invoke, Script(keys), faults or {})


def talk(flow: Flow, contact: Contact, invoke: Invoke, person: Person, faults: Mapping[str, str]) -> Outcome:
    """Run a flow with somebody who hears it now and answers in their own time, as on the desk of `make lab`.

    Raises HungUpError if the person leaves, and RunError as `run` does.
    """
    session = Session(contact, invoke, person, flow)
    ended = _walk(session, flow, faults)
    return outcome_of(session, flow, ended)


def _check_wishes(flow: Flow, contact: Contact, keys: Sequence[Pressed], faults: Mapping[str, str]) -> None:
    if contact.channel not in EVERY_CHANNEL:
        raise RunError(f"channel {contact.channel!r} is unknown; use {', '.join(sorted(EVERY_CHANNEL))}")
    for pressed in keys:
        if isinstance(pressed, str) and (flaw := key_flaw(pressed)):
            raise RunError(f"key {pressed!r} {flaw}")
    for name, error in faults.items():
        if name not in flow.blocks or error not in flow.blocks[name].errors:
            raise RunError(f"{flow.file}: {name} has no error branch {error}")


def _walk(session: Session, flow: Flow, faults: Mapping[str, str]) -> str:
    """Run one flow, or one module, to its end, and say how it ended."""
    current = flow.start
    while len(session.trace) < MOST_STEPS:
        session.flow, session.block = flow, current
        block = flow.blocks[current]
        result, target = _take(session, flow, block, faults.get(current))
        if target is None:
            return result.ended
        current = target
    raise RunError(f"{flow.file}: no end after {MOST_STEPS} blocks; the flow goes in a circle")


def _take(session: Session, flow: Flow, block: KnownBlock, fault: str | None) -> tuple[Result, str | None]:
    """Run one block, note the step, and return what it came to and the next block, or None at an end."""
    began, place = monotonic(), len(session.trace)
    result = _perform(session, block, fault)
    if result.enter:
        result = _enter(session, result.enter, result.note)
    branch, target = _choose(block, result)
    milliseconds = (monotonic() - began) * 1000
    step = Step(block.identifier, block.type, branch, milliseconds, result.note, flow.file)
    session.trace.insert(place, step)  # before the steps of a module it entered
    return result, target


def _perform(session: Session, block: KnownBlock, fault: str | None) -> Result:
    if fault:
        return Result(error=fault, note="fault injected")
    if session.contact.channel not in block.rule.channels:
        return _not_for_this_channel(session, block)
    return PERFORM[block.type](session, block.parameters)


def _not_for_this_channel(session: Session, block: KnownBlock) -> Result:
    """Take the error branch. A block without one (CompleteOutboundCall) is not possible for such a contact."""
    if NO_MATCHING_ERROR not in block.errors:
        raise RunError(f"{session.flow.file}: {block.identifier} cannot be run for {session.contact.channel}")
    return Result(error=NO_MATCHING_ERROR, note=f"not for {session.contact.channel}")


def _enter(session: Session, module: Flow, note: str) -> Result:
    """Run a module. Only contact attributes pass in and out.

    AWS "Flow modules": a module cannot read the invoking flow's `$.External`. What it leaves there is not documented,
    so the invoking flow finds nothing.
    """
    session.external = {}
    ended = _walk(session, module, {})
    session.external = {}
    return Result(note=note) if ended == RETURNED else Result(ended=ended, note=note)


def _choose(block: KnownBlock, result: Result) -> tuple[str, str | None]:
    """Pick the branch: end, error, first true condition, or the next block."""
    if result.ended:
        return ENDS, None
    if result.error:
        return result.error, block.errors[result.error]
    if not block.rule.operators:
        return GOES_ON, block.next
    for case in block.conditions:
        if case.holds(result.value):
            return case.label, case.target
    return NO_MATCHING_CONDITION, block.errors[NO_MATCHING_CONDITION]
