"""What `make flood` counts: every loss is seen, and a fault that costs nothing is none."""

import json
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.measure.flood import report, traffic
from tools.measure.flood.balance import balance, rare
from tools.measure.flood.mail import Mailbox
from tools.measure.flood.plan import FULL, Plan
from tools.measure.flood.traffic import ADDED, DENIED, FAULT, Event, Traffic, flood

PLAN = Plan(calls=3, flags=2, window_minutes=15)


def came(*, calls: tuple[str, ...] = (DENIED,) * 3, flags: tuple[str, ...] = (ADDED,) * 2) -> Traffic:
    return Traffic(
        [Event(PLAN.caller, answer, 0.1) for answer in calls],
        [Event(PLAN.number(n), answer, 0.2) for n, answer in enumerate(flags)],
    )


def changed(number: str, event: str = "flagged") -> dict[str, Any]:
    return {"ContactNumber": {"S": number}, "At": {"S": "2027-01-15T08:00:00Z#e"}, "Event": {"S": event}}


def known(**differs: Any) -> Any:  # noqa: ANN401
    """A ledger in which everything is as it must be, but for what a test says."""
    answers = {
        "changes": [changed(number) for number in PLAN.numbers],
        "entries": dict.fromkeys(PLAN.numbers, "PENDING"),
        "waiting": 0, "denied_count": 3, "uncounted": 0, "parked": 0, "is_denied": True, **differs,
    }  # fmt: skip
    return SimpleNamespace(**{name: lambda *_, answer=answer: answer for name, answer in answers.items()})


def mailed(mails: int = 1, changes: int = 3, sending: int = 4, sender: str = "sender", failed: int = 0) -> Any:  # noqa: ANN401
    events = Counter({"flagged": changes})
    return SimpleNamespace(
        mails=mails, told=changes, events=events, sending=[0.1] * sending, sender=sender, failed=failed, largest=900
    )


def broken(plan: Plan = PLAN, people: Traffic | None = None, mailbox: Any = None, ledger: Any = None) -> list[str]:  # noqa: ANN401
    checks = balance(plan, people or came(), mailbox or mailed(), ledger or known())
    return [check.what for check in checks if not check.holds]


# ── What is counted ─────────────────────────────────────────────────────────────────────────────


def test_when_all_is_well_every_check_holds() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("differs", "what"),
    [
        ({"changes": [changed(n) for n in PLAN.numbers[:2]]}, "… of them in history as flagged, once"),
        ({"changes": [changed(n) for n in (*PLAN.numbers, PLAN.number(1))]}, "… of them in history as flagged, once"),
        ({"entries": dict.fromkeys(PLAN.numbers[:2], "PENDING")}, "… of them recorded, and wait for a reviewer"),
        ({"entries": dict.fromkeys(PLAN.numbers, "FLAGGED")}, "… of them recorded, and wait for a reviewer"),
        ({"is_denied": False}, "… of them denied to a call"),
        ({"parked": 1}, "records parked"),
        ({"denied_count": 2}, "denied calls that were counted"),
        ({"denied_count": 4}, "denied calls that were counted"),
        ({"denied_count": 1, "uncounted": 1}, "denied calls that were counted"),
        ({"waiting": 1}, "changes that wait for a digest"),
    ],
)
def test_what_is_lost_is_seen(differs: dict[str, Any], what: str) -> None:
    assert what in broken(ledger=known(**differs))


@pytest.mark.parametrize("counted", [2, 3])
def test_a_call_that_could_not_be_counted_may_be_missing(counted: int) -> None:
    assert broken(ledger=known(denied_count=counted, uncounted=1)) == []


@pytest.mark.parametrize(("counted", "holds"), [(1, False), (2, True), (3, True), (4, False)])
def test_a_check_that_was_late_for_its_flow_may_have_counted(counted: int, *, holds: bool) -> None:
    people = came(calls=(DENIED, FAULT, DENIED))
    assert (broken(people=people, ledger=known(denied_count=counted)) == []) is holds


def test_a_call_let_through_without_a_fault_is_seen() -> None:
    people = came(calls=(DENIED, DENIED, "queue"))
    assert broken(people=people, ledger=known(denied_count=2)) == ["calls denied, but for those that met a fault"]


def test_a_call_let_through_by_a_fault_is_no_loss() -> None:
    assert broken(people=came(calls=(DENIED, FAULT, DENIED)), ledger=known(denied_count=2)) == []


def test_a_flag_refused_is_seen_and_one_that_met_a_fault_is_no_loss() -> None:
    assert broken(people=came(flags=(ADDED, "refused"))) == ["flags acknowledged, but for those that met a fault"]
    assert broken(people=came(flags=(ADDED, FAULT))) == []


def test_where_everything_met_a_fault_nothing_was_shown() -> None:
    people = came(calls=(FAULT,) * 3, flags=(FAULT,) * 2)
    ledger = known(denied_count=0, changes=[changed(PLAN.caller)], entries={PLAN.caller: "PENDING"})
    assert broken(people=people, mailbox=mailed(changes=1), ledger=ledger) == [
        "flags that met a fault",
        "calls that met a fault",
    ]


@pytest.mark.parametrize(("of", "faults", "holds"), [(10, 1, True), (10, 2, False), (300, 3, True), (300, 4, False)])
def test_one_in_a_hundred_may_meet_a_fault_and_one_of_fewer(of: int, faults: int, *, holds: bool) -> None:
    assert rare("calls that met a fault", faults, of).holds is holds


@pytest.mark.parametrize(
    ("mailbox", "what"),
    [
        (mailed(changes=2), "changes that mails told of"),
        (mailed(changes=4), "changes that mails told of"),
        (mailed(changes=2, failed=1), "changes that mails told of"),
        (mailed(mails=5), "mails, one a window at most"),
        (mailed(mails=0), "mails, one a window at most"),
        (mailed(mails=1, sender=""), "mails, one for each change"),
    ],
)
def test_mails_that_do_not_add_up_are_seen(mailbox: Any, what: str) -> None:  # noqa: ANN401
    assert broken(mailbox=mailbox) == [what]


def test_after_a_digest_that_failed_changes_may_be_told_twice() -> None:
    assert broken(mailbox=mailed(changes=5, failed=1)) == []


def test_without_digests_each_change_is_a_mail() -> None:
    assert broken(mailbox=mailed(mails=3, sender="")) == []


# ── What comes ──────────────────────────────────────────────────────────────────────────────────


def test_the_plan_is_scaled_at_the_hours_own_rate() -> None:
    plan = Plan(calls=300, flags=500, window_minutes=15)
    assert (plan.scale, plan.seconds, plan.window) == (0.05, 180, 45)
    assert len(set(plan.numbers)) == 501
    assert Plan(FULL, FULL, 15).seconds == 3600


def test_no_agent_comes_near_the_limit() -> None:
    for flags in (1, 16, 500, FULL):
        plan = Plan(1, flags, 0)
        assert max(Counter(plan.agent(n) for n in range(flags)).values()) <= 15


@pytest.mark.parametrize(("calls", "flags"), [(0, 1), (1, 0), (FULL + 1, 1), (1, FULL + 1)])
def test_a_plan_beyond_the_hour_is_refused(calls: int, flags: int) -> None:
    with pytest.raises(LocalError):
        Plan(calls, flags, 15)


class Telephones:
    """Nobody answers at once."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    def call(self, number: str) -> Event:
        return Event(number, DENIED, 0)

    def flag(self, number: str, _agent: str) -> Event:
        if self.fault:
            raise self.fault
        return Event(number, ADDED, 0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=lambda _: None))


@pytest.mark.usefixtures("clock")
def test_every_call_and_flag_comes() -> None:
    people = Traffic()
    with flood(Telephones(), PLAN, people) as goes_on:  # type: ignore[arg-type]
        ends = time.monotonic() + 600
        while goes_on():
            assert time.monotonic() < ends
    assert (people.denied, people.acknowledged) == (3, [PLAN.number(0), PLAN.number(1)])


@pytest.mark.usefixtures("clock")
def test_whoever_does_not_wait_gets_all_of_it_too() -> None:
    people = Traffic()
    with flood(Telephones(), PLAN, people):  # type: ignore[arg-type]
        pass
    assert (len(people.calls), len(people.flags)) == (3, 2)


@pytest.mark.usefixtures("clock")
def test_what_fails_here_is_no_silence() -> None:
    with pytest.raises(LocalError, match="no stack"), flood(Telephones(LocalError("no stack")), PLAN, Traffic()):  # type: ignore[arg-type]
        pass


# ── What is mailed ──────────────────────────────────────────────────────────────────────────────


def a_mailbox(*mails: dict[str, Any]) -> Mailbox:
    post = [{"Message": json.dumps(mail)} for mail in mails]
    described: dict[str, Any] = {"StackResources": []}
    stack: Any = SimpleNamespace(
        client=lambda _: SimpleNamespace(describe_stack_resources=lambda **_: described), take_alerts=lambda: post
    )
    return Mailbox(stack, frozenset(PLAN.numbers))


def test_digests_and_alerts_are_added_up() -> None:
    mailbox = a_mailbox(
        {"event": "digest", "events": {"flagged": 7, "approved": 1}, "body": "x" * 40},
        {"event": "flagged", "number": PLAN.caller, "body": "x"},
        {"event": "flagged", "number": "+12065550199", "body": "somebody else's"},
    )
    mailbox.end_window()
    assert (mailbox.mails, mailbox.told, mailbox.largest) == (2, 9, 40)
    assert mailbox.events == {"flagged": 8, "approved": 1}


def test_report_says_how_much_of_the_hour_it_was_and_what_broke(tmp_path: Path) -> None:
    checks = balance(PLAN, came(), mailed(changes=2), known())
    found = report.measured(came(), mailed(changes=2), report.Course(3, 1))
    report.write(tmp_path / "flood.json", PLAN, checks, found)
    written = json.loads((tmp_path / "flood.json").read_text())
    assert written["plan"]["scale"] == 3 / FULL
    assert [check["what"] for check in written["checks"] if not check["holds"]] == ["changes that mails told of"]
    assert report.table(checks).row_count == len(checks)
    assert "2 changes in 1 mails" in " ".join(report.lines(found))
    assert "0.0% of an hour of 10,000 each" in report.scaled(PLAN)
