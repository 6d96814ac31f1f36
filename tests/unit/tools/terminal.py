"""A terminal for tests, and the answers that are typed on it."""

import builtins
import io
import sys
from collections.abc import Callable

import pytest


class Terminal(io.StringIO):
    """Standard input that is a terminal."""

    def isatty(self) -> bool:
        return True


def answering(monkeypatch: pytest.MonkeyPatch, answer: str | Callable[[str], str]) -> None:
    """Answer every question with this text, or by this function."""
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(builtins, "input", answer if callable(answer) else lambda _: answer)
