"""Why a call would be denied or not: each reason is tested, and the answer is always the check's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.entries import LATEST, STATUSES, UNREADABLE, Entry
from review_entries.explain import explain
from tests.unit.records import CALLER, NOW, WINDOW

SOON = NOW + WINDOW


def an_entry(status: str | None = "PENDING", **changed: Any) -> Entry:  # noqa: ANN401
    given = {"expires_at": SOON, "flagged_by": "maria", "flagged_at": "2027-01-15T08:00:00Z", "reason": "shouts"}
    return Entry(CALLER, status, **{**given, **changed})


@pytest.mark.parametrize(
    ("entry", "decision", "because"),
    [
        (an_entry(), "deny", "in_force"),
        (an_entry(None, expires_at=None), "deny", "in_force"),
        (an_entry(expires_at=NOW), "allow", "lapsed"),
        (an_entry("APPROVED", expires_at=NOW - 1), "allow", "lapsed"),
        (an_entry("EXPIRED"), "allow", "ended"),
        (an_entry("REFUSED"), "allow", "refused"),
        (an_entry("PROTECTED", expires_at=None), "allow", "protected"),
        (an_entry("SHOUTING"), "allow", "unreadable"),
        (an_entry(expires_at=UNREADABLE), "allow", "unreadable"),
        (None, "allow", "no_entry"),
    ],
)
def test_entry_is_the_reason(entry: Entry | None, decision: str, because: str) -> None:
    reason = explain(CALLER, "US", entry, NOW)
    assert (reason.decision, reason.because) == (decision, because)


def test_withheld_caller_is_told_apart() -> None:
    assert explain("anonymous", "US", None, NOW).decision == "withheld"


def test_what_is_no_number_is_never_denied() -> None:
    reason = explain("911", "US", None, NOW)
    assert (reason.decision, reason.because) == ("allow", "not_a_number")


def test_text_that_could_mean_two_numbers_names_them() -> None:
    reason = explain("15123456789", "DE", None, NOW)
    assert (reason.decision, reason.because) == ("allow", "ambiguous")
    assert reason.readings == ["+15123456789", "+4915123456789"]


@pytest.mark.parametrize(
    ("number", "doubt"), [(CALLER, ""), ("+811045000", "no_plan"), ("+17378742833", "spells_withheld")]
)
def test_reason_says_why_only_a_reviewer_may_deny_the_number(number: str, doubt: str) -> None:
    assert explain(number, "US", None, NOW).doubt == doubt
    assert explain(number, "US", an_entry(), NOW).doubt == doubt


def test_reason_says_since_when_by_whom_and_until_when() -> None:
    reason = explain(CALLER, "US", an_entry("APPROVED", reviewed_by="rita"), NOW)
    assert (reason.since, reason.by, reason.reviewed_by, reason.why) == (
        "2027-01-15T08:00:00Z", "maria", "rita", "shouts",
    )  # fmt: skip
    assert (reason.until, reason.permanent) == ("2027-01-18T08:00:00Z", False)


def test_permanent_entry_has_no_end() -> None:
    reason = explain(CALLER, "US", an_entry("APPROVED", expires_at=None), NOW)
    assert (reason.until, reason.permanent) == ("", True)


def test_refusal_gives_its_own_reason() -> None:
    assert explain(CALLER, "US", an_entry("REFUSED", note="too_many_flags"), NOW).refusal == "too_many_flags"


@given(
    status=st.none() | st.sampled_from(sorted(STATUSES)) | st.text(max_size=9),
    end=st.none() | st.integers(0, LATEST - 1),
    now=st.integers(1, LATEST - 1),
)
def test_explanation_is_the_checks_answer(status: str | None, end: int | None, now: int) -> None:
    entry = Entry(CALLER, status, expires_at=end)
    reason = explain(CALLER, "US", entry, now)
    assert (reason.decision == "deny") == entry.is_in_force(now)
    assert (reason.because == "in_force") == entry.is_in_force(now)
