"""What each block does, one function each; the interpreter decides which branch follows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tools.connect.block_rule import NO_MATCHING_ERROR
from tools.connect.errors import InvokeError, RunError
from tools.connect.jsonpath import resolve
from tools.connect.run.ask import ask, play, show_view
from tools.connect.run.contact import Queue
from tools.connect.run.invocation import call_function
from tools.connect.run.session import Result, Session, Voice

type Parameters = Mapping[str, Any]
type Perform = Callable[[Session, Parameters], Result]

DISCONNECTED = "disconnected"
QUEUED = "queue"
ENDED = "ended"
RETURNED = "returned"
_DONE = Result()


def _nothing(_session: Session, _parameters: Parameters) -> Result:
    return _DONE


def _end(how: str) -> Perform:
    return lambda _session, _parameters: Result(ended=how)


def _invoke_function(session: Session, parameters: Parameters) -> Result:
    """Call the function; `$.External` is its answer, and empty after a failure.

    AWS says that the next invocation overwrites `$.External`. What a failed one leaves there is not documented. Here it
    is emptied, so that an earlier function's answer cannot be mistaken for this one's.
    """
    session.external = {}
    arn = session.fill(parameters["LambdaFunctionARN"])
    event = session.contact.event(session.fill_map(parameters.get("LambdaInvocationAttributes", {})))
    try:
        session.external = call_function(session.invoke, arn, event, int(parameters["InvocationTimeLimitSeconds"]))
    except InvokeError as exc:
        return Result(error=NO_MATCHING_ERROR, note=f"{type(exc).__name__}: {exc}")
    return _DONE


def _invoke_module(session: Session, parameters: Parameters) -> Result:
    name = session.fill(parameters["FlowModuleId"])
    if name not in session.flow.modules:
        raise RunError(f"{session.flow.file}: {session.block}: module {name!r} is unknown; give it by flow.using")
    return Result(enter=session.flow.modules[name], note=session.flow.modules[name].file)


def _compare(session: Session, parameters: Parameters) -> Result:
    return Result(value=resolve(parameters["ComparisonValue"], session.data()))


def _set_attributes(session: Session, parameters: Parameters) -> Result:
    session.contact.attributes.update(session.fill_map(parameters["Attributes"]))
    return _DONE


def _set_voice(session: Session, parameters: Parameters) -> Result:
    session.voice = Voice(parameters["TextToSpeechVoice"], parameters.get("TextToSpeechEngine", ""))
    return _DONE


def _set_hook(session: Session, parameters: Parameters) -> Result:
    """Set the flow that runs at an event. Without its ARN, take the error branch."""
    ((event, flow),) = session.fill_map(parameters["EventHooks"]).items()
    if not flow:
        return Result(error=NO_MATCHING_ERROR, note="the flow resolved to nothing")
    session.hooks[event] = flow
    return _DONE


def _tag(session: Session, parameters: Parameters) -> Result:
    session.tags.update(session.fill_map(parameters["Tags"]))
    return _DONE


def _dial(session: Session, _parameters: Parameters) -> Result:
    session.dialled = True
    return _DONE


def _set_queue(session: Session, parameters: Parameters) -> Result:
    arn = session.fill(parameters["QueueId"])
    if not arn:
        return Result(error=NO_MATCHING_ERROR, note="the queue resolved to nothing")
    session.contact = replace(session.contact, queue=Queue(arn))
    return _DONE


def _transfer(session: Session, _parameters: Parameters) -> Result:
    if session.contact.queue is None:
        return Result(error=NO_MATCHING_ERROR, note="no queue was set")
    return Result(ended=QUEUED)


PERFORM: Mapping[str, Perform] = {
    "UpdateFlowLoggingBehavior": _nothing,
    "InvokeLambdaFunction": _invoke_function,
    "InvokeFlowModule": _invoke_module,
    "Compare": _compare,
    "MessageParticipant": play,
    "GetParticipantInput": ask,
    "ShowView": show_view,
    "UpdateContactAttributes": _set_attributes,
    "UpdateContactTextToSpeechVoice": _set_voice,
    "UpdateContactEventHooks": _set_hook,
    "TagContact": _tag,
    "CompleteOutboundCall": _dial,
    "UpdateContactTargetQueue": _set_queue,
    "TransferContactToQueue": _transfer,
    "DisconnectParticipant": _end(DISCONNECTED),
    "EndFlowExecution": _end(ENDED),
    "EndFlowModuleExecution": _end(RETURNED),
}
