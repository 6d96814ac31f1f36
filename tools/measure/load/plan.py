"""How many calls and flags come, in how much time, and with which faults."""

from dataclasses import dataclass, field

from tools.common.errors import LocalError

FULL_HOUR, FULL_COUNT = 3600.0, 10_000
"""A whole flood: so many calls, and as many flags, in an hour. A part of it is sent."""
MOST_CALLERS = 200
MOST_MINUTES = 24 * 60
DIGEST_MINUTES = 15
PROCESSES = 4
"""How many of each function. On a machine with few processors, more would only wait for one another."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Either `callers`, each at a pace of their own, or `calls` from one denied number and `flags`, at an even rate."""

    name: str
    seconds: float
    callers: int = 0
    calls: int = 0
    flags: int = 0
    fault_rate: float = 0.0
    """The share of the functions' requests that meet a fault."""
    processes: int = PROCESSES
    window: float = 0.0
    """Seconds between two digests; 0 where each change is mailed at once."""
    parameters: dict[str, str] = field(default_factory=dict)
    """What the stack is deployed with."""

    def __str__(self) -> str:
        if self.callers:
            rate = f"{self.fault_rate:.0%} of requests meet a fault"
            return f"{self.callers} callers for {self.seconds / 60:g} minutes; {rate}"
        return (
            f"{self.calls} calls from one denied number and {self.flags} flags in {self.seconds:.0f} s: "
            f"{self.seconds / FULL_HOUR:.1%} of an hour of {FULL_COUNT:,} each, at the hour's own rate. "
            f"Digests of {DIGEST_MINUTES} minutes are shortened in the same measure, to {self.window:.0f} s"
        )


def callers_and_faults(minutes: float, callers: int, fault_rate: float = 0.05, processes: int = PROCESSES) -> Plan:
    """Callers and agents for some minutes, with faults between the functions and AWS.

    Raises:
        LocalError: there would be nothing to run, or more than this machine can.
    """
    if not 0 < minutes <= MOST_MINUTES:
        raise LocalError(f"MINUTES must be more than 0 and at most {MOST_MINUTES}, not {minutes:g}")
    _refuse_beyond(MOST_CALLERS, CALLERS=callers)
    return Plan(
        name="load", seconds=minutes * 60, callers=callers, fault_rate=fault_rate, processes=processes
    )  # fmt: skip


def flood(calls: int, flags: int) -> Plan:
    """A part of an hour of ten thousand calls and ten thousand flags, at the rate of the whole hour.

    >>> plan = flood(500, 300)
    >>> plan.seconds, plan.window
    (180.0, 45.0)

    Raises:
        LocalError: there would be nothing to send, or more than the hour has.
    """
    _refuse_beyond(FULL_COUNT, CALLS=calls, FLAGS=flags)
    part = max(calls, flags) / FULL_COUNT
    return Plan(
        name="flood",
        seconds=FULL_HOUR * part,
        calls=calls,
        flags=flags,
        window=DIGEST_MINUTES * 60 * part,
        parameters={"AlertDigestMinutes": str(DIGEST_MINUTES)},
    )


def _refuse_beyond(most: int, **counts: int) -> None:
    for name, count in counts.items():
        if not 1 <= count <= most:
            raise LocalError(f"{name} must be from 1 to {most}, not {count}")
