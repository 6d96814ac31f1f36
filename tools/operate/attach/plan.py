"""Works out all changes before any is made. Each step has a sentence for the operator, and a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.operate.attach.directory import Directory, Named
from tools.operate.changes import Step


@dataclass(frozen=True)
class Wish:
    """What the operator asked for: queues' names, a number, and whether to detach instead of attach."""

    quick_connect: str
    flow: str
    queues: Sequence[str] = ()
    number: str = ""
    undo: bool = False


def plan(directory: Directory, wish: Wish) -> list[Step]:
    """The steps that are needed. All names are looked up first, so that nothing changes if one is wrong."""
    queues = [directory.queue(name) for name in dict.fromkeys(wish.queues)]
    number = directory.number(wish.number) if wish.number else None
    button = directory.quick_connect(wish.quick_connect) if queues else None
    flow = directory.flow(wish.flow) if number else None
    steps = [_queue_step(directory, queue, button, undo=wish.undo) for queue in queues if button]
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
    """A sentence for each queue that has the quick connect, and each number that leads to the flow."""
    button, flow = directory.quick_connect(wish.quick_connect), directory.flow(wish.flow)
    for queue in directory.queues:
        yield f'Queue "{queue.name}" {"has" if directory.has(queue, button) else "does not have"} "{button.name}"'
    for number in directory.numbers:
        leads = directory.flow_of_number.get(number.arn) == flow.arn
        yield f'{number.name} {"leads" if leads else "does not lead"} to flow "{flow.name}"'
