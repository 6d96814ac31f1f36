"""Cold starts: a process of its own for each, from the handler's import to its third answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.common.progress import say
from tools.measure.bench.figures import Figure, Value
from tools.measure.bench.standin import StandIn, Traffic
from tools.measure.process import Process, Program, Reply

CALLS = 3


@dataclass(frozen=True)
class Cold:
    """One cold start: seconds of the program's own time, and what it had used by its third answer."""

    interpreter: float
    """Until the handler's import. It is the same for all programs, and not counted below."""
    load: float
    """The handler's import, and what it does then. Lambda calls it the init phase."""
    imports: float
    """Imports of modules until the handshake begins."""
    clients: float
    """Everything else until the handshake begins: clients, the bundle of authorities."""
    handshake: float
    answer: float
    """From the end of the handshake to the first answer."""
    calls: Sequence[float]
    modules: int
    peak_mb: float
    round_trips: float
    """Requests of each call, without those that the handler makes while it is loaded."""
    connections: int

    @property
    def start(self) -> float:
        """From the handler's import to its first answer."""
        return self.load + self.calls[0]


def measure(programs: Mapping[str, Program], stand_in: StandIn, event: object, samples: int) -> dict[str, list[Cold]]:
    """So many cold starts of each, taken in turns. One of each comes first and does not count, to warm up the disk."""
    taken: dict[str, list[Cold]] = {name: [] for name in programs}
    for turn in range(samples + 1):
        for name, program in programs.items():
            started = _start(program, stand_in, event)
            if turn:
                taken[name].append(started)
        if turn % 5 == 0 or turn == samples:
            say(f"Cold starts of {', '.join(programs)}: {turn} of {samples}")
    return taken


def _start(program: Program, stand_in: StandIn, event: object) -> Cold:
    stand_in.take()
    with Process(program) as process:
        process.want(event)  # sent early, so that the event is there when the handler is loaded
        load = process.answer()
        calls = [process.answer(), *(process.run(event) for _ in range(CALLS - 1))]
        traffic = stand_in.take()
        return _cold(process.spawned, load, calls, traffic)


def _cold(spawned: float, load: Reply, calls: Sequence[Reply], traffic: Traffic) -> Cold:
    first = calls[0]

    def own(moment: float) -> float:
        """The program's own time until then, without our time between its load and its first call."""
        return min(moment, load.ended) - load.began + max(0.0, moment - first.began)

    connection = traffic.first
    greeted, secured, end = own(connection.greeted), own(connection.secured), own(first.ended)
    imports = sum(
        min(ended, connection.greeted) - began for began, ended in first.imports if began < connection.greeted
    )
    asked = [came for each in traffic.connections for _, came in each.requests if came > load.ended]
    return Cold(
        interpreter=load.began - spawned,
        load=load.ended - load.began,
        imports=imports,
        clients=greeted - imports,
        handshake=secured - greeted,
        answer=end - secured,
        calls=[call.wall for call in calls],
        modules=first.modules,
        peak_mb=calls[-1].peak_kb / 1024,
        round_trips=len(asked) / len(calls),
        connections=traffic.opened,
    )


MILLISECONDS = 1000


def compare(taken: Mapping[str, Sequence[Cold]]) -> list[Figure]:
    """Figures of `ours`, the article's with the runtime's SDK (`article`) and with its own (`bundled`), and `floor`."""
    ours, article, bundled, floor = (taken[name] for name in ("ours", "article", "bundled", "floor"))

    def figure(name: str, part: str, unit: str = "ms", scale: float = MILLISECONDS) -> Figure:
        values = (Value.of([getattr(cold, part) for cold in colds], scale) for colds in (ours, article, floor))
        return Figure(name, unit, *values)

    return [
        figure("cold_start", "start"),
        *(figure(f"cold_{part}", part) for part in ("imports", "clients", "handshake", "answer")),
        Figure("cold_start_bundled", "ms", _starts(ours), _starts(bundled), _starts(floor)),
        figure("cold_load", "load"),
        *(_call(number, ours, article, floor) for number in (1, 3)),
        Figure("first_to_third_call", "times", *(_first_to_third(colds) for colds in (ours, article, floor))),
        figure("interpreter", "interpreter"),
        figure("memory", "peak_mb", "MB", 1),
        figure("modules", "modules", "modules", 1),
        figure("round_trips", "round_trips", "requests", 1),
        figure("connections", "connections", "connections", 1),
    ]


def compare_flags(taken: Mapping[str, Sequence[Cold]]) -> Figure:
    """The cold start of our flags, which do more than the article's."""
    return Figure("flag_cold_start", "ms", _starts(taken["ours"]), _starts(taken["article"]))


def _starts(colds: Sequence[Cold]) -> Value:
    return Value.of([cold.start for cold in colds], MILLISECONDS)


def _call(number: int, *programs: Sequence[Cold]) -> Figure:
    values = (Value.of([cold.calls[number - 1] for cold in colds], MILLISECONDS) for colds in programs)
    return Figure(f"call_{number}", "ms", *values)


def _first_to_third(colds: Sequence[Cold]) -> Value:
    return Value.of([cold.calls[0] / cold.calls[2] for cold in colds])
