"""What a reviewer may do with an entry in each state, what becomes of it, and what the stream then says happened."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from denylist import decisions, entries, stream, writes
from denylist.decisions import KEPT, Decision, Objection, Ruling
from denylist.entries import Before, Entry
from denylist.errors import StoreError
from denylist.history import summarize
from denylist.numbers import Number, judge
from denylist.terms import TERMS
from tests.unit.denylist.stores import store_on
from tests.unit.records import CALLER, DAY, NOW, WINDOW, Item, flagged, item, record
from tests.unit.tables import Tables

SOON = NOW + WINDOW
STATES: dict[str, Item] = {
    "typed": item(),
    "flagged": flagged(),
    "pending": flagged(Status="PENDING", Version=2),
    "approved": flagged(Status="APPROVED", Version=3, ReviewedBy="rita"),
    "permanent": flagged(Status="APPROVED", Version=3, ExpiresAt=None, Term="permanent"),
    "lapsed": flagged(Status="PENDING", Version=2, ExpiresAt=NOW),
    "expired": flagged(Status="EXPIRED", Version=4),
    "refused": flagged(Status="REFUSED", Version=1, Note="too_many_flags"),
    "protected": item(Status="PROTECTED", Version=1, Term="permanent"),
}
RULES: dict[str, Callable[[Entry, Ruling], Decision | Objection]] = {
    "approve": decisions.approve,
    "expire": decisions.expire,
    "extend": decisions.extend,
    "unprotect": decisions.unprotect,
    "undo": decisions.undo,
    "add": lambda entry, ruling: decisions.add(_number(entry.number), entry, ruling),
    "protect": lambda entry, ruling: decisions.protect(_number(entry.number), entry, ruling),
}
END, AGAIN, GUARD, LATE = "EXPIRED", "APPROVED", "PROTECTED", "not_in_force"
# What each rule makes of each state: a status, or its objection.
OUTCOMES = {
    "typed":     {"approve": AGAIN, "expire": END, "extend": "no_end", "add": "in_force", "protect": GUARD},
    "flagged":   {"approve": AGAIN, "expire": END, "extend": "PENDING", "add": "in_force", "protect": GUARD},
    "pending":   {"approve": AGAIN, "expire": END, "extend": "PENDING", "add": "in_force", "protect": GUARD},
    "approved":  {"approve": AGAIN, "expire": END, "extend": AGAIN, "add": "in_force", "protect": GUARD},
    "permanent": {"approve": AGAIN, "expire": END, "extend": "no_end", "add": "in_force", "protect": GUARD},
    "lapsed":    {"approve": AGAIN, "expire": END, "extend": LATE, "add": AGAIN, "protect": GUARD},
    "expired":   {"approve": AGAIN, "expire": "already_ended", "extend": LATE, "add": AGAIN, "protect": GUARD},
    "refused":   {"approve": AGAIN, "expire": "already_ended", "extend": LATE, "add": AGAIN, "protect": GUARD},
    "protected": {"approve": "protected", "expire": "protected", "extend": "protected", "add": "protected",
                  "protect": "protected"},
}  # fmt: skip
TERM = st.sampled_from(sorted(TERMS))


def _number(number: str) -> Number:
    judged = judge(number, "US")
    assert isinstance(judged, Number)
    return judged


def ruling(version: int = 2, **changed: Any) -> Ruling:  # noqa: ANN401
    return Ruling(**{"by": "rita", "now": NOW, "version": version, "term": "7d", "note": "listened", **changed})


def decide(rule: str, image: Item, **changed: Any) -> Decision | Objection:  # noqa: ANN401
    entry = entries.read(image)
    return RULES[rule](entry, ruling(entry.version or 0, **changed))


def made(tables: Tables, rule: str, image: Item, **changed: Any) -> Entry:  # noqa: ANN401
    """The entry after the rule's decision was written."""
    tables.put(image)
    decision = decide(rule, image, **changed)
    assert isinstance(decision, Decision), decision
    entry, written = store_on(tables.client).decide(decision)
    assert written
    return entry


# ── Which decision, on what ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "rule"), [(state, rule) for state in OUTCOMES for rule in OUTCOMES[state]])
def test_state_decides_what_a_rule_makes_of_it(state: str, rule: str) -> None:
    answer = decide(rule, STATES[state])
    assert (answer.status if isinstance(answer, Decision) else answer) == OUTCOMES[state][rule]


@pytest.mark.parametrize("state", STATES)
def test_only_protected_numbers_are_unprotected(state: str) -> None:
    answer = decide("unprotect", STATES[state])
    assert isinstance(answer, Decision) == (state == "protected")


@pytest.mark.parametrize("rule", ["approve", "expire", "extend", "protect"])
@pytest.mark.parametrize("version", [0, 1, 3, 2**53])
def test_another_version_than_was_seen_is_a_conflict(rule: str, version: int) -> None:
    assert RULES[rule](entries.read(STATES["pending"]), ruling(version)) is Objection.CONFLICT


@pytest.mark.parametrize("number", ["911", "anonymous", "2065550142", "+12065550142 ", "+999123456789"])
def test_what_is_no_number_is_never_approved(number: str) -> None:
    image = item(number, Status="REFUSED", Version=1)
    assert decisions.approve(entries.read(image), ruling(1)) is Objection.NOT_DENIABLE


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
    decision = decisions.add(_number(CALLER), None, ruling(0))
    assert isinstance(decision, Decision)
    entry, _ = store_on(tables.client).decide(decision)
    assert (entry.status, entry.source, entry.country, entry.version) == ("APPROVED", "console", "US", 1)
    assert (entry.flagged_by, entry.reason) == ("rita", "listened")


@pytest.mark.parametrize("rule", [decisions.add, decisions.protect])
def test_workflow_finds_nothing_to_complete_in_what_reviewers_begin(rule: Any, tables: Tables) -> None:  # noqa: ANN401
    decision = rule(_number(CALLER), None, ruling(0, term="permanent"))
    store_on(tables.client).decide(decision)
    image = tables.get() or {}
    found = {"FlaggedAt": "now", "Term": "30d", "Source": "table", "Country": "US", "NumberType": "MOBILE"}
    assert writes.complete_entry(image, found, SOON, "event-1") is None


def test_entry_that_came_meanwhile_is_not_overwritten(tables: Tables) -> None:
    decision = decisions.add(_number(CALLER), None, ruling(0))
    tables.put(STATES["pending"])
    assert isinstance(decision, Decision)
    entry, written = store_on(tables.client).decide(decision)
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
    """A client whose first answer is lost, and which then asks again, as botocore does."""

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
    assert decisions.is_made(lambda found: RULES[rule](found, ruling(2)) if found else Objection.CONFLICT, entry)
    assert not decisions.is_made(
        lambda found: RULES[rule](found, ruling(2, by="adam")) if found else Objection.CONFLICT, entry
    )


def test_asking_later_is_known_too(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["pending"])
    assert decisions.is_made(
        lambda found: decisions.approve(found, ruling(2, now=NOW + 90)) if found else Objection.CONFLICT, entry
    )


def test_another_decision_on_the_same_version_is_not_taken_for_the_one_made(tables: Tables) -> None:
    entry = made(tables, "approve", STATES["approved"], term="30d")
    asked = ruling(3, term="30d")
    assert not decisions.is_made(lambda found: decisions.extend(found, asked) if found else Objection.CONFLICT, entry)


def test_no_answer_is_an_error(tables: Tables) -> None:
    class Silent:
        def update_item(self, **_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://dynamodb")

    decision = decide("approve", STATES["pending"])
    assert isinstance(decision, Decision)
    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        store_on(Silent()).decide(decision)


# ── Back ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "rule"),
    [(state, rule) for state in OUTCOMES for rule in OUTCOMES[state] if OUTCOMES[state][rule] in entries.STATUSES
     and state not in ("typed", "flagged")],
)  # fmt: skip
def test_decision_taken_back_leaves_what_was_there(state: str, rule: str, tables: Tables) -> None:
    was = entries.read(STATES[state])
    version = made(tables, rule, STATES[state]).version
    back = made_on(tables, "undo", by="adam", now=NOW + 60)
    assert (back.status, back.expires_at, back.term) == (was.status, was.expires_at, was.term)
    assert (back.version, back.reviewed_by) == ((version or 0) + 1, "adam")
    assert back.is_in_force(NOW) == was.is_in_force(NOW)


def made_on(tables: Tables, rule: str, **changed: Any) -> Entry:  # noqa: ANN401
    return made(tables, rule, tables.get() or {}, **changed)


@pytest.mark.parametrize("state", ["typed", "flagged"])
def test_flag_not_yet_processed_comes_back_as_waiting(state: str, tables: Tables) -> None:
    made(tables, "expire", STATES[state])
    assert made_on(tables, "undo").status == "PENDING"


@pytest.mark.parametrize("rule", [decisions.add, decisions.protect])
def test_what_was_not_there_is_ended(rule: Any, tables: Tables) -> None:  # noqa: ANN401
    store_on(tables.client).decide(rule(_number(CALLER), None, ruling(0)))
    back = made_on(tables, "undo")
    assert (back.status, back.expires_at) == ("EXPIRED", NOW + KEPT)


def test_nothing_is_taken_back_twice(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    made_on(tables, "undo")
    assert decide("undo", tables.get() or {}) is Objection.NOTHING_TO_UNDO


def test_nothing_is_taken_back_once_something_else_happened(tables: Tables) -> None:
    made(tables, "expire", STATES["pending"])
    image = {**(tables.get() or {}), "Version": {"N": "4"}}
    assert decide("undo", image) is Objection.NOTHING_TO_UNDO
    assert not decisions.is_undoable(entries.read(image))


def test_new_flag_forgets_what_could_be_taken_back(tables: Tables) -> None:
    made(tables, "expire", STATES["pending"])
    flag = writes.Flag(CALLER, "flag-2", "call-2", "joe", "", "30d", NOW, SOON)
    assert store_on(tables.client).flag(flag) == "added"
    assert entries.read(tables.get() or {}).before is None


def test_taking_back_a_protection_is_told_apart() -> None:
    assert decisions.touches_protection(Entry(CALLER, "PROTECTED"))
    assert decisions.touches_protection(Entry(CALLER, "EXPIRED", before=Before(1, "PROTECTED")))
    assert not decisions.touches_protection(Entry(CALLER, "EXPIRED", before=Before(1, "PENDING")))


# ── What the stream says happened ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "rule", "event"),
    [
        ("pending", "approve", "approved"),
        ("approved", "approve", "extended"),
        ("pending", "expire", "expired"),
        ("pending", "extend", "extended"),
        ("approved", "extend", "extended"),
        ("pending", "protect", "protected"),
        ("protected", "unprotect", "unprotected"),
        ("expired", "add", "approved"),
        ("refused", "approve", "approved"),
    ],
)
def test_decision_is_told_as_what_it_is(state: str, rule: str, event: str, tables: Tables) -> None:
    made(tables, rule, STATES[state])
    _assert_told(STATES[state], tables.get() or {}, event)


@pytest.mark.parametrize(
    ("state", "rule", "event"),
    [
        ("pending", "approve", "reopened"),
        ("approved", "expire", "approved"),
        ("approved", "extend", "extended"),
        ("pending", "protect", "unprotected"),
        ("protected", "unprotect", "protected"),
    ],
)
def test_decision_taken_back_is_told_too(state: str, rule: str, event: str, tables: Tables) -> None:
    made(tables, rule, STATES[state])
    before = tables.get() or {}
    made_on(tables, "undo", now=NOW + 60)
    _assert_told(before, tables.get() or {}, event)


@pytest.mark.parametrize(("rule", "event"), [(decisions.add, "added"), (decisions.protect, "added")])
def test_beginning_is_told_as_by_the_reviewer(rule: Any, event: str, tables: Tables) -> None:  # noqa: ANN401
    store_on(tables.client).decide(rule(_number(CALLER), None, ruling(0)))
    _assert_told(None, tables.get() or {}, event)


def test_second_decision_within_a_second_is_the_reviewers_too(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    before = tables.get() or {}
    made_on(tables, "extend")
    _assert_told(before, tables.get() or {}, "extended")
    decided = tables.get() or {}
    made_on(tables, "undo")
    _assert_told(decided, tables.get() or {}, "extended")


def test_same_decision_with_another_note_within_a_second_is_told_too(tables: Tables) -> None:
    made(tables, "approve", STATES["pending"])
    before = tables.get() or {}
    made_on(tables, "approve", note="another")
    _assert_told(before, tables.get() or {}, "extended")


def _assert_told(old: Item | None, new: Item, event: str) -> None:
    """The workflow sees a change by the reviewer, and none that it would have to complete."""
    parsed = stream.parse(record(old, new))
    change = stream.change_of(parsed)
    assert change == event
    assert summarize(parsed, change, CALLER, {}, NOW, "").actor == "rita"
    assert old is None or not stream.is_claim(parsed)


@given(version=st.integers(0, 2**53), status=st.sampled_from(sorted(entries.STATUSES)), term=TERM,
       end=st.none() | st.integers(1, entries.LATEST - 1))  # fmt: skip
def test_what_was_replaced_is_read_as_it_was_written(version: int, status: str, term: str, end: int | None) -> None:
    before = Before(version, status, end, term)
    assert entries.read(item(Before=before.as_attribute())).before == before


@pytest.mark.parametrize("odd", [{"S": "x"}, {"M": {}}, {"M": {"Version": {"S": "1"}}}, {"L": []}])
def test_what_nobody_decided_cannot_be_taken_back(odd: dict[str, Any]) -> None:
    assert entries.read(item(Before=odd)).before is None
