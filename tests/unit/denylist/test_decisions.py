"""What a reviewer may do with an entry in each state, and what the decision makes of it."""

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from denylist import claims, decisions, entries
from denylist.decisions import DECISIONS, KEPT, Objection
from denylist.errors import StoreError
from denylist.rulings import Decision
from denylist.terms import TERMS
from denylist.text import iso
from tests.unit.denylist.deciding import OUTCOMES, SOON, STATES, TERM, begun, decide, made, ruling
from tests.unit.denylist.stores import a_claim, store_on
from tests.unit.records import DAY, NOW, flagged, item
from tests.unit.tables import Tables

# ── Which decision, on what ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "rule"), OUTCOMES)
def test_state_decides_what_a_rule_makes_of_it(state: str, rule: str) -> None:
    answer = decide(rule, STATES[state])
    assert (answer.status if isinstance(answer, Decision) else answer) == OUTCOMES[state, rule]
    assert isinstance(answer, Decision) or answer in DECISIONS[rule].objections


@pytest.mark.parametrize("rule", ["approve", "expire", "extend", "protect"])
@pytest.mark.parametrize("version", [0, 1, 3, 2**53])
def test_another_version_than_was_seen_is_a_conflict(rule: str, version: int) -> None:
    assert decide(rule, STATES["pending"], version=version) is Objection.CONFLICT


@pytest.mark.parametrize("number", ["911", "anonymous", "2065550142", "+12065550142 ", "+5491123456789", "+82112"])
def test_what_is_no_number_is_never_approved(number: str) -> None:
    image = item(number, Status="REFUSED", Version=1)
    assert decide("approve", image) is Objection.NOT_DENIABLE


@pytest.mark.parametrize("number", ["+811045000", "+19995550100", "+999123456789", "+17378742833", "+431117"])
def test_reviewer_may_deny_what_a_call_can_come_from(number: str) -> None:
    image = item(number, Status="REFUSED", Version=1)
    assert isinstance(decide("approve", image), Decision)


@pytest.mark.parametrize(("state", "allowed"), [("pending", False), ("approved", True)])
def test_permanence_is_for_approved_entries(state: str, allowed: bool) -> None:  # noqa: FBT001
    answer = decide("extend", STATES[state], term="permanent")
    assert isinstance(answer, Decision) == allowed
    assert allowed or answer is Objection.NOT_APPROVED


# ── Until when ──────────────────────────────────────────────────────────────────────────────────


@given(state=st.sampled_from(["pending", "approved", "expired", "refused"]), term=TERM)
def test_approval_lasts_its_term_from_now(state: str, term: str) -> None:
    answer = decide("approve", STATES[state], term=term)
    assert isinstance(answer, Decision)
    seconds = TERMS[term]
    assert answer.expires_at == (None if seconds is None else NOW + seconds)


@given(end=st.integers(NOW + 1, NOW + 400 * DAY), term=st.sampled_from([t for t in TERMS if TERMS[t]]))
def test_extension_is_added_to_the_end(end: int, term: str) -> None:
    answer = decide("extend", flagged(Status="APPROVED", ExpiresAt=end), term=term)
    assert isinstance(answer, Decision)
    assert answer.expires_at == end + (TERMS[term] or 0)


def test_ended_entry_stays_to_be_seen_but_denies_nobody(tables: Tables) -> None:
    assert made(tables, "expire", STATES["permanent"]).expires_at == NOW + KEPT
    assert made(tables, "expire", STATES["pending"]).expires_at == SOON
    assert not entries.read(tables.get() or {}).is_in_force(NOW)


def test_protection_has_no_end(tables: Tables) -> None:
    entry = made(tables, "protect", STATES["pending"])
    assert (entry.status, entry.expires_at) == ("PROTECTED", None)


# ── What is written ─────────────────────────────────────────────────────────────────────────────


def test_decision_says_who_when_and_why(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["pending"])
    assert (entry.reviewed_by, entry.reviewed_at, entry.note, entry.term) == (
        "rita", "2027-01-15T08:00:00Z", "listened", "7d",
    )  # fmt: skip
    assert entry.version == 3


def test_decision_leaves_the_flag_as_it_was(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["pending"])
    assert (entry.flagged_by, entry.flag_ids, entry.contact_id) == ("maria", frozenset({"flag-1"}), "call-1")


def test_decision_without_a_note_takes_the_former_note_away(tables: Tables) -> None:
    assert made(tables, "approve", STATES["refused"], note="").note == ""


def test_number_that_nobody_flagged_is_added_whole(tables: Tables) -> None:
    entry, _ = store_on(tables.client).decide(begun("add"))
    assert (entry.status, entry.source, entry.country, entry.version) == ("APPROVED", "console", "US", 1)
    assert (entry.flagged_by, entry.reason) == ("rita", "listened")


@pytest.mark.parametrize("rule", [name for name, kind in DECISIONS.items() if kind.begins])
def test_workflow_finds_nothing_to_complete_in_what_reviewers_begin(rule: str, tables: Tables) -> None:
    store_on(tables.client).decide(begun(rule, term="permanent"))
    image = tables.get() or {}
    assert claims.complete(a_claim(image)).writes == ()


@pytest.mark.parametrize("rule", ["approve", "expire", "protect"])
def test_entry_decided_on_before_it_was_completed_lacks_nothing_that_lists_need(rule: str, tables: Tables) -> None:
    # If the workflow completed it afterwards, the decision could not be undone; so the workflow leaves it alone.
    typed = made(tables, rule, STATES["typed"])
    assert (typed.flagged_at, typed.source, typed.country) == (iso(NOW), "table", "US")
    flag = made(tables, rule, flagged(FlaggedAt=iso(NOW - 60)))
    assert (flag.flagged_at, flag.source, flag.country) == (iso(NOW - 60), "ccp", "US")
    assert flag.number_type == "FIXED_LINE_OR_MOBILE"


def test_garbage_that_is_ended_gets_no_country(tables: Tables) -> None:
    assert made(tables, "expire", item("+4401212345678")).country == ""


def test_entry_that_came_meanwhile_is_not_overwritten(tables: Tables) -> None:
    tables.put(STATES["pending"])
    entry, written = store_on(tables.client).decide(begun("add"))
    assert (entry.status, written) == ("PENDING", False)


def test_of_two_reviewers_one_wins_and_the_other_sees_it(tables: Tables) -> None:
    tables.put(STATES["pending"])
    first = decide("approve", STATES["pending"])
    second = decide("expire", STATES["pending"], by="adam")
    assert isinstance(first, Decision)
    assert isinstance(second, Decision)
    assert store_on(tables.client).decide(first)[1]
    entry, written = store_on(tables.client).decide(second)
    assert (entry.status, entry.reviewed_by, written) == ("APPROVED", "rita", False)


class Deaf:
    """A client that loses its first answer and sends the call again, as botocore does."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401
        self._client = client

    def update_item(self, **parameters: Any) -> Any:  # noqa: ANN401
        self._client.update_item(**parameters)
        return self._client.update_item(**parameters)


def test_decision_whose_answer_was_lost_is_found_made(tables: Tables) -> None:
    tables.put(STATES["pending"])
    decision = decide("approve", STATES["pending"])
    assert isinstance(decision, Decision)
    entry, written = store_on(Deaf(tables.client)).decide(decision)
    assert (entry.status, entry.version, written) == ("APPROVED", 3, True)


@pytest.mark.parametrize("rule", ["approve", "expire", "extend", "protect"])
def test_asking_again_is_known_by_what_was_decided(rule: str, tables: Tables) -> None:
    entry = made(tables, rule, STATES["pending"])
    assert decisions.is_made(rule, entry, ruling(2))
    assert not decisions.is_made(rule, entry, ruling(2, by="adam"))


def test_asking_later_is_known_too(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["pending"])
    assert decisions.is_made("approve", entry, ruling(2, now=NOW + 90))


def test_another_decision_on_the_same_version_is_not_taken_for_the_one_made(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["approved"], term="30d")
    assert not decisions.is_made("extend", entry, ruling(3, term="30d"))


def test_no_answer_is_an_error(tables: Tables) -> None:
    class Silent:
        def update_item(self, **_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://dynamodb")

    decision = decide("approve", STATES["pending"])
    assert isinstance(decision, Decision)
    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        store_on(Silent()).decide(decision)
