"""The audit of a trial notices everything that was lost or made up, and memory that grows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from denylist.writes import id_in_hour
from tools.measure.faults.handler import Call
from tools.measure.load.audit import Found, Item, audit
from tools.measure.load.ledger import Ledger
from tools.measure.load.memory import Memory

NUMBER, STRANGER, AGENT = "+17023000000", "+17028000000", "load-agent-0"
DENY, ALLOW = (Call(0.1, answer={"Decision": decision}) for decision in ("deny", "allow"))


def ledger() -> Ledger:
    """Two flags of one number, the second not acknowledged; one call denied and counted; another number allowed."""
    made = Ledger()
    made.flagging(NUMBER, "f1", AGENT)
    made.flagged("f1", "added", 0.1)
    made.flagging(NUMBER, "f2", AGENT)
    made.flagged("f2", "", 8.0)
    made.checked(NUMBER, "deny", 0.1, [DENY], acknowledged=True)
    made.checked(STRANGER, "allow", 0.1, [ALLOW], acknowledged=False)
    return made


def event(name: str, number: str = NUMBER) -> dict[str, Any]:
    return {"ContactNumber": {"S": number}, "At": {"S": name}, "Event": {"S": name}}


def entry(*flags: str, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401 - DynamoDB's JSON
    held = {"FlagIds": {"SS": [*flags]}, "FlagCount": {"N": str(len(flags))}, "Status": {"S": "PENDING"}}
    return {"ContactNumber": {"S": NUMBER}, **held, **attributes}


IDS = [id_in_hour(flag, NUMBER) for flag in ("f1", "f2")]
HOUR: Item = {"ContactNumber": {"S": "agent:loadagent0"}, "FlagIds": {"SS": IDS}, "FlagCount": {"N": "2"}}
COUNTER: Item = {"ContactNumber": {"S": NUMBER}, "At": {"S": "denied"}, "DeniedCount": {"N": "1"}}
WELL = Found(
    entries={NUMBER: entry("f1", "f2")},
    history=[event("flagged"), event("flagged_again"), HOUR, COUNTER],
    mails=[{"event": "flagged", "number": NUMBER}],
    executions={"SUCCEEDED": 3},
)
BROKEN: dict[str, tuple[Found, str]] = {
    "lost": (replace(WELL, entries={NUMBER: entry("f2")}, history=WELL.history[1:]), "is lost"),
    "lost whole": (replace(WELL, entries={}, history=[HOUR, COUNTER], mails=[]), "is lost"),
    "invented flag": (replace(WELL, entries={NUMBER: entry("f1", "f2", "f3")}), "no agent made"),
    "invented entry": (replace(WELL, entries={**WELL.entries, STRANGER: entry("f9")}), "without a flag"),
    "counted twice": (replace(WELL, entries={NUMBER: entry("f1", "f2", FlagCount={"N": "3"})}), "counts 3 flags"),
    "not completed": (replace(WELL, entries={NUMBER: entry("f1", "f2", Status={"S": "FLAGGED"})}), "not completed"),
    "history lost": (replace(WELL, history=[event("flagged"), HOUR, COUNTER]), "1 of them in its history"),
    "opened twice": (replace(WELL, history=[event("flagged"), event("flagged"), HOUR, COUNTER]), "opened 2 times"),
    "something else": (replace(WELL, history=[*WELL.history, event("approved")]), "approved"),
    "told twice": (replace(WELL, mails=[*WELL.mails] * 2), "told 2 times"),
    "never told": (replace(WELL, mails=[]), "never told"),
    "told wrong": (replace(WELL, mails=[*WELL.mails, {"event": "lapsed", "number": NUMBER}]), "did not happen"),
    "hour drifts": (
        replace(WELL, history=[*WELL.history[:2], {**HOUR, "FlagCount": {"N": "3"}}, COUNTER]),
        "hours count",
    ),
    "hour misses": (
        replace(
            WELL, history=[*WELL.history[:2], {**HOUR, "FlagIds": {"SS": IDS[:1]}, "FlagCount": {"N": "1"}}, COUNTER]
        ),
        "do not hold",
    ),
    "calls drift": (replace(WELL, history=[*WELL.history[:3], {**COUNTER, "DeniedCount": {"N": "2"}}]), "turned away"),
    "calls missed": (replace(WELL, history=WELL.history[:3]), "turned away"),
    "parked": (replace(WELL, parked=1), "parked"),
    "failed": (replace(WELL, executions={"SUCCEEDED": 2, "FAILED": 1}), "FAILED"),
}


def mailed(*numbers: str, more: int = 0, event: str = "flagged") -> dict[str, Any]:
    """A digest that lists these numbers, and counts `more` changes besides."""
    return {"event": "digest", "changes": [{"event": event, "number": number} for number in numbers], "more": more}


DIGESTED = replace(WELL, mails=[mailed(NUMBER)], windows=2)
BROKEN_DIGESTS: dict[str, tuple[Found, str]] = {
    "told twice": (replace(DIGESTED, mails=[mailed(NUMBER), mailed(NUMBER)]), "told 2 times"),
    "never told": (replace(DIGESTED, mails=[mailed()]), "never told"),
    "told more": (replace(DIGESTED, mails=[mailed(NUMBER, more=1)]), "count 1 changes"),
    "told wrong": (replace(DIGESTED, mails=[mailed(NUMBER, event="lapsed")]), "did not happen"),
    "failed, and never told": (replace(DIGESTED, mails=[mailed()], failed_windows=1), "never told"),
    "too many mails": (replace(DIGESTED, mails=[mailed(NUMBER), mailed(), mailed()]), "3 digests"),
    "no mail": (replace(DIGESTED, mails=[]), "0 digests"),
    "an alert": (replace(DIGESTED, mails=WELL.mails), "by itself"),
    "waits": (replace(DIGESTED, history=[*WELL.history, {"ContactNumber": {"S": "digest"}}]), "1 changes still wait"),
}


@pytest.mark.parametrize(
    "found",
    [
        WELL,
        DIGESTED,
        replace(DIGESTED, mails=[mailed(more=1)]),
        replace(DIGESTED, mails=[mailed(NUMBER), mailed(NUMBER)], failed_windows=1),
    ],
    ids=["alerts", "a digest", "a digest that lists nothing", "told again after a digest that failed"],
)
def test_nothing_is_said_when_all_is_there(found: Found) -> None:
    assert list(audit(ledger(), found)) == []


def test_a_flag_that_was_not_acknowledged_may_be_missing() -> None:
    found = replace(WELL, entries={NUMBER: entry("f1")}, history=[event("flagged"), HOUR, COUNTER])
    assert list(audit(ledger(), found)) == []


@pytest.mark.parametrize(
    ("found", "said"),
    [*BROKEN.values(), *BROKEN_DIGESTS.values()],
    ids=[*BROKEN, *(f"digests: {name}" for name in BROKEN_DIGESTS)],
)
def test_what_is_not_as_it_was_promised_is_said(found: Found, said: str) -> None:
    assert any(said in sentence for sentence in audit(ledger(), found))


def test_a_call_that_a_metric_says_was_not_counted_may_be_missing() -> None:
    made = ledger()
    made.checked(NUMBER, "deny", 0.1, [replace(DENY, log='{"DeniedNotCounted": 1}')], acknowledged=True)
    assert list(audit(made, WELL)) == []


WRONG: dict[str, tuple[Callable[[Ledger], None], str]] = {
    "let through": (lambda made: made.checked(NUMBER, "allow", 0.1, [ALLOW], acknowledged=True), "was let through"),
    "denied": (lambda made: made.checked(STRANGER, "deny", 0.1, [DENY], acknowledged=False), "denied without a flag"),
    "refused": (lambda made: made.flagged("f2", "refused", 0.1), "was answered refused"),
}


@pytest.mark.parametrize(("happens", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_as_it_happens_is_said(happens: Callable[[Ledger], None], said: str) -> None:
    made = ledger()
    happens(made)
    assert any(said in sentence for sentence in audit(made, WELL))


def test_a_call_without_an_answer_is_no_wrong_one() -> None:
    made = ledger()
    made.checked(NUMBER, "", 2.1, [Call(2.1, kinds=("StoreError",))], acknowledged=True)
    assert list(audit(made, WELL)) == []


@pytest.mark.parametrize(("of", "missing", "held"), [(10, 1, True), (10, 2, False), (300, 3, True), (300, 4, False)])
def test_without_faults_one_answer_in_a_hundred_may_be_missing_and_one_of_fewer(
    of: int, missing: int, *, held: bool
) -> None:
    made = Ledger()
    for n in range(of):
        made.checked(NUMBER, "" if n < missing else "deny", 0.1, [], acknowledged=True)
    assert (list(made.unanswered()) == []) is held


def memory(grow: float) -> Memory:
    """Ten minutes of a function that loads, and then grows by `grow` MB a minute, give or take half a MB."""
    return Memory([(t, min(90.0, 60 + t) + grow * t / 60 + (t % 10) / 10 - 0.5) for t in range(0, 600, 5)])


@pytest.mark.parametrize(("grow", "flat"), [(0, True), (-1, True), (1, True), (2, False), (20, False)])
def test_memory_that_grows_is_seen(grow: float, flat: bool) -> None:  # noqa: FBT001 - a case's outcome
    """Ten minutes are enough to see a leak of 2 MB a minute in a process of 90 MB."""
    assert memory(grow).is_flat is flat
    assert memory(grow).slope == pytest.approx(grow, abs=0.1)


def test_too_few_samples_prove_nothing() -> None:
    assert not Memory([(0, 90.0), (5, 90.0)]).is_flat
