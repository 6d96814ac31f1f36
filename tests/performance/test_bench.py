"""The benchmark measures what it says. The tests do not check how long anything takes."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.common.paths import DEFAULT_DIRECTORY
from tools.measure.bench.__main__ import prepared, undeployed
from tools.measure.bench.dynamodb import DENIED, answers
from tools.measure.bench.figures import Figure
from tools.measure.bench.machine import Machine
from tools.measure.bench.programs import ALLOWED, Programs, denied_event, event
from tools.measure.bench.report import markdown, write_json
from tools.measure.bench.standin import StandIn
from tools.measure.bench.words import IN_DOCUMENT, TITLES
from tools.measure.process import Process, Program
from tools.measure.reckon.costs import DENIED_REQUESTS

DEPLOYED = {"worst_under_faults", "flags_per_second", "flag_to_history", "emulator_invocation", "page"}
MACHINE = Machine("Some CPU", 2, "Linux 6", "CPython 3.13", "OpenSSL 3", "1.44", 0.1, "2026-11-22")

type Bench = tuple[Programs, StandIn]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Below the project, where the built artefacts can be linked to."""
    with prepared(DEFAULT_DIRECTORY / "test-bench") as made:
        yield made


@pytest.fixture(scope="module")
def figures(bench: Bench) -> dict[str, Figure]:
    """One small run."""
    return {figure.name: figure for figure in undeployed(*bench, samples=2, warming=2)}


def test_every_measure_is_taken(figures: dict[str, Figure]) -> None:
    assert figures.keys() | DEPLOYED == TITLES.keys()
    assert all(figure.ours.median > 0 for figure in figures.values())


def test_check_is_one_round_trip_on_one_connection(figures: dict[str, Figure]) -> None:
    for name in ("round_trips", "connections"):
        figure = figures[name]
        assert [value and value.median for value in (figure.ours, figure.theirs, figure.floor)] == [1, 1, 1]


def test_turning_a_caller_away_counts_twice(figures: dict[str, Figure]) -> None:
    figure = figures["denied_round_trips"]
    assert (figure.ours.median, figure.theirs and figure.theirs.median) == (DENIED_REQUESTS, 1)


def test_json_has_the_form_that_others_read(figures: dict[str, Figure], tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    write_json(path, list(figures.values()), MACHINE)
    found = json.loads(path.read_text())
    assert found.keys() == figures.keys()
    for name, one in found.items():
        assert {"ratio", "ours", "theirs", "unit"} <= one.keys(), name
        assert isinstance(one["ours"], int | float), name
        assert isinstance(one["unit"], str), name
        assert one["ratio"] == pytest.approx(one["ours"] / one["theirs"], rel=0.01), name
    beside = json.loads((tmp_path / "bench-machine.json").read_text())
    assert beside["machine"]["processor"] == "Some CPU"


def test_readme_block_has_a_row_for_each_figure_it_shows(figures: dict[str, Figure]) -> None:
    rows = markdown(list(figures.values()), MACHINE).splitlines()
    assert len([row for row in rows if row.startswith("|")]) == 2 + len(set(IN_DOCUMENT) - DEPLOYED)


def test_both_tell_who_is_denied(bench: Bench) -> None:
    programs, _ = bench
    found = []
    for program in (programs.ours("check_number"), programs.articles("check_number")):
        with Process(program) as process:
            process.answer()
            found.append([process.run(asked).answer["Success"] for asked in (event(ALLOWED), denied_event())])
    assert found == [["false", "true"], [False, True]]


def test_articles_flag_puts_an_item(bench: Bench) -> None:
    programs, stand_in = bench
    stand_in.take()
    with Process(programs.articles("add_number")) as process:
        process.answer()
        assert process.run(event(DENIED)).answer == {"Success": True}
    assert stand_in.take().requests == ["putitem"]


def test_floor_sends_the_request_that_ours_sends(bench: Bench) -> None:
    programs, stand_in = bench
    stand_in.take()
    with Process(programs.floor()) as process:
        process.answer()
        assert process.run(event(ALLOWED)).answer == {"Success": False}
    assert stand_in.take().requests == ["getitem", "getitem"]


def test_article_is_packed_as_sam_build_does_and_its_runtime_is_compiled(bench: Bench) -> None:
    article = bench[0].article
    assert not [*article.bundled.rglob("*.pyc"), *article.code.rglob("*.pyc")]
    sources = list(article.runtime.rglob("*.py"))
    assert len(list(article.runtime.rglob("*.pyc"))) == len(sources) > 100
    assert sorted(path.name for path in article.code.iterdir()) == ["add_number", "check_number"]
    assert (article.bundled / "botocore" / "data" / "s3").is_dir(), "its models are all there, as pip unpacks them"


def test_process_that_cannot_load_says_why(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import no_such_module\n")
    with Process(Program("app", [tmp_path], {})) as process, pytest.raises(LocalError, match="no_such_module"):
        process.answer()


def test_import_within_an_import_counts_once(tmp_path: Path) -> None:
    (tmp_path / "outer.py").write_text("import time, inner\ntime.sleep(0.01)\n")
    (tmp_path / "inner.py").write_text("")
    (tmp_path / "app.py").write_text("import outer\ndef lambda_handler(event, context): return 1\n")
    with Process(Program("app", [tmp_path], {})) as process:
        load = process.answer()
        [(began, ended)] = process.run(None).imports
    assert load.began <= began <= ended - 0.01 <= load.ended


def test_stand_in_counts_and_times_connections_and_sends_checksums(bench: Bench) -> None:
    programs, stand_in = bench
    stand_in.take()
    with Process(programs.floor()) as process:
        load = process.answer()
        process.run(None, times=5)
        traffic = stand_in.take()
        process.run(None, times=2)
        later = stand_in.take()
    assert (traffic.opened, len(traffic.requests)) == (1, 6)
    assert (later.opened, len(later.requests)) == (0, 2)
    connection = traffic.first
    assert load.began < connection.greeted < connection.secured < connection.requests[0][1] < load.ended


def test_checksum_is_of_the_body() -> None:
    for message in answers().values():
        head, _, body = message.partition(b"\r\n\r\n")
        assert f"x-amz-crc32: {zlib.crc32(body)}".encode() in head
        assert f"Content-Length: {len(body)}".encode() in head
