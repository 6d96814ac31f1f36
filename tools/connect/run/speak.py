"""What people hear."""

from collections.abc import Mapping
from typing import Any

from tools.connect.run.session import Result, Session


def play(session: Session, parameters: Mapping[str, Any]) -> Result:
    """Play a prompt: a text, or a prompt's id."""
    prompt = next((parameters[name] for name in ("Text", "SSML", "PromptId") if name in parameters), None)
    if prompt is not None:
        session.heard.append(session.fill(prompt))
    return Result()
