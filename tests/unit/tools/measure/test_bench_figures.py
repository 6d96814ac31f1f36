"""The figures of the benchmark: medians, ratios, targets, and where they are written."""

import argparse
import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.measure.bench import __main__ as command
from tools.measure.bench import deployed
from tools.measure.bench.cold import Cold, _cold, compare
from tools.measure.bench.dynamodb import Connection
from tools.measure.bench.figures import COMPARED_WITH, TARGETS, Figure, Value, missed
from tools.measure.bench.machine import Machine
from tools.measure.bench.report import markdown, shown
from tools.measure.bench.standin import Traffic
from tools.measure.bench.words import IN_DOCUMENT, TITLES, title
from tools.measure.faults import check_number
from tools.measure.faults.faults import FAULTS
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.process import Reply

MACHINE = Machine("Some CPU", 2, "Linux 6", "CPython 3.13", "OpenSSL 3", "1.44", 0.1, "2026-11-22")


def _figure(name: str, ours: float, theirs: float | None = None) -> Figure:
    return Figure(name, "ms", Value.of([ours]), None if theirs is None else Value.of([theirs]))


def test_value_is_the_median_between_its_quartiles() -> None:
    assert Value.of([4, 1, 3, 2, 5]) == Value(3, 2, 4, 5)
    assert Value.of([7], 2) == Value(14, 14, 14, 1)
    assert Value.worst([1, 3, 2]) == Value(3, 1, 3, 3)


def test_ratio_is_ours_in_parts_of_theirs() -> None:
    assert _figure("warm_cpu", 1, 4).ratio == 0.25
    assert _figure("warm_cpu", 1).ratio is None


@pytest.mark.parametrize(("ratio", "is_met"), [(0.35, True), (0.351, False)])
def test_target_may_be_about_the_ratio(ratio: float, is_met: bool) -> None:  # noqa: FBT001
    figure = _figure("cold_start", ratio * 100, 100)
    assert (figure.is_met, missed([figure]) == []) == (is_met, is_met)


@pytest.mark.parametrize(("ours", "is_met"), [(2.2, True), (2.3, False)])
def test_target_may_be_about_ours_alone(ours: float, is_met: bool) -> None:  # noqa: FBT001
    assert _figure("worst_under_faults", ours, 1).is_met is is_met


@pytest.mark.parametrize("name", COMPARED_WITH)
def test_what_stands_in_for_the_article_is_in_the_title_and_in_the_json(name: str) -> None:
    assert COMPARED_WITH[name] in title(name)
    assert _figure(name, 1, 2).as_json()["compared_with"] == COMPARED_WITH[name]


def test_json_says_whose_the_other_value_is() -> None:
    assert [_figure("warm_cpu", 1, theirs).as_json()["compared_with"] for theirs in (2, None)] == ["article", None]


def test_one_run_and_a_maximum_are_not_told_as_medians() -> None:
    assert "one run" in title("flags_per_second")
    assert "maximum" in title("worst_under_faults")


def test_articles_call_is_cut_off_sooner_than_connect_would() -> None:
    actions = json.loads((ROOT / "flows" / "flag_number.json").read_text())["Actions"]
    limits = [float(a["Parameters"].get("InvocationTimeLimitSeconds", 0)) for a in actions]
    assert deployed.ARTICLES_TIMEOUT == 3 < max(limits)


def test_ratio_that_could_not_be_taken_meets_no_target() -> None:
    assert _figure("cold_start", 1).is_met is False


def test_figure_without_a_target_is_never_missed() -> None:
    assert _figure("memory", 100, 1).is_met is None
    assert missed([_figure("memory", 100, 1)]) == []


def test_every_target_and_row_has_a_name() -> None:
    assert TARGETS.keys() | set(IN_DOCUMENT) <= TITLES.keys()


# Our handshake happens while the handler is loaded (EARLY), boto3's in the first call (LATE).
EARLY = Connection(accepted=10.2, greeted=10.3, secured=10.4, requests=[("getitem", 10.41), ("getitem", 20.05)])
LATE = Connection(accepted=20.1, greeted=20.3, secured=20.4, requests=[("getitem", 20.41)])


def _start(connection: Connection, imports: list[tuple[float, float]]) -> Cold:
    load = Reply(10.0, 10.5, 0.1, started=9.9)
    calls = [Reply(began, began + 0.5, 0.1, imports=imports, modules=100, peak_kb=2048) for began in (20.0, 30.0, 40.0)]
    return _cold(9.8, load, calls, Traffic([connection]))


def test_cold_start_is_split_where_the_table_saw_it() -> None:
    cold = _start(EARLY, [(10.0, 10.1), (10.15, 10.2), (20.0, 20.1)])
    parts = (cold.imports, cold.clients, cold.handshake, cold.answer)
    assert list(parts) == pytest.approx([0.15, 0.15, 0.1, 0.6])
    assert sum(parts) == pytest.approx(cold.start) == pytest.approx(1.0)
    assert cold.interpreter == pytest.approx(0.2)
    assert cold.round_trips == pytest.approx(1 / 3)


def test_time_between_load_and_first_call_is_not_counted() -> None:
    cold = _start(LATE, [(10.0, 10.2), (20.0, 20.1)])
    assert cold.imports == pytest.approx(0.3)
    assert cold.clients == pytest.approx(0.5)
    assert [cold.handshake, cold.answer] == pytest.approx([0.1, 0.1])


def test_first_call_is_set_against_the_third_of_the_same_process() -> None:
    cold = _start(EARLY, [])
    slow = Cold(**{**{name: getattr(cold, name) for name in Cold.__dataclass_fields__}, "calls": [3.0, 2.0, 1.0]})
    taken = {"ours": [cold, cold], "article": [slow, slow], "bundled": [slow, slow], "floor": [cold, cold]}
    found = {figure.name: figure for figure in compare(taken)}
    assert found["first_to_third_call"].ours.median == 1
    assert found["first_to_third_call"].theirs == Value(3, 3, 3, 2)
    assert found["memory"].ours.median == 2


def test_block_names_the_machine_and_marks_what_was_missed() -> None:
    block = markdown([_figure("cold_start", 50, 100), _figure("warm_cpu", 10, 100)], MACHINE)
    assert "Some CPU, 2 cores" in block
    assert ["✗" in row for row in block.splitlines()[2:4]] == [True, False]


def test_numbers_are_shown_with_the_digits_that_count() -> None:
    assert [shown(number) for number in (1693.5, 16.93, 1.5, 0.2849)] == ["1,694", "16.9", "1.50", "0.285"]


def test_worst_call_is_none_of_loading_flows_and_what_comes_after(monkeypatch: pytest.MonkeyPatch) -> None:
    def scenario(*_: object) -> Iterator[Finding]:
        yield finding("start", "started", 9)
        yield finding("first call, denied caller", "raises", 2)
        yield finding("call through the flow, denied caller", "queued", 8)
        yield afterwards("without a fault", "deny", 7)

    for name in ("from_the_start", "later"):
        monkeypatch.setattr(check_number, name, scenario)
    assert deployed.ours_under(cast("Any", None), FAULTS[0]) == [2, 2]


def test_what_was_measured_is_kept_when_the_stack_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(_: object) -> None:
        raise LocalError("no emulator today")

    monkeypatch.setattr(command, "own_stack", failing)
    figures = [_figure("memory", 1)]
    assert command.add_deployed(figures, cast("Any", None), 1) is False
    assert figures == [_figure("memory", 1)]
    assert "no emulator today" in capsys.readouterr().out


def test_readmes_get_no_part_of_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "--quick", "--write-docs"])
    with pytest.raises(LocalError, match="whole run"):
        command.arguments()


def test_half_a_run_is_not_written_into_the_readmes(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(command, "write_json", lambda *_: written.append("json"))
    monkeypatch.setattr(command, "write_docs", lambda *_: written.append("docs"))
    wanted = argparse.Namespace(quick=False, write_docs=True)
    for is_whole in (False, True):
        command.tell([_figure("memory", 1)], MACHINE, wanted, is_whole=is_whole)
    assert written == ["json", "json", "docs"]
