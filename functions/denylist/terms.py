"""Terms: how long an entry lasts, who may give which term, and when an entry ends."""

from dataclasses import dataclass
from typing import Literal

from denylist.errors import UnknownTermError

_HOUR = 3600
_DAY = 24 * _HOUR

TERMS: dict[str, int | None] = {
    "24h": _DAY,
    "7d": 7 * _DAY,
    "30d": 30 * _DAY,
    "90d": 90 * _DAY,
    "365d": 365 * _DAY,
    "permanent": None,
}
"""Every term and its seconds. `permanent` has none, and only a reviewer may give it."""

OF_AGENTS = tuple(term for term, seconds in TERMS.items() if seconds)
"""The terms that an agent may ask for."""

# What a flow passes if the agent chose no term: a contact attribute cannot be removed, only overwritten.
_UNASKED = ("", "default")


@dataclass(frozen=True, slots=True)
class Policy:
    """The stack's `ReviewPolicy`: `provisional` (a flag denies for the window) or `trusted` (for its term)."""

    name: Literal["provisional", "trusted"]
    window: int
    """Seconds for which a provisional flag denies while it waits for a reviewer (`ReviewWindow`, in hours)."""
    default_term: str

    @classmethod
    def of(cls, name: str, window_hours: str, default_term: str) -> "Policy":
        """The policy that the stack's parameters set, as a function finds them in its environment.

        Raises:
            UnknownTermError: the default is not a term that an agent may ask for.
        """
        trusted = name == "trusted"
        return cls("trusted" if trusted else "provisional", int(window_hours) * _HOUR, asked(default_term, ""))

    def until(self, term: str, now: int) -> int:
        """Epoch seconds at which a flag of `term` made at `now` ends, unless a reviewer decides otherwise.

        It never ends later than the agent asked: a flag for 24 hours does not get a window of 72.
        """
        seconds = TERMS[term] or self.window
        return now + (seconds if self.name == "trusted" else min(seconds, self.window))


def asked(term: object, default: str) -> str:
    """The term that an agent asked for. Without one, or with the word `default`, it is the stack's default.

    >>> asked("30d", "7d"), asked(None, "7d"), asked("default", "7d")
    ('30d', '7d', '7d')

    Raises:
        UnknownTermError: not a term, or `permanent`, which only a reviewer may give.
    """
    if not is_asked(term):
        if default:
            return default
        raise UnknownTermError("no term was asked for and there is no default")
    word = term.strip() if isinstance(term, str) else ""
    if word not in OF_AGENTS:
        raise UnknownTermError(f"a term is one of {', '.join(OF_AGENTS)}")
    return word


def is_asked(term: object) -> bool:
    """Whether the agent asked for a term. A missing attribute may arrive as its path."""
    text = term.strip() if isinstance(term, str) else term
    return text is not None and text not in _UNASKED and not str(text).startswith("$.")
