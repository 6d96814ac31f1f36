"""The arithmetic of costs, with small state machines and templates whose sums are done by hand."""

import json
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.common.template import read_template
from tools.measure.reckon import costs
from tools.measure.reckon.costs import Line, check_lines, flag_lines, memory, transitions
from tools.measure.reckon.prices import MONTHLY, PRICES, Price, sources

TEMPLATE: dict[str, Any] = {
    "Globals": {"Function": {"MemorySize": 512}},
    "Resources": {
        "CheckNumberFunction": {"Properties": {"MemorySize": 1024}},
        **{name: {"Properties": {}} for name in costs.MILLISECONDS if name != "CheckNumberFunction"},
    },
}
INSIDE = {
    "StartAt": "Which?",
    "States": {
        "Which?": {"Type": "Choice", "Choices": [{"Next": "Long"}], "Default": "Short"},
        "Long": {"Type": "Task", "Next": "Short"},
        "Short": {"Type": "Pass", "End": True},
    },
}
MACHINE = {
    "StartAt": "Each",
    "States": {"Each": {"Type": "Map", "ItemProcessor": INSIDE, "Next": "Done"}, "Done": {"Type": "Succeed"}},
}


def _units(lines: list[Line], price: str) -> float:
    return sum(line.units for line in lines if line.price == price)


def test_price_is_of_so_many_units() -> None:
    assert Price(0.5, 1_000, "things", "", "").of(3_000) == pytest.approx(1.5)


def test_transitions_are_the_states_entered_on_a_path() -> None:
    assert transitions(MACHINE, frozenset()) == 4
    assert transitions(MACHINE, frozenset({"Long"})) == 5


def test_transitions_refuse_a_path_that_does_not_end() -> None:
    loop = {"StartAt": "Again", "States": {"Again": {"Type": "Pass", "Next": "Again"}}}
    with pytest.raises(LocalError, match="does not end"):
        transitions(loop, frozenset())


def test_paths_name_states_that_there_are() -> None:
    states = json.loads(costs.WORKFLOW.read_text())["States"]["For every record"]["ItemProcessor"]["States"]
    assert states.keys() >= costs.FLAG_PATH | costs.AMENDMENT_PATH | costs.OWN_PATH | costs.DECISION_PATH


def test_memory_is_the_functions_own_or_the_common_one() -> None:
    assert (memory(TEMPLATE, "CheckNumberFunction"), memory(TEMPLATE, "AddNumberFunction")) == (1, 0.5)


def test_durations_are_assumed_of_every_function() -> None:
    resources = read_template()["Resources"]
    functions = {name for name, resource in resources.items() if resource["Type"] == "AWS::Serverless::Function"}
    assert costs.MILLISECONDS.keys() == functions


def test_check_is_one_read_and_two_writes_more_when_denied() -> None:
    allowed, denied = check_lines(TEMPLATE, denied=False), check_lines(TEMPLATE, denied=True)
    assert (_units(allowed, "read"), _units(allowed, "write")) == (1, 0)
    assert (_units(denied, "read"), _units(denied, "write")) == (1, 2)


def test_denied_check_lasts_as_long_as_its_three_requests_and_logs_more() -> None:
    allowed, denied = check_lines(TEMPLATE, denied=False), check_lines(TEMPLATE, denied=True)
    assert _units(allowed, "compute") == pytest.approx(1 * costs.MILLISECONDS["CheckNumberFunction"] / 1000)
    assert _units(denied, "compute") == pytest.approx(3 * _units(allowed, "compute"))
    assert _units(denied, "log") == _units(allowed, "log") + costs.DENIED_LOG_BYTES


def test_flag_runs_every_function_but_the_check_the_console_and_the_scheduled_ones() -> None:
    lines = flag_lines(TEMPLATE, MACHINE)
    assert _units(lines, "invocation") == len(costs.MILLISECONDS) - 4 + 1 + 4, (
        "record_change runs again; and for the key"
    )
    assert (_units(lines, "write"), _units(lines, "transition")) == (14, 4 + 4 + 4)


def test_line_is_priced_by_the_thousand() -> None:
    assert Line("write", 2, "write").usd == pytest.approx(2 * 1_000 * PRICES["write"].usd / 1_000_000)


def test_table_adds_up() -> None:
    totals = [float(cell.strip(" *")) for cell in costs.table().splitlines()[-1].split("|")[3:-1]]
    template, definition = read_template(), json.loads(costs.WORKFLOW.read_text())
    assert totals == [
        pytest.approx(sum(line.usd for line in lines), abs=5e-5)
        for lines in (
            check_lines(template, denied=False),
            check_lines(template, denied=True),
            flag_lines(template, definition),
            costs.decision_lines(template, definition),
            costs.panel_lines(template),
        )
    ]


def test_every_price_has_a_source_and_a_date() -> None:
    for price in [*PRICES.values(), *MONTHLY.values()]:
        assert price.source
        assert price.seen
    assert len(sources().splitlines()) == len(PRICES) + len(MONTHLY)
