"""The blocks that talk to people: a prompt, a question for a key, a form in the agent workspace."""

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
    """Play the question, then take the next key. If it is None, the time runs out."""
    key = session.person.press(_spoken(session, parameters), int(parameters["InputTimeLimitSeconds"]))
    if isinstance(key, ViewAnswer):
        raise RunError(f"{session.flow.file}: {session.block} asks for a key; the next answer is for a view")
    if key is None:
        return Result(error=TIME_OUT)
    session.pressed.append(key)
    return Result(value=key)


def show_view(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Show a view, then take the next answer. If it is None, the time runs out.

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
