"""How much of each quota the calls of a second use: named assumptions, and the arithmetic on them."""

import json
from dataclasses import dataclass
from functools import cache

from tools.measure.reckon import quotas
from tools.measure.reckon.costs import (
    AMENDMENT_FUNCTIONS,
    AMENDMENT_PATH,
    DECISION_PATH,
    FLAG_PATH,
    MILLISECONDS,
    OWN_PATH,
    WORKFLOW,
    check_milliseconds,
    transitions,
)
from tools.measure.reckon.quotas import Quota

FLAG_FUNCTIONS = (
    "AddNumberFunction", "NormalizeNumberFunction", "IdentifyAgentFunction", "RecordChangeFunction",
    "WriteAlertFunction", "RecordChangeFunction",
)  # fmt: skip
"""The last one recognises the record of the completion."""
END_FUNCTIONS = ("RecordChangeFunction", "WriteAlertFunction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What calls bring. Every value is an assumption: put yours in, and run `make scale`."""

    name: str
    call_seconds: float = 300.0
    """How long a call that is taken lasts, from its first ring to its end, waiting in a queue included."""
    denied_seconds: float = 12.0
    """How long a call that is turned away lasts, its message included."""
    denied: float = 0.02
    """Share of the calls that are turned away."""
    loudest: float = 0.25
    """Share of those that come from one number."""
    flags: float = 0.005
    """Flags for each call."""
    keys: float = 1.0
    """Keys that an agent presses after a flag, such as the one for the category."""
    ends: float = 1.0
    """Decisions and lapses for each flag: each flag's entry ends one way or the other, and that is told too."""
    unnamed: float = 1.0
    """Share of the flags whose agent the flow does not name, so that Connect is asked."""
    mailed: float = 1.0
    """Mails to one mailbox for each change; 0 with `AlertDigestMinutes`."""
    shards: int = 4
    """Of the table's stream: a new on-demand table takes 4,000 writes a second, at 1,000 for each partition."""
    pipe_seconds: float = 0.05
    """From a record of a shard to the start of its execution: the pipe's own time and StartExecution's."""

    execution_seconds: float = 1.0
    """Of an execution of the workflow, from its start to its end, without its wait."""

    @property
    def changes(self) -> float:
        """What is told for each call: its flags and their ends."""
        return self.flags * (1 + self.ends)

    @property
    def executions(self) -> float:
        """For each call: those of its flags, of their completions' own records, of the keys and of the ends."""
        return self.flags * (2 + self.keys + self.ends)

    def uses(self) -> dict[Quota, float]:
        """How much of each quota one call a second takes, in the quota's own unit."""
        from_loudest = self.denied * self.loudest
        return {
            quotas.CALLS: (1 - self.denied) * self.call_seconds + self.denied * self.denied_seconds,
            # The record of a key asks again.
            quotas.NAMES: self.flags * self.unnamed * (1 + self.keys),
            quotas.CONCURRENCY: self._executing(),
            quotas.INVOCATIONS: 1 + self._of_flags(len(FLAG_FUNCTIONS), len(AMENDMENT_FUNCTIONS), len(END_FUNCTIONS)),
            quotas.READS: 1,  # the check's, consistent, of an item below 4 KB; other reads are few
            quotas.ENTRY: from_loudest,
            quotas.COUNTER: from_loudest,
            quotas.DAY: self.denied + self.flags,
            # Each flag's item is added under FLAGGED, changed by a key, and removed again.
            quotas.INDEX: self.flags * (2 + self.keys),
            quotas.PIPE: self.executions * self.pipe_seconds / self.shards,
            quotas.STARTS: self.executions,
            quotas.TRANSITIONS: self._of_flags(
                _transitions(FLAG_PATH) + _transitions(OWN_PATH),
                _transitions(AMENDMENT_PATH),
                _transitions(DECISION_PATH),
            ),
            quotas.OPEN: self.flags * _wait() + self.executions * self.execution_seconds,
            quotas.MAIL: self.changes * self.mailed,
        }

    def _of_flags(self, flag: float, key: float, end: float) -> float:
        """For each call, from what a flag, a key and an end take."""
        return self.flags * (flag + self.keys * key + self.ends * end)

    def _executing(self) -> float:
        """Executions at once: how many milliseconds of functions a call brings, by the second."""
        parts = (sum(MILLISECONDS[name] for name in of) for of in (FLAG_FUNCTIONS, AMENDMENT_FUNCTIONS, END_FUNCTIONS))
        check = (1 - self.denied) * check_milliseconds(denied=False) + self.denied * check_milliseconds(denied=True)
        return (check + self._of_flags(*parts)) / 1000

    def ceilings(self) -> dict[Quota, float]:
        """Calls a second that each quota bears, the one that binds first at the front; what is not used is left out."""
        found = {quota: quota.value / use for quota, use in self.uses().items() if use}
        return dict(sorted(found.items(), key=lambda item: item[1]))


@cache
def _transitions(path: frozenset[str]) -> int:
    return transitions(json.loads(WORKFLOW.read_text()), path)


@cache
def _wait() -> float:
    """Seconds that the record of a flag from the phone waits."""
    states = json.loads(WORKFLOW.read_text())["States"]["For every record"]["ItemProcessor"]["States"]
    return float(states["Wait for the reason"]["Seconds"])


ORDINARY = Load(name="An ordinary day")
CALLER = Load(name="One denied number floods", denied=0.95, loudest=1.0, flags=0.0)
CAMPAIGN = Load(name="Half of the calls are flagged", flags=0.5)
LOADS = (ORDINARY, CALLER, CAMPAIGN)
