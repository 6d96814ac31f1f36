"""What people are asked: a key on the telephone, a form in the agent workspace."""

from collections.abc import Mapping
from itertools import islice, takewhile
from typing import Any

from tools.connect.actions import TIME_OUT, VIEW_TIME_OUT
from tools.connect.errors import RunError
from tools.connect.run.session import Result, Session, ViewAnswer
from tools.connect.run.speak import play

MOST_KEYS = 128  # where the block sets no limit of its own


def ask(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Play the question, then take the next key; no key left, or None, is a time-out."""
    play(session, parameters)
    if parameters["StoreInput"] == "True":
        return _store(session, parameters)
    key = next(session.pressing, None)
    if isinstance(key, ViewAnswer):
        raise RunError(f"{session.flow.file}: {session.action} asks for a key; the next answer is for a view")
    if key is None:
        return Result(error=TIME_OUT)
    session.pressed.append(key)
    return Result(value=key)


def _store(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Keep the keys up to the first pause in `$.StoredCustomerInput`; `Timeout` where none was pressed."""
    most = int(parameters["InputValidation"].get("CustomValidation", {}).get("MaximumLength", MOST_KEYS))
    keys = list(takewhile(lambda key: isinstance(key, str), islice(session.pressing, most)))
    session.pressed.extend(map(str, keys))
    session.stored = "".join(map(str, keys)) or "Timeout"
    return Result()


def show_view(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Show a view, then take the next answer; none left, or None, is a time-out.

    Afterwards `$.Views.Action` is the button and `$.Views.ViewResultData` the form's fields (show-view-block).
    """
    session.views = {}
    session.shown.append(session.fill_any(parameters.get("ViewData", {})))
    answer = next(session.pressing, None)
    if isinstance(answer, str):
        raise RunError(f"{session.flow.file}: {session.action} shows a view; give a ViewAnswer, not key {answer!r}")
    if answer is None:
        return Result(error=VIEW_TIME_OUT)
    session.views = {"Action": answer.action, "ViewResultData": dict(answer.data)}
    return Result(value=answer.action)
