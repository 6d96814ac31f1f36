"""The traffic of a trial: its plans, and a flood of calls whose functions answer at once."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tools.common.errors import LocalError
from tools.measure.faults.handler import Call
from tools.measure.load import traffic
from tools.measure.load.ledger import Ledger
from tools.measure.load.plan import FULL_COUNT, MOST_CALLERS, Plan, callers_and_faults, flood
from tools.measure.load.report import progress, summary, tables
from tools.measure.load.traffic import World, run
from tools.measure.load.trial import Trial

PLAN = flood(calls=5, flags=30)


class Answers:
    """A function that answers every event the same, or fails."""

    def __init__(self, answer: dict[str, str] | Exception) -> None:
        self.answer = answer

    def call(self, _: object) -> Call:
        if isinstance(self.answer, Exception):
            raise self.answer
        return Call(0.1, answer=self.answer)


def world(check: Any = None, add: Any = None) -> World:  # noqa: ANN401
    denied = {"Success": "true", "Decision": "deny", "Status": "PENDING", "ExpiresAt": "NONE", "CallerId": "present"}
    added = {"Success": "true", "Result": "added", "Why": "NONE"}
    return World(cast("Any", check or Answers(denied)), cast("Any", add or Answers(added)), Ledger())


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no thread wait for its turn."""
    monkeypatch.setattr(traffic, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: None))


def test_every_call_and_flag_of_a_flood_comes() -> None:
    came = world()
    run(came, PLAN, lambda: None)
    assert came.ledger.checks == {"deny": PLAN.calls}
    assert came.ledger.heard == {"added": 1 + PLAN.flags}
    assert len(came.ledger.numbers()) == 1 + PLAN.flags
    assert max(len(flags) for flags in came.ledger.by_agent().values()) <= traffic.FLAGS_AN_AGENT


def test_what_is_no_answer_and_no_fault_ends_a_flood() -> None:
    with pytest.raises(ZeroDivisionError):
        run(world(check=Answers(ZeroDivisionError())), PLAN, lambda: None)


def test_a_flood_needs_a_caller_who_is_denied() -> None:
    with pytest.raises(LocalError, match="could not be flagged"):
        run(world(add=Answers({"Success": "false", "Result": "refused", "Why": "protected"})), PLAN, lambda: None)


def test_a_flood_comes_at_the_rate_of_the_whole_hour() -> None:
    assert (flood(300, 500).seconds, flood(300, 500).window) == (180, 45)
    assert flood(FULL_COUNT, FULL_COUNT).seconds == 3600
    assert "0.3% of an hour of 10,000 each" in str(PLAN)


@pytest.mark.parametrize(
    ("calls", "flags"), [(0, 1), (1, 0), (-1, 1), (1, -5), (FULL_COUNT + 1, 1), (1, FULL_COUNT + 1)]
)
def test_a_flood_of_nothing_or_beyond_the_hour_is_refused(calls: int, flags: int) -> None:
    with pytest.raises(LocalError, match=r"must be from 1 to 10000, not -?\d"):
        flood(calls, flags)


@pytest.mark.parametrize(
    ("minutes", "callers"), [(0, 8), (-1, 8), (float("nan"), 8), (1, 0), (1, -3), (1, MOST_CALLERS + 1)]
)
def test_a_load_of_no_time_or_callers_is_refused(minutes: float, callers: int) -> None:
    with pytest.raises(LocalError, match=r"MINUTES|CALLERS"):
        callers_and_faults(minutes, callers)


def _trial(plan: Plan) -> Trial:
    trial = Trial(plan, broken=["+17023000000 is lost"])
    trial.ledger.flagging("+17023000000", "f1", "load-agent-0")
    trial.ledger.flagged("f1", "added", 0.5)
    return trial


def test_report_tells_what_came_and_what_broke() -> None:
    trial = _trial(PLAN)
    found = summary(trial)
    assert found["plan"]["window"] == PLAN.window
    assert (found["acknowledged"], found["broken"], found["growing"]) == (1, trial.broken, [])
    assert found["waited_seconds"] == {"flag": [0.5, 0.5, 0.5]}
    assert [table.row_count > 0 for table in tables(found)] == [True, True]
    assert progress(trial, 65).startswith("01:05  flags 1, acknowledged 1, mails 0")
