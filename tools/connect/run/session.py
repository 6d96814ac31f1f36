"""One run of one flow: what changes while it goes from block to block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from tools.connect.flow import Flow
from tools.connect.jsonpath import substitute
from tools.connect.run.contact import Contact
from tools.connect.run.invocation import Invoke


class Voice(NamedTuple):
    """The Amazon Polly voice that speaks from now on."""

    name: str
    engine: str = ""


@dataclass(frozen=True)
class ViewAnswer:
    """What an agent does with a view: the button pressed, and the fields of its form.

    A choice from a dropdown is a list of one, as AWS's own flow for after-contact work reads it.
    """

    action: str
    data: Mapping[str, str | list[str]] = field(default_factory=dict)


type Pressed = str | ViewAnswer | None  # None: nothing was pressed until the time was up


class Person(Protocol):
    """Who is on the line. A person that leaves before the flow's end raises HungUpError from any of these."""

    def hear(self, text: str) -> None:
        """Listen to a prompt to its end."""

    def press(self, question: str, seconds: int) -> Pressed:
        """Listen to a question, which a key interrupts, and press one within so many seconds after it, or none."""

    def fill_in(self, view: str, data: Mapping[str, Any], seconds: int) -> Pressed:
        """Look at the view with this ARN and answer it, or not."""


class Script:
    """A person whose answers are known beforehand: each question takes the next, and none is left for the others."""

    def __init__(self, answers: Sequence[Pressed]) -> None:
        self._answers = iter(answers)

    def hear(self, text: str) -> None:
        """Say nothing to it."""

    def press(self, _question: str, _seconds: int) -> Pressed:
        """Give the next answer."""
        return next(self._answers, None)

    def fill_in(self, _view: str, _data: Mapping[str, Any], _seconds: int) -> Pressed:
        """Give the next answer."""
        return next(self._answers, None)


@dataclass(frozen=True, kw_only=True)
class Result:
    """The result of one block: an error, a value for its conditions, an end, a module to enter, or nothing."""

    error: str = ""
    value: str | None = None
    ended: str = ""
    enter: Flow | None = None
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One block that was run, the branch it took, and the file it stands in."""

    block: str
    type: str
    branch: str
    ms: float
    note: str = ""
    flow: str = ""


@dataclass
class Session:
    """The contact with the flow's changes, and what people have heard, seen and pressed."""

    contact: Contact
    invoke: Invoke
    person: Person
    flow: Flow
    block: str = ""
    external: dict[str, str] = field(default_factory=dict)
    views: dict[str, Any] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    hooks: dict[str, str] = field(default_factory=dict)
    voice: Voice | None = None
    dialled: bool = False
    trace: list[Step] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Everything that JSONPath can read at this moment."""
        agent = {"Agent": {"UserName": self.contact.agent}} if self.contact.agent else {}
        return {
            **self.contact.data(),
            **agent,
            "External": self.external,
            "Views": self.views,
        }

    def fill(self, text: str) -> str:
        """Replace the paths in a text by their values."""
        return substitute(text, self.data())

    def fill_map(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Replace the paths in keys and values: both may be dynamic."""
        return {self.fill(key): self.fill(value) for key, value in texts.items()}

    def fill_any(self, value: Any) -> Any:  # noqa: ANN401 - any JSON, such as a view's data
        """Replace the paths in every text of a JSON value, however deep."""
        if isinstance(value, dict):
            return {self.fill(key): self.fill_any(member) for key, member in value.items()}
        if isinstance(value, list):
            return [self.fill_any(member) for member in value]
        return self.fill(value) if isinstance(value, str) else value
