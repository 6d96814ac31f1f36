"""How much of a flood, in which time: an hour of ten thousand, or a part of it that takes as much less time."""

import math
from dataclasses import dataclass

from tools.common.errors import LocalError

HOUR = 3600.0
FULL = 10_000
"""Calls, and flags, of the hour that is simulated."""
BY_ONE_AGENT = 15
"""Well below what `FlagsPerAgentPerHour` allows as the template stands."""
PATIENCE = 300.0
"""Seconds that the workflow may take for what is left when the flood is over."""


@dataclass(frozen=True)
class Plan:
    """Calls from one denied number, and numbers flagged, evenly over a part of an hour."""

    calls: int
    flags: int
    window_minutes: int
    """`AlertDigestMinutes`, before scaling; 0 is a mail for each change."""
    area: str = "206"
    """Area code of all these numbers, which nobody else on the stack may use."""

    def __post_init__(self) -> None:
        for name, count in (("CALLS", self.calls), ("FLAGS", self.flags)):
            if not 1 <= count <= FULL:
                raise LocalError(f"{name} must be from 1 to {FULL}, not {count}")

    @property
    def scale(self) -> float:
        """The part of the hour, and so of the ten thousand, that is simulated."""
        return max(self.calls, self.flags) / FULL

    @property
    def seconds(self) -> float:
        """How long calls and flags come, at the rate of the whole hour.

        >>> Plan(500, 500, 15).seconds
        180.0
        """
        return HOUR * self.scale

    @property
    def window(self) -> float:
        """Seconds between two digests, scaled like the hour; without digests, all of the time.

        >>> Plan(500, 500, 15).window
        45.0
        """
        return self.window_minutes * 60 * self.scale or self.seconds

    @property
    def caller(self) -> str:
        """The one who calls again and again."""
        return f"+1{self.area}5550142"

    def number(self, flag: int) -> str:
        """The number of a flag: ten thousand in a row, of which the caller is none.

        >>> Plan(1, 1, 0).number(7)
        '+12065560007'
        """
        return f"+1{self.area}556{flag:04}"

    @property
    def numbers(self) -> list[str]:
        """All that are to be flagged, the caller's first."""
        return [self.caller, *(self.number(flag) for flag in range(self.flags))]

    def agent(self, flag: int) -> str:
        """Who flags it: agents in turn, none of whom comes near the limit.

        >>> Plan(1, 100, 0).agent(99)
        'agent-206-0001'
        """
        return f"agent-{self.area}-{flag % math.ceil(self.flags / BY_ONE_AGENT):04}"
