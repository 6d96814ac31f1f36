"""Measured values: many calls, of which the median and the quartiles are kept."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from tools.measure.bench.figures import Value

WARM = 30
"""Calls before any that counts."""


def timed(call: Callable[[Any], object], arguments: Sequence[Any]) -> dict[str, Value]:
    """Milliseconds of a call with each of the arguments: `wall`, and `cpu` of this whole process. The first warm up."""
    wall, cpu = [], []
    for argument in arguments:
        before, spent = time.perf_counter(), time.process_time()
        call(argument)
        wall.append(time.perf_counter() - before)
        cpu.append(time.process_time() - spent)
    return {"wall": Value.of(wall[WARM:], scale=1000), "cpu": Value.of(cpu[WARM:], scale=1000)}


def rounded(value: Value) -> list[float]:
    """Lower quartile, median and upper quartile, to three figures after the point."""
    return [round(part, 3) for part in (value.lower, value.median, value.upper)]
