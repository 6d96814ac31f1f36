"""How much memory processes hold, and whether that stays the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean, linear_regression, median

import psutil

MOST_GROWTH = 0.05
"""How much the last third's median may be above the middle third's."""


@dataclass(frozen=True)
class Memory:
    """One function's processes over time: seconds since the start, and the mean of what each holds, in MB."""

    samples: list[tuple[float, float]] = field(default_factory=list)

    def third(self, which: int) -> float:
        """The median of a third of the samples, 0 to 2."""
        size = len(self.samples) / 3
        return median(held for _, held in self.samples[round(which * size) : round((which + 1) * size)])

    @property
    def slope(self) -> float:
        """MB per minute by least squares, of the last two thirds."""
        later = self.samples[len(self.samples) // 3 :]
        return 60 * linear_regression(*zip(*later, strict=True)).slope

    @property
    def is_flat(self) -> bool:
        """Whether the last third of the samples holds at most a twentieth more than the middle third.

        The first third is left out, because a process loads some things once (patterns, metadata, connections). A leak
        grows as much in the last third as in the middle one. The median is used because a process may be replaced; a
        twentieth is more than what the allocator holds at one time and gives back at another.
        """
        return len(self.samples) >= 6 and self.third(2) <= self.third(1) * (1 + MOST_GROWTH)  # noqa: PLR2004 - two a third


def resident(processes: Mapping[str, Iterable[int]]) -> dict[str, float]:
    """The mean of what each function's processes hold, in MB; a function none of whose processes runs is left out."""
    held = {name: [megabytes for pid in pids if (megabytes := _held(pid))] for name, pids in processes.items()}
    return {name: fmean(each) for name, each in held.items() if each}


def _held(pid: int) -> float:
    """What one process holds, in MB; 0 where it has ended."""
    try:
        return psutil.Process(pid).memory_info().rss / 2**20
    except psutil.NoSuchProcess:
        return 0.0
