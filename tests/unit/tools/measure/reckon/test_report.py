"""The tables of docs/scale.md, except for their arithmetic."""

import pytest

from tools.common.errors import LocalError
from tools.measure.reckon import article, costs, report
from tools.measure.reckon.load import Load
from tools.measure.reckon.prices import PRICES
from tools.measure.reckon.quotas import QUOTAS


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.03399, "0.034"), (0.37864, "0.379"), (4, "4"), (999.6, "1000"), (85106.4, "85,100"), (1_000_000, "1,000,000")],
)
def test_number_has_three_figures(value: float, text: str) -> None:
    assert report.number(value) == text


def test_every_quota_has_its_row_in_every_table() -> None:
    for table in (report.ceilings(), report.needs(), report.beyond()):
        rows = table.splitlines()[2:]
        assert len(rows) == len(QUOTAS)
        assert all(any(row.startswith(f"| {quota.name}") for row in rows) for quota in QUOTAS)


def test_one_quota_binds_each_load() -> None:
    assert report.ceilings().count("**") == 2 * 3


def test_assumptions_are_all_told() -> None:
    told = set(Load.__dataclass_fields__) - {"name"}
    assert report.ASSUMED.keys() == told


def test_article_reads_once_and_writes_nothing_for_a_check() -> None:
    lines = article.article_check_lines()
    assert sum(line.units for line in lines if line.price == "read") == 0.5
    assert not [line for line in lines if line.price in {"write", "transition", "mail"}]
    assert sum(line.units for line in article.article_flag_lines() if line.price == "write") == 1


def test_dollars_are_for_so_many_events() -> None:
    lines = [costs.Line("write", 2, "write")]
    assert article.usd(lines, 1_000_000) == pytest.approx(2 * PRICES["write"].usd)


def test_ours_are_the_dollars_that_make_costs_writes() -> None:
    checks, denied, flags = (ours for _, ours, _ in article.compared())
    totals = [float(cell.strip(" *")) for cell in costs.table().splitlines()[-1].split("|")[3:-1]]
    assert [checks / 1000, denied / 1000, flags] == [pytest.approx(total, abs=5e-5) for total in totals[:3]]


def test_document_is_refused_without_its_marks() -> None:
    with pytest.raises(LocalError, match="marks"):
        report.placed("nothing")
