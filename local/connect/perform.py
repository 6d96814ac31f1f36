"""What each action does, one function each; which branch follows is decided in run.py."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from local.connect.actions import NO_MATCHING_ERROR, TIME_OUT
from local.connect.contact import Queue
from local.connect.errors import InvokeError
from local.connect.invocation import call_function
from local.connect.paths import resolve
from local.connect.session import Result, Session

type Parameters = Mapping[str, Any]
type Perform = Callable[[Session, Parameters], Result]

DISCONNECTED = "disconnected"
QUEUED = "queue"
_DONE = Result()


def _set_logging(_session: Session, _parameters: Parameters) -> Result:
    return _DONE


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


def _compare(session: Session, parameters: Parameters) -> Result:
    return Result(value=resolve(parameters["ComparisonValue"], session.data()))


def _play(session: Session, parameters: Parameters) -> Result:
    prompt = next((parameters[name] for name in ("Text", "SSML", "PromptId") if name in parameters), None)
    if prompt is not None:
        session.heard.append(session.fill(prompt))
    return _DONE


def _ask(session: Session, parameters: Parameters) -> Result:
    """Play the question, then take the next key; no key left, or None, is a time-out."""
    _play(session, parameters)
    key = next(session.keys, None)
    if key is None:
        return Result(error=TIME_OUT)
    session.pressed.append(key)
    return Result(value=key)


def _set_attributes(session: Session, parameters: Parameters) -> Result:
    session.contact.attributes.update(session.fill_map(parameters["Attributes"]))
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


def _disconnect(_session: Session, _parameters: Parameters) -> Result:
    return Result(ended=DISCONNECTED)


PERFORM: Mapping[str, Perform] = {
    "UpdateFlowLoggingBehavior": _set_logging,
    "InvokeLambdaFunction": _invoke_function,
    "Compare": _compare,
    "MessageParticipant": _play,
    "GetParticipantInput": _ask,
    "UpdateContactAttributes": _set_attributes,
    "UpdateContactTargetQueue": _set_queue,
    "TransferContactToQueue": _transfer,
    "DisconnectParticipant": _disconnect,
}
