"""Works out all changes before any is made. Each step has a sentence for the operator, and a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.common.errors import LocalError
from tools.operate.attach.directory import Directory, Named
from tools.operate.changes import Step

MOST_APPLICATIONS = 10
"""Of one security profile (API reference, `UpdateSecurityProfile`)."""


@dataclass(frozen=True)
class Wish:
    """What the operator asked for: names of queues and security profiles, a number, and whether to detach instead."""

    quick_connect: str
    flow: str
    queues: Sequence[str] = ()
    number: str = ""
    profiles: Sequence[str] = ()
    application: str = ""
    """Namespace of the agents' panel."""
    undo: bool = False


def plan(directory: Directory, wish: Wish) -> list[Step]:
    """The steps that are needed. All names are looked up first, so that nothing changes if one is wrong."""
    queues = [directory.queue(name) for name in dict.fromkeys(wish.queues)]
    number = directory.number(wish.number) if wish.number else None
    button = directory.quick_connect(wish.quick_connect) if queues else None
    flow = directory.flow(wish.flow) if number else None
    profiles = [directory.profile(name) for name in dict.fromkeys(wish.profiles)]
    steps = [_queue_step(directory, queue, button, undo=wish.undo) for queue in queues if button]
    steps += [_profile_step(directory, profile, wish.application, undo=wish.undo) for profile in profiles]
    return [*steps, *([_number_step(directory, number, flow, undo=wish.undo)] if number and flow else [])]


def _queue_step(directory: Directory, queue: Named, button: Named, *, undo: bool) -> Step:
    there = directory.has(queue, button)
    request = (("QueueId", queue.id), ("QuickConnectIds", [button.id]))
    if undo:
        if not there:
            return Step(f'Queue "{queue.name}" does not have "{button.name}"')
        return Step(f'Take "{button.name}" from queue "{queue.name}"', "disassociate_queue_quick_connects", request)
    if there:
        return Step(f'Queue "{queue.name}" has "{button.name}"')
    return Step(f'Give "{button.name}" to queue "{queue.name}"', "associate_queue_quick_connects", request)


def _profile_step(directory: Directory, profile: Named, application: str, *, undo: bool) -> Step:
    """Amazon Connect replaces a profile's whole list of applications, so those that it has are written again."""
    held = directory.applications(profile)
    others = [one for one in held if one["Namespace"] != application]
    there = len(others) < len(held)
    if undo:
        if not there:
            return Step(f'Security profile "{profile.name}" does not have the agents\' panel')
        sentence = f'Take the agents\' panel from security profile "{profile.name}"'
        return Step(sentence, "update_security_profile", _with(profile, others))
    if there:
        return Step(f'Security profile "{profile.name}" has the agents\' panel')
    if len(held) >= MOST_APPLICATIONS:
        raise LocalError(
            f'Security profile "{profile.name}" has {len(held)} applications, which is the most; nothing was changed'
        )
    sentence = f'Give the agents\' panel to security profile "{profile.name}"'
    return Step(sentence, "update_security_profile", _with(profile, [*held, granted(application)]))


def _with(profile: Named, applications: Sequence[object]) -> tuple[tuple[str, object], ...]:
    return (("SecurityProfileId", profile.id), ("Applications", applications))


def granted(application: str) -> dict[str, object]:
    """An application as a security profile has it."""
    return {"Namespace": application, "ApplicationPermissions": ["ACCESS"]}


def _number_step(directory: Directory, number: Named, flow: Named, *, undo: bool) -> Step:
    now = directory.flow_of_number.get(number.arn)
    if undo:
        if now != flow.arn:
            return Step(f'{number.name} does not lead to flow "{flow.name}"')
        sentence = f'Let {number.name} lead to no flow instead of "{flow.name}", until it has another'
        return Step(sentence, "disassociate_phone_number_contact_flow", (("PhoneNumberId", number.id),))
    if now == flow.arn:
        return Step(f'{number.name} leads to flow "{flow.name}"')
    before = next((f'"{known.name}"' for known in directory.flows if known.arn == now), now or "none")
    sentence = f'Let {number.name} lead to flow "{flow.name}" instead of {before}'
    request = (("PhoneNumberId", number.id), ("ContactFlowId", flow.id))
    return Step(sentence, "associate_phone_number_contact_flow", request)


def attached(directory: Directory, wish: Wish) -> Iterator[str]:
    """A sentence for each queue, security profile and number: whether it has what belongs to it."""
    button, flow = directory.quick_connect(wish.quick_connect), directory.flow(wish.flow)
    for queue in directory.queues:
        yield f'Queue "{queue.name}" {"has" if directory.has(queue, button) else "does not have"} "{button.name}"'
    for profile in directory.profiles if wish.application else ():
        there = any(one["Namespace"] == wish.application for one in directory.applications(profile))
        yield f'Security profile "{profile.name}" {"has" if there else "does not have"} the agents\' panel'
    for number in directory.numbers:
        leads = directory.flow_of_number.get(number.arn) == flow.arn
        yield f'{number.name} {"leads" if leads else "does not lead"} to flow "{flow.name}"'
