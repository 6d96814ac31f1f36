"""What a function did at one moment, and which promises did not hold. Tables and tests use the same findings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


class Late(str):
    """A promise about time that did not hold, perhaps because the machine was busy.

    >>> isinstance(Late("took 3 s"), str)
    True
    """

    __slots__ = ()


@dataclass(frozen=True)
class Finding:
    """What a function did at one moment of a fault."""

    moment: str
    happened: str
    seconds: float
    broken: tuple[str, ...] = ()
    """The promises that did not hold, a sentence each."""
    afterwards: bool = False
    """Whether the fault was over."""


def finding(moment: str, happened: str, seconds: float, *broken: Iterable[str]) -> Finding:
    """A finding under a fault, with the broken promises of several lists."""
    return Finding(moment, happened, seconds, tuple(sentence for sentences in broken for sentence in sentences))


def afterwards(moment: str, happened: str, seconds: float, *broken: Iterable[str]) -> Finding:
    """A finding after the fault was over."""
    return replace(finding(moment, happened, seconds, *broken), afterwards=True)
