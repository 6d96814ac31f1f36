"""Figures: medians with their quartiles, ratios, and targets."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Value:
    """The median of some samples, and the quartiles on both sides of it."""

    median: float
    lower: float
    upper: float
    samples: int

    @classmethod
    def of(cls, samples: Sequence[float], scale: float = 1) -> "Value":
        """The samples, multiplied by a scale.

        >>> Value.of([1, 2, 3, 4, 5], scale=10)
        Value(median=30.0, lower=20.0, upper=40.0, samples=5)
        """
        if len(samples) == 1:
            return cls(samples[0] * scale, samples[0] * scale, samples[0] * scale, 1)
        lower, median, upper = (cut * scale for cut in statistics.quantiles(samples, n=4, method="inclusive"))
        return cls(median, lower, upper, len(samples))

    @classmethod
    def worst(cls, samples: Sequence[float]) -> "Value":
        """The greatest of the samples, for a promise about all of them, with their range as the spread."""
        return cls(max(samples), min(samples), max(samples), len(samples))


@dataclass(frozen=True)
class Target:
    """What a figure must be at most, and what would be better still."""

    of: Literal["ratio", "ours"]
    most: float
    reach: float | None = None


TARGETS = {
    "cold_start": Target("ratio", 0.35, 0.25),
    "cold_start_bundled": Target("ratio", 0.35, 0.25),
    "warm_cpu": Target("ratio", 0.60, 0.40),
    "first_to_third_call": Target("ours", 1.5),
    "round_trips": Target("ours", 1),
    "worst_under_faults": Target("ours", 2.2),
    "normalize_national": Target("ours", 60),
    "normalize_e164": Target("ours", 5),
    "package": Target("ours", 1),
}


COMPARED_WITH = {
    "normalize_national": "libphonenumber",
    "normalize_e164": "libphonenumber",
    "judge_e164": "libphonenumber",
    "page": "Scan",
}
"""What ours is compared with if the article has no such thing. The figure's title says so."""


@dataclass(frozen=True)
class Figure:
    """One measurement: ours, the article's or what is compared instead, and the least possible."""

    name: str
    unit: str
    ours: Value
    theirs: Value | None = None
    floor: Value | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return self.ours.median / self.theirs.median if self.theirs and self.theirs.median else None

    @property
    def compared_with(self) -> str | None:
        """What `theirs` is of, if there is one."""
        return COMPARED_WITH.get(self.name, "article") if self.theirs else None

    @property
    def target(self) -> Target | None:
        """The target, if there is one."""
        return TARGETS.get(self.name)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met, or `None` if there is none."""
        if not self.target:
            return None
        found = self.ratio if self.target.of == "ratio" else self.ours.median
        return found is not None and found <= self.target.most

    def as_json(self) -> dict[str, Any]:
        """As `.local/bench.json` has it."""
        values = {"ours": self.ours, "theirs": self.theirs, "floor": self.floor}
        found: dict[str, Any] = {
            "ratio": _rounded(self.ratio),
            "ours": _rounded(self.ours.median),
            "theirs": _rounded(self.theirs.median) if self.theirs else None,
            "compared_with": self.compared_with,
            "unit": self.unit,
            "floor": _rounded(self.floor.median) if self.floor else None,
            "spread": {who: [_rounded(value.lower), _rounded(value.upper)] for who, value in values.items() if value},
            "samples": self.ours.samples,
        }
        if self.target:
            found["target"] = {"of": self.target.of, "most": self.target.most, "reach": self.target.reach}
            found["met"] = self.is_met
        return found


def missed(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that miss their targets."""
    return [figure for figure in figures if figure.is_met is False]


def _rounded(number: float | None) -> float | None:
    """Four significant digits; more would be noise."""
    return None if number is None else float(f"{number:.4g}")
