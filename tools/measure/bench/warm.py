"""Warm calls: processes that have answered before, each asked in turn for some calls in a row."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tools.common.progress import say
from tools.measure.bench.figures import Figure, Value
from tools.measure.bench.programs import Programs, denied_event, event
from tools.measure.bench.standin import StandIn
from tools.measure.process import Process, Program

WARMING = 200
NATIONAL, E164 = "(206) 555-0142", "+12065550142"
MICROSECONDS = 1e6


@dataclass(frozen=True)
class Case:
    """A program, what it is asked, and how often in a row."""

    program: Program
    event: object
    times: int


@dataclass(frozen=True)
class Warm:
    """The time of one call, as the mean of several in a row."""

    wall: float
    cpu: float
    round_trips: float


def cases(programs: Programs, caller: str) -> dict[str, Case]:
    """The check of a caller who is not listed and of one who is, a flag, and the number rules."""
    allowed, denied = event(caller), denied_event()
    check, article = programs.ours("check_number"), programs.articles("check_number")
    rules = {name: programs.rules(name) for name in ("checked", "judged", "parsed")}
    return {
        "ours": Case(check, allowed, 50),
        "article": Case(article, allowed, 50),
        "floor": Case(programs.floor(), allowed, 50),
        "ours, denied": Case(check, denied, 25),
        "article, denied": Case(article, denied, 25),
        "ours, flag": Case(programs.ours("add_number"), allowed, 25),
        "article, flag": Case(programs.articles("add_number"), allowed, 25),
        **{f"{name}, national": Case(program, NATIONAL, 500) for name, program in rules.items()},
        **{f"{name}, E.164": Case(program, E164, 500) for name, program in rules.items()},
    }


def measure(wanted: Mapping[str, Case], stand_in: StandIn, samples: int, warming: int) -> dict[str, list[Warm]]:
    """So many samples of each case, taken in turns."""
    with ExitStack() as running:
        processes = {name: running.enter_context(Process(case.program)) for name, case in wanted.items()}
        for name, case in wanted.items():
            processes[name].answer()
            processes[name].run(case.event, warming)
        say(f"Warm calls of {len(wanted)} programs: {samples} samples of each")
        taken: dict[str, list[Warm]] = {name: [] for name in wanted}
        for _ in range(samples):
            for name, case in wanted.items():
                taken[name].append(_sample(processes[name], case, stand_in))
    return taken


def _sample(process: Process, case: Case, stand_in: StandIn) -> Warm:
    stand_in.take()
    calls = process.run(case.event, case.times)
    asked = len(stand_in.take().requests)
    return Warm(calls.wall / case.times, calls.cpu / case.times, asked / case.times)


def compare(taken: Mapping[str, Sequence[Warm]]) -> list[Figure]:
    """Figures of all cases."""

    def figure(name: str, part: str, *who: str, unit: str = "µs", scale: float = MICROSECONDS) -> Figure:
        return Figure(name, unit, *(Value.of([getattr(warm, part) for warm in taken[w]], scale) for w in who))

    denied, flag = ("ours, denied", "article, denied"), ("ours, flag", "article, flag")
    return [
        figure("warm_cpu", "cpu", "ours", "article", "floor"),
        figure("warm_wall", "wall", "ours", "article", "floor"),
        figure("denied_cpu", "cpu", *denied),
        figure("denied_wall", "wall", *denied),
        figure("denied_round_trips", "round_trips", *denied, unit="requests", scale=1),
        figure("flag_cpu", "cpu", *flag),
        figure("flag_wall", "wall", *flag),
        figure("normalize_national", "cpu", "checked, national", "parsed, national"),
        figure("normalize_e164", "cpu", "checked, E.164", "parsed, E.164"),
        figure("judge_e164", "cpu", "judged, E.164", "parsed, E.164"),
    ]
