"""Somebody who sits at the terminal, and what they answer."""

import builtins
import io
import sys
from collections.abc import Callable

import pytest


class Terminal(io.StringIO):
    """Where somebody sits."""

    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, answer: str | Callable[[str], str]) -> None:
    """Whatever is asked is answered with this, or by this."""
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(builtins, "input", answer if callable(answer) else lambda _: answer)
