"""What people hear and are asked: a prompt, a key on the telephone, a form in the agent workspace."""

from collections.abc import Mapping
from typing import Any

from tools.connect.block_rule import TIME_OUT, VIEW_TIME_OUT
from tools.connect.errors import RunError
from tools.connect.run.session import Result, Session, ViewAnswer


def play(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Play a prompt."""
    session.person.hear(_spoken(session, parameters))
    return Result()


def ask(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Play the question and take the key; None is a time-out."""
    key = session.person.press(_spoken(session, parameters), int(parameters["InputTimeLimitSeconds"]))
    if isinstance(key, ViewAnswer):
        raise RunError(f"{session.flow.file}: {session.block} asks for a key; the next answer is for a view")
    if key is None:
        return Result(error=TIME_OUT)
    session.pressed.append(key)
    return Result(value=key)


def show_view(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Show a view and take the answer; None is a time-out.

    Afterwards `$.Views.Action` is the button and `$.Views.ViewResultData` the form's fields (show-view-block).
    """
    session.views = {}
    data = session.fill_any(parameters.get("ViewData", {}))
    session.shown.append(data)
    view = session.fill(parameters["ViewResource"]["Id"])
    answer = session.person.fill_in(view, data, int(parameters["InvocationTimeLimitSeconds"]))
    if isinstance(answer, str):
        raise RunError(f"{session.flow.file}: {session.block} shows a view; give a ViewAnswer, not key {answer!r}")
    if answer is None:
        return Result(error=VIEW_TIME_OUT)
    session.views = {"Action": answer.action, "ViewResultData": dict(answer.data)}
    return Result(value=answer.action)


def _spoken(session: Session, parameters: Mapping[str, Any]) -> str:
    """The prompt as it is spoken, which is also noted."""
    text = session.fill(parameters["Text"])
    session.heard.append(text)
    return text
