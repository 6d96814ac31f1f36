"""One run of one flow: what changes while it goes from action to action."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.connect.contact import Contact
from local.connect.invocation import Invoke
from local.connect.paths import substitute


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one action came to: an error, a value for its conditions, an end, or none of them."""

    error: str = ""
    value: str | None = None
    ended: str = ""
    note: str = ""


@dataclass(frozen=True)
class Step:
    """One action that was run and the branch it took."""

    action: str
    type: str
    branch: str
    ms: float
    note: str = ""


@dataclass
class Session:
    """The contact as the flow changes it, and what the person heard and pressed."""

    contact: Contact
    invoke: Invoke
    keys: Iterator[str | None]
    external: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """Lay out everything JSONPath can read at this moment."""
        return {**self.contact.data(), "External": self.external}

    def fill(self, text: str) -> str:
        """Replace the paths in a text by their values."""
        return substitute(text, self.data())

    def fill_map(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Replace the paths in keys and values: both may be dynamic."""
        return {self.fill(key): self.fill(value) for key, value in texts.items()}
