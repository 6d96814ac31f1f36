"""Every size and line is in a chart of growth, and in the table below it."""

import copy
from typing import Any

from tools.measure.growth.chart import charts, drawn


def _values(median: float) -> list[float]:
    return [median - 1, median, median + 1]


def _check(median: float, trips: int) -> dict[str, Any]:
    talk = {"asked_bytes": 500, "answered_bytes": 600, "round_trips": trips}
    return {"wall_ms": _values(median), "cpu_ms": _values(median / 2 + 1), **talk}


DATA: dict[str, Any] = {
    "machine": {"date": "2026-11-22", "processor": "Some CPU", "cores": 2, "load": 0.1},
    "check": {size: {"allow": _check(3, 1), "deny": _check(7.2, 3)} for size in ("10", "1000", "1000000")},
    "page": {
        size: {"wall_ms": _values(20), "cpu_ms": _values(10), "requests": 1.0, "items_read": 50, "items_shown": 50}
        for size in ("10", "1000")
    },
    "workflow": {size: {"flags_per_s": _values(40), "own_cpu_ms": _values(9)} for size in ("1", "10", "100")},
}
CHECK = """```mermaid
xychart-beta
  title "A check against the table"
  x-axis "entries in the table" ["10", "1,000", "1,000,000"]
  y-axis "milliseconds" 0 --> 8
  line [7.2, 7.2, 7.2]
  line [3, 3, 3]
  line [2.5, 2.5, 2.5]
```

| Entries in the table; milliseconds, median (quartiles) | turned away | let through | let through, processor |
| ---: | ---: | ---: | ---: |
| 10 | 7.20 (6.20 to 8.20) | 3.00 (2.00 to 4.00) | 2.50 (1.50 to 3.50) |
"""


def test_chart_has_every_size_and_line_and_its_table_the_quartiles() -> None:
    assert CHECK in drawn(DATA)


def test_same_data_is_the_same_picture_and_other_data_another() -> None:
    other = copy.deepcopy(DATA)
    other["check"]["1000000"]["allow"]["wall_ms"][1] += 0.5
    assert drawn(DATA) == drawn(copy.deepcopy(DATA)) != drawn(other)


def test_notes_tell_round_trips_bytes_and_the_machine() -> None:
    check, workflow, page = (chart.note for chart in charts(DATA))
    assert check.startswith("Let through: 1,100 bytes, round trips: 1.")
    assert workflow.startswith("Our functions take 9 to 9 ms of processor time for a flag")
    assert page == "Requests: 1; items read: 50."
    assert drawn(DATA).endswith("Measured on: 2026-11-22, Some CPU, 2 cores, load before it 0.1.\n")
