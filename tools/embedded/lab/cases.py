"""The sample call centre: what has happened about each number.

The numbers are reserved for fiction in their countries (North America: 555-01xx; the United Kingdom: Ofcom's numbers
for drama; Germany: the Bundesnetzagentur's for films) or begin as no assigned number does (Korea: 010-0 and 010-1).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FILE = Path(__file__).parent / "cases.json"


@dataclass(frozen=True)
class Claim:
    """A flag by an agent: by quick connect, whose reason is a key, or in the form after the call.

    No term is the stack's default one.
    """

    agent: str
    category: str
    term: str = ""
    reason: str = ""
    way: Literal["quick connect", "form"] = "quick connect"


@dataclass(frozen=True)
class Calls:
    """Calls come in from the number."""

    calls: int


@dataclass(frozen=True)
class Decision:
    """A decision in the console."""

    by: str
    action: str
    note: str = ""
    term: str = ""


@dataclass(frozen=True)
class Case:
    """A number: flagged or typed into the table by hand, and what happens then."""

    number: str
    flags: tuple[Claim, ...] = ()
    typed: str = ""
    reason: str = ""
    minutes: int = 0
    """How long an entry typed by hand lasts. None stands for the stack's default."""
    then: tuple[Calls | Decision, ...] = ()

    @property
    def is_claimed(self) -> bool:
        """Whether the workflow has anything to complete."""
        return bool(self.flags or self.typed)


def read_cases(path: Path = FILE) -> list[Case]:
    """The cases, in the order they happen."""
    return [_case(given) for given in json.loads(path.read_text("utf-8"))]


def _case(given: dict[str, Any]) -> Case:
    flags = tuple(Claim(**flag) for flag in given.pop("flags", ()))
    then = tuple(Calls(**step) if "calls" in step else Decision(**step) for step in given.pop("then", ()))
    return Case(**given, flags=flags, then=then)
