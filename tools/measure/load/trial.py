"""One trial: callers and faults for so long, then rest, then a last round of checks without faults, then the audit."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.load.account import Account
from tools.measure.load.audit import audit
from tools.measure.load.callers import World, run
from tools.measure.load.ledger import Ledger
from tools.measure.load.memory import Memory, resident
from tools.measure.load.pool import Pool, faults, pools

SAMPLE_SECONDS = 5.0
REST_SECONDS = 300.0
PROCESSES = 4
"""Of each function: more would wait for one another on a machine with few processors."""
STRANGERS = 20


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    seconds: float
    callers: int = 20
    rate: float = 0.05
    """Of the functions' requests, how many meet a fault."""
    processes: int = PROCESSES


@dataclass
class Trial:
    """What came of it, as far as it has come."""

    wish: Wish
    ledger: Ledger = field(default_factory=Ledger)
    met: dict[str, int] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    killed: int = 0
    entries: int = 0
    alerts: int = 0
    broken: list[str] = field(default_factory=list)
    redriven: int = 0
    """Records that the workflow had given up, and that were run again."""
    rested: float = 0.0
    """Seconds from the last caller's end until the workflow was done."""

    def growing(self) -> list[str]:
        """The functions that hold more and more."""
        return [
            f"{name} holds {memory.third(2):.1f} MB at the end and held {memory.third(1):.1f} MB in the middle"
            for name, memory in sorted(self.memory.items())
            if not memory.is_flat
        ]


def attempt(stack: Stack, directory: Path, wish: Wish, tell: Callable[[Trial, float, int], None]) -> Trial:
    """Run a trial on a stack of its own; `tell` is called every few seconds with seconds gone and alerts so far."""
    trial, account = Trial(wish), Account(stack, directory)
    with Bench(stack, directory / "artefacts") as bench, pools(bench, stack, wish.processes) as made:
        check, add = made["check_number"], made["add_number"]
        world = World(check, add, trial.ledger)
        watch = _Watch(trial, world, account, made, tell)
        with faults(check.handlers[0], wish.rate) as met:
            run(world, wish.callers, wish.seconds, watch)
        trial.met = met
        began = time.monotonic()
        if not account.rest(REST_SECONDS):
            trial.broken.append(f"the workflow had not come to rest after {REST_SECONDS:g} s")
        trial.redriven = account.redriven
        trial.rested = time.monotonic() - began
        trial.broken += _last_round(world)
        trial.calls = {name: pool.calls for name, pool in made.items()}
        trial.killed = check.killed
        found = account.found(check.killed)
    trial.entries, trial.alerts = len(found.entries), len(found.alerts)
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
    """Called once a second: samples and tells when it is time."""

    trial: Trial
    world: World
    account: Account
    pools: dict[str, Pool]
    tell: Callable[[Trial, float, int], None]
    began: float = field(default_factory=time.monotonic)
    last: float = 0.0

    def __call__(self) -> None:
        gone = time.monotonic() - self.began
        if gone - self.last < SAMPLE_SECONDS:
            return
        self.last = gone
        self.account.take_alerts()
        self.world.told = len(self.account.alerts)
        for name, held in resident(self._processes()).items():
            self.trial.memory.setdefault(name, Memory()).samples.append((gone, held))
        self.tell(self.trial, gone, len(self.account.alerts))

    def _processes(self) -> dict[str, Sequence[int]]:
        return {**self.account.workers(), **{name: pool.pids() for name, pool in self.pools.items()}}
