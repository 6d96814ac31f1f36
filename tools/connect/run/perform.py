"""What each action does, one function each; which branch follows is decided in run.py."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tools.connect.actions import NO_MATCHING_ERROR
from tools.connect.errors import InvokeError, RunError
from tools.connect.paths import resolve
from tools.connect.run.ask import ask, show_view
from tools.connect.run.contact import Queue
from tools.connect.run.invocation import call_function
from tools.connect.run.session import Result, Session, Voice
from tools.connect.run.speak import play

type Parameters = Mapping[str, Any]
type Perform = Callable[[Session, Parameters], Result]

DISCONNECTED = "disconnected"
QUEUED = "queue"
IN_ANOTHER_FLOW = "flow"
ENDED = "ended"
RETURNED = "returned"
_DONE = Result()


def _nothing(_session: Session, _parameters: Parameters) -> Result:
    return _DONE


def _end(how: str) -> Perform:
    return lambda _session, _parameters: Result(ended=how)


def _invoke_function(session: Session, parameters: Parameters) -> Result:
    """Call the function; `$.External` is its answer, and empty after a failure.

    AWS says the next invocation overwrites `$.External`; what a failed one leaves is not documented, so nothing an
    earlier function said can be mistaken for this one's answer.
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
        raise RunError(f"{session.flow.file}: {session.action}: module {name!r} is unknown; give it by flow.using")
    return Result(enter=session.flow.modules[name], note=session.flow.modules[name].file)


def _compare(session: Session, parameters: Parameters) -> Result:
    return Result(value=resolve(parameters["ComparisonValue"], session.data()))


def _loop(session: Session, parameters: Parameters) -> Result:
    """Answer ContinueLooping as often as LoopCount says, then DoneLooping once, then begin again (AWS "Loop")."""
    count, place = session.fill(parameters["LoopCount"]), (session.flow.file, session.action)
    if not count.isdecimal():
        raise RunError(f"{session.flow.file}: {session.action}: LoopCount {count!r} is no number")
    session.loops[place] = session.loops.get(place, 0) + 1
    if session.loops[place] <= int(count):
        return Result(value="ContinueLooping", note=f"{session.loops[place]} of {count}")
    del session.loops[place]
    return Result(value="DoneLooping")


def _set_attributes(session: Session, parameters: Parameters) -> Result:
    target = session.contact if parameters.get("TargetContact") != "Related" else session.contact.related
    if target is None:
        return Result(error=NO_MATCHING_ERROR, note="no related contact")
    target.attributes.update(session.fill_map(parameters["Attributes"]))
    return _DONE


def _set_voice(session: Session, parameters: Parameters) -> Result:
    named = (parameters.get(f"TextToSpeech{part}", "") for part in ("Voice", "Engine", "Style"))
    session.voice = Voice(*named)
    return _DONE


def _set_hook(session: Session, parameters: Parameters) -> Result:
    """Hang a flow on an event; what is no ARN or id cannot be hung there."""
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
    arn = session.fill(parameters.get("QueueId") or parameters["AgentId"])
    if not arn:
        return Result(error=NO_MATCHING_ERROR, note="the queue resolved to nothing")
    session.contact = replace(session.contact, queue=Queue(arn))
    return _DONE


def _transfer(session: Session, _parameters: Parameters) -> Result:
    if session.contact.queue is None:
        return Result(error=NO_MATCHING_ERROR, note="no queue was set")
    return Result(ended=QUEUED)


def _transfer_to_flow(session: Session, parameters: Parameters) -> Result:
    """Leave for another flow. Which one is the note: this run does not follow the contact there."""
    flow = session.fill(parameters["ContactFlowId"])
    return Result(ended=IN_ANOTHER_FLOW, note=flow) if flow else Result(error=NO_MATCHING_ERROR, note="no flow")


PERFORM: Mapping[str, Perform] = {
    "UpdateFlowLoggingBehavior": _nothing,
    "InvokeLambdaFunction": _invoke_function,
    "InvokeFlowModule": _invoke_module,
    "Compare": _compare,
    "Loop": _loop,
    "MessageParticipant": play,
    "GetParticipantInput": ask,
    "UpdateContactRecordingBehavior": _nothing,
    "ShowView": show_view,
    "UpdateContactAttributes": _set_attributes,
    "UpdateContactTextToSpeechVoice": _set_voice,
    "UpdateContactEventHooks": _set_hook,
    "TagContact": _tag,
    "CompleteOutboundCall": _dial,
    "UpdateContactTargetQueue": _set_queue,
    "TransferContactToQueue": _transfer,
    "TransferToFlow": _transfer_to_flow,
    "DisconnectParticipant": _end(DISCONNECTED),
    "EndFlowExecution": _end(ENDED),
    "EndFlowModuleExecution": _end(RETURNED),
}
