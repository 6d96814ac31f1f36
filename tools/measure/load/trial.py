"""One trial: first what the plan says, then rest, then a last round of checks without faults, then the audit."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.load.account import Account
from tools.measure.load.audit import audit
from tools.measure.load.ledger import Ledger
from tools.measure.load.memory import Memory, resident
from tools.measure.load.plan import Plan
from tools.measure.load.pool import Pool, faults, pools
from tools.measure.load.traffic import World, run

SAMPLE_SECONDS = 5.0
REST_SECONDS = 300.0
STRANGERS = 20


@dataclass
class Trial:
    """What came of a plan, as far as it has come."""

    plan: Plan
    ledger: Ledger = field(default_factory=Ledger)
    met: dict[str, int] = field(default_factory=dict)
    """Requests that met each fault."""
    memory: dict[str, Memory] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    entries: int = 0
    windows: int = 0
    """How often a digest could be sent."""
    mails: int = 0
    longest_mail: int = 0
    """In characters."""
    broken: list[str] = field(default_factory=list)
    redriven: int = 0
    """Records that the workflow had given up, and that were run again."""
    rested: float = 0.0
    """Seconds from the last caller's end until the workflow was done."""

    def growing(self) -> list[str]:
        """The functions whose memory grows. A flood is too short to tell."""
        return [
            f"{name} holds {memory.third(2):.1f} MB at the end and held {memory.third(1):.1f} MB in the middle"
            for name, memory in sorted(self.memory.items())
            if self.plan.callers and not memory.is_flat
        ]


def attempt(stack: Stack, directory: Path, plan: Plan, tell: Callable[[Trial, float], None]) -> Trial:
    """Run a trial on a stack of its own; `tell` is called every few seconds with the seconds gone so far."""
    trial, account = Trial(plan), Account(stack, directory, digests=plan.window > 0)
    with Bench(stack, directory / "artefacts") as bench, pools(bench, stack, plan.processes) as made:
        check = made["check_number"]
        world = World(check, made["add_number"], trial.ledger)
        with faults(check.handlers[0], plan.fault_rate) as trial.met:
            run(world, plan, _Watch(trial, world, account, made, tell))
        began = time.monotonic()
        if not account.rest(REST_SECONDS):
            trial.broken.append(f"the workflow had not come to rest after {REST_SECONDS:g} s")
        trial.rested = time.monotonic() - began
        if not plan.fault_rate:
            trial.broken += trial.ledger.unanswered()
        trial.broken += _last_round(world)
        trial.calls = {name: pool.calls for name, pool in made.items()}
        found = account.found(check.killed)
    trial.redriven, trial.entries, trial.mails = account.redriven, len(found.entries), len(found.mails)
    trial.windows = found.windows or 0
    trial.longest_mail = max((len(mail["body"]) for mail in found.mails), default=0)
    trial.broken += dict.fromkeys(audit(trial.ledger, found))
    return trial


def _last_round(world: World) -> list[str]:
    """Without a fault every number whose flag was acknowledged is denied, and no stranger is."""
    broken = []
    for number in world.ledger.numbers():
        if world.ledger.is_acknowledged(number):
            broken += _rung(world, number, "deny")
    for _ in range(STRANGERS):
        broken += _rung(world, world.stranger(), "allow")
    return broken


def _rung(world: World, number: str, right: str) -> list[str]:
    before = world.ledger.checks.copy()
    world.ring(number)
    (answer,) = world.ledger.checks - before
    return [] if answer == right else [f"{number} met {answer} in the end, and {right} is right"]


@dataclass
class _Watch:
    """Called again and again: ends windows, takes samples and tells, each when it is time."""

    trial: Trial
    world: World
    account: Account
    pools: dict[str, Pool]
    tell: Callable[[Trial, float], None]
    began: float = field(default_factory=time.monotonic)
    sampled: float = 0.0
    window: float = 0.0
    """When the last one ended."""

    def __call__(self) -> None:
        gone = time.monotonic() - self.began
        if self.trial.plan.window and gone - self.window >= self.trial.plan.window:
            self.window = gone
            self.account.end_window()
        if gone - self.sampled >= SAMPLE_SECONDS:
            self.sampled = gone
            self._sample(gone)

    def _sample(self, gone: float) -> None:
        self.account.take_mails()
        self.trial.mails = self.world.told = len(self.account.mails)
        for name, held in resident(self._processes()).items():
            self.trial.memory.setdefault(name, Memory()).samples.append((gone, held))
        self.tell(self.trial, gone)

    def _processes(self) -> dict[str, Sequence[int]]:
        return {**self.account.workers(), **{name: pool.pids() for name, pool in self.pools.items()}}
