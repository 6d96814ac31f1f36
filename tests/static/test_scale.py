"""docs/scale.md and its charts agree with their programs, quotas, prices and data."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tools.common.marks import between
from tools.common.paths import ROOT
from tools.measure.growth.chart import DATA, drawn
from tools.measure.reckon import costs
from tools.measure.reckon.__main__ import DOCUMENT
from tools.measure.reckon.quotas import QUOTAS
from tools.measure.reckon.report import TABLES, placed

TEXT = DOCUMENT.read_text()
GROWTH = " ".join(TEXT.split("\n## Growth\n")[1].split())
MEASURED = json.loads(DATA.read_text())
DECISION = (ROOT / "docs" / "decisions" / "0021-one-region.md").read_text()


def test_tables_are_worked_out() -> None:
    assert placed(TEXT) == TEXT, "quotas, prices, assumptions or the workflow have changed; run: make scale"
    assert re.findall(r"^<!-- /(\w+) -->$", TEXT, re.MULTILINE) == [*TABLES, "growth"]


def test_denied_call_is_told_with_the_bytes_and_requests_it_is_reckoned_with() -> None:
    assert costs.DENIED_REQUESTS == 3
    assert f"three times as long, because it asks three times, and logs {costs.DENIED_LOG_BYTES} bytes more" in TEXT


def test_charts_are_drawn_from_the_data() -> None:
    assert between(TEXT, "growth", drawn(MEASURED)) == TEXT, "the data has changed; run: make growth-chart"


def test_check_was_measured_from_ten_entries_to_a_million() -> None:
    assert [int(size) for size in MEASURED["check"]] == [10, 100, 1_000, 10_000, 100_000, 1_000_000]
    assert MEASURED["check"].keys() == MEASURED["page"].keys()
    assert {"processor", "cores", "date", "load"} <= MEASURED["machine"].keys()


@pytest.mark.parametrize(("decision", "round_trips"), [("allow", 1), ("deny", 3)])
def test_check_asks_the_same_whatever_the_table_holds(decision: str, round_trips: int) -> None:
    found = [measured[decision] for measured in MEASURED["check"].values()]
    assert {each["round_trips"] for each in found} == {round_trips}
    # Only the number of digits of a counter may differ.
    for way in ("asked_bytes", "answered_bytes"):
        assert max(each[way] for each in found) - min(each[way] for each in found) <= 8


def test_first_page_reads_what_it_shows_and_no_more() -> None:
    for size, page in MEASURED["page"].items():
        assert page["requests"] == 1
        # The Query reads one item more than the fifty that are shown, to see whether there is another page.
        assert min(50, int(size)) <= page["items_read"] == page["items_shown"] <= min(51, int(size))


def test_flags_were_measured_in_batches_up_to_a_hundred() -> None:
    sizes = [int(size) for size in MEASURED["workflow"]]
    assert (sizes[0], sizes[-1]) == (1, 100)


def _medians(found: Mapping[str, Any], name: str) -> dict[str, float]:
    """The medians of that name, by size."""
    return {size: values[name][1] for size, values in found.items()}


def test_times_of_the_check_are_told_as_measured() -> None:
    allowed = {size: found["allow"] for size, found in MEASURED["check"].items()}
    processor, elapsed = _medians(allowed, "cpu_ms"), _medians(allowed, "wall_ms")
    machine = MEASURED["machine"]
    for told in (
        f"between {min(processor.values()):.2f} and {max(processor.values()):.2f} ms of processor time",
        f"{processor['10']:.2f} with ten entries, {processor['100000']:.2f} with a hundred thousand",
        f"and {processor['1000000']:.2f} with a million",
        f"between {min(elapsed.values()):.2f} and {max(elapsed.values()):.2f} ms elapsed",
        f"load {machine['load']} on {machine['cores']} cores",
    ):
        assert told in GROWTH, f"the data has changed; say what it says: {told}"


def test_flags_in_batches_are_told_as_measured() -> None:
    own, rate = (_medians(MEASURED["workflow"], name) for name in ("own_cpu_ms", "flags_per_s"))
    best = max(rate, key=lambda size: rate[size])
    for told in (
        f"{own['1']:.1f} ms of processor time in a batch of 1, and {own['100']:.1f} in one of 100",
        f"rise from {rate['1']:.1f} to {rate[best]:.1f} in a batch of {best},",
        f"and fall to {rate['100']:.1f} in one of 100",
    ):
        assert told in GROWTH, f"the data has changed; say what it says: {told}"


def test_pages_that_were_read_are_named_with_the_day() -> None:
    assert all(f"[{quota.seen}]({quota.source})" in TEXT for quota in QUOTAS)
    assert "Looked up on 2026-11-22" in DECISION
    assert "https://docs.aws.amazon.com/" in DECISION
