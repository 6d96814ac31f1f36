"""How much of each quota calls use, with loads whose sums are done by hand."""

import pytest

from tools.common.template import read_template
from tools.measure.reckon import costs, quotas
from tools.measure.reckon.load import CALLER, CAMPAIGN, LOADS, ORDINARY, Load

PLAIN = Load(name="", denied=0.0, flags=0.0)


def test_calls_at_once_are_calls_by_how_long_they_last() -> None:
    asked = Load(name="", denied=0.5, call_seconds=100, denied_seconds=10)
    assert asked.uses()[quotas.CALLS] == pytest.approx(55)
    assert asked.ceilings()[quotas.CALLS] == pytest.approx(10 / 55)


def test_loudest_number_bears_its_share_of_the_denied_calls() -> None:
    uses = Load(name="", denied=0.5, loudest=0.5).uses()
    assert (uses[quotas.ENTRY], uses[quotas.COUNTER]) == (0.25, 0.25)


def test_day_counts_every_denied_call_and_every_flag() -> None:
    assert Load(name="", denied=0.5, flags=0.25).uses()[quotas.DAY] == 0.75


def test_flag_and_its_end_are_two_mails_and_with_key_and_completion_four_executions() -> None:
    uses = Load(name="", flags=0.5, keys=1.0, ends=1.0, unnamed=0.5, shards=2, pipe_seconds=0.1).uses()
    assert (uses[quotas.STARTS], uses[quotas.MAIL], uses[quotas.NAMES]) == (2.0, 1.0, 0.5)
    assert uses[quotas.PIPE] == pytest.approx(0.1)
    assert uses[quotas.INDEX] == 1.5


def test_flag_is_an_open_execution_while_it_waits_for_its_reason() -> None:
    assert Load(name="", flags=0.5, keys=0.0, ends=0.0, execution_seconds=2).uses()[quotas.OPEN] == 0.5 * (20 + 2 * 2)


def test_digest_takes_no_mails_for_a_change() -> None:
    assert quotas.MAIL not in Load(name="", flags=0.5, mailed=0.0).ceilings()


def test_executions_at_once_are_the_functions_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    before = PLAIN.uses()[quotas.CONCURRENCY]
    monkeypatch.setitem(costs.MILLISECONDS, "CheckNumberFunction", costs.MILLISECONDS["CheckNumberFunction"] + 1000)
    assert PLAIN.uses()[quotas.CONCURRENCY] == pytest.approx(before + 1)


def test_denied_calls_take_executions_for_as_long_as_they_last() -> None:
    half = Load(name="", denied=0.5, flags=0.0).uses()[quotas.CONCURRENCY]
    allowed, denied = (costs.check_milliseconds(denied=denied) for denied in (False, True))
    assert half == pytest.approx((allowed + denied) / 2 / 1000)
    assert half > PLAIN.uses()[quotas.CONCURRENCY]


def test_flags_take_executions_requests_and_transitions() -> None:
    flagged = Load(name="", denied=0.0, flags=1.0)
    for quota in (quotas.CONCURRENCY, quotas.INVOCATIONS, quotas.TRANSITIONS):
        assert flagged.uses()[quota] > PLAIN.uses()[quota]
    assert flagged.uses()[quotas.INVOCATIONS] == 1 + 6 + 4 + 2


def test_quota_that_is_not_used_binds_nothing() -> None:
    assert set(PLAIN.ceilings()) == {quotas.CALLS, quotas.CONCURRENCY, quotas.INVOCATIONS, quotas.READS}


@pytest.mark.parametrize("asked", LOADS, ids=lambda found: found.name)
def test_ceilings_are_in_the_order_in_which_they_bind(asked: Load) -> None:
    borne = list(asked.ceilings().values())
    assert borne == sorted(borne)


def test_connects_calls_bind_first_and_then_the_loads_own_quota() -> None:
    second = [list(asked.ceilings())[:2] for asked in LOADS]
    assert second == [
        [quotas.CALLS, quotas.NAMES],
        [quotas.CALLS, quotas.COUNTER],
        [quotas.CALLS, quotas.NAMES],
    ]


@pytest.mark.parametrize("asked", LOADS, ids=lambda found: found.name)
def test_new_table_bears_as_many_calls_as_reads_because_each_check_is_one(asked: Load) -> None:
    units = [line.units for line in costs.check_lines(read_template(), denied=True) if line.price == "read"]
    assert asked.uses()[quotas.READS] == sum(units) == 1
    assert asked.ceilings()[quotas.READS] == 12_000


def test_more_calls_at_once_move_what_binds() -> None:
    raised = Load(name="", call_seconds=ORDINARY.call_seconds / 1_000_000, denied_seconds=0)
    assert next(iter(raised.ceilings())) is quotas.NAMES


def test_ten_thousand_calls_an_hour_from_one_number_are_borne() -> None:
    assert CALLER.ceilings()[quotas.COUNTER] > 10_000 / 3600
    assert CAMPAIGN.ceilings()[quotas.MAIL] == 10
