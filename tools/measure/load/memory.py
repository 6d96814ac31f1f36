"""How much memory processes hold, and whether that stays the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean, median

import psutil

MOST_GROWTH = 0.05
"""Of the middle third's median, in the last third."""


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
        at, held = fmean(t for t, _ in later), fmean(m for _, m in later)
        spread = sum((t - at) ** 2 for t, _ in later)
        return 60 * sum((t - at) * (m - held) for t, m in later) / spread if spread else 0.0

    @property
    def is_flat(self) -> bool:
        """Whether the last third holds hardly more than the middle one.

        The first third is left out: it loads what a process loads once (patterns, metadata, connections). A leak grows
        as much in the last third as in the middle one. The median does not mind a process that was replaced, and one
        part in twenty is more than what the allocator keeps at one time and gives back at another.
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
