"""What each kind of stream record means, told from its two images alone."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from denylist import changes, stream
from denylist.entries import read
from denylist.errors import MalformedRecordError
from denylist.events import Change
from tests.unit.denylist.dynamodb_json import KEYED_ITEMS
from tests.unit.records import CALLER, EVENTS, NOW, OTHER, WINDOW, Item, event, flagged, item, meaning, record

# What each record of tests/events means, and whether it asks for its entry to be completed.
MATRIX: dict[str, tuple[Change | None, bool]] = {
    "insert_flag": (Change.FLAGGED, True),
    "insert_typed_number": (Change.ADDED, True),
    "insert_typed_spelling": (Change.ADDED, True),
    "insert_pending": (Change.ADDED, True),
    "insert_approved": (Change.ADDED, True),
    "insert_protected": (Change.ADDED, True),
    "insert_expired": (Change.ADDED, False),
    "insert_kept_for_review": (Change.REFUSED, False),
    "insert_moved_spelling": (Change.ADDED, True),
    "modify_flag_completed": (Change.COMPLETED, False),
    "modify_typed_number_completed": (Change.END_CHANGED, False),
    "modify_pending_completed": (Change.END_CHANGED, False),
    "modify_approved_completed": (Change.COMPLETED, False),
    "modify_agent_found": (Change.COMPLETED, False),
    "modify_typed_refused": (Change.REFUSED, False),
    "modify_flag_refused": (Change.REFUSED, False),
    "modify_approved_refused": (Change.REFUSED, False),
    "modify_pending_refused": (Change.REFUSED, False),
    "modify_spelling_placed": (Change.REOPENED, False),
    "modify_spelling_joined": (Change.COMPLETED, False),
    "modify_spelling_joined_once_more": (Change.COMPLETED, False),
    "modify_flag_joins_flagged": (Change.FLAGGED_AGAIN, True),
    "modify_flag_joins_pending": (Change.FLAGGED_AGAIN, True),
    "modify_flag_joins_approved": (Change.FLAGGED_AGAIN, True),
    "modify_flag_joins_typed_number": (Change.FLAGGED_AGAIN, True),
    "modify_flag_joins_moved": (Change.FLAGGED_AGAIN, True),
    "modify_flag_amended": (Change.AMENDED, False),
    "modify_flag_withdrawn": (Change.WITHDRAWN, False),
    "modify_flag_opens_expired": (Change.FLAGGED, True),
    "modify_flag_opens_refused": (Change.FLAGGED, True),
    "modify_flag_opens_lapsed_pending": (Change.FLAGGED, True),
    "modify_flag_opens_lapsed_flagged": (Change.FLAGGED, True),
    "modify_flag_kept_for_review": (Change.REFUSED, False),
    "modify_approved": (Change.APPROVED, False),
    "modify_approved_before_processing": (Change.APPROVED, True),
    "modify_expired": (Change.EXPIRED, False),
    "modify_reopened": (Change.REOPENED, False),
    "modify_protected": (Change.PROTECTED, True),
    "modify_unprotected": (Change.UNPROTECTED, False),
    "modify_protected_approved": (Change.APPROVED, True),
    "modify_extended": (Change.END_CHANGED, False),
    "modify_reviewed_again": (Change.EDITED, False),
    "modify_status_taken_away": (Change.ADDED, True),
    "modify_note_edited": (Change.EDITED, False),
    "modify_replaced_without_its_flags": (Change.PROTECTED, True),
    "modify_expired_put_anew": (Change.APPROVED, True),
    "modify_typed_spelling_approved": (Change.APPROVED, True),
    "modify_replaced_without_its_move": (Change.EXPIRED, False),
    "remove_lapsed_pending": (Change.LAPSED, False),
    "remove_lapsed_approved": (Change.LAPSED, False),
    "remove_cleared_expired": (None, False),
    "remove_cleared_refused": (None, False),
    "remove_pending_by_hand": (Change.REMOVED, False),
    "remove_approved_by_hand": (Change.REMOVED, False),
    "remove_protected_by_hand": (Change.REMOVED, False),
    "remove_expired_by_hand": (Change.REMOVED, False),
    "remove_typed_spelling": (Change.REMOVED, False),
    "remove_typed_number": (Change.REMOVED, False),
    "remove_approved_spelling": (Change.REMOVED, False),
    "remove_refused_spelling": (Change.REMOVED, False),
}


def change(old: Item | None, new: Item | None, *, by_ttl: bool = False) -> Change | None:
    return meaning(stream.parse(record(old, new, by_ttl=by_ttl)))


def is_claim(old: Item | None, new: Item | None) -> bool:
    return changes.is_claim(stream.parse(record(old, new)))


def test_matrix_is_of_every_kept_record() -> None:
    assert {f"stream_{name}" for name in MATRIX} == {path.stem for path in EVENTS.glob("stream_*.json")}
    # What decisions do is in test_decisions_told.py.
    decided = {change for change in Change if change.is_decision}
    assert {meant for meant, _ in MATRIX.values()} | decided == {*Change, None}


@pytest.mark.parametrize("name", MATRIX)
def test_record_means(name: str) -> None:
    assert meaning(stream.parse(event(f"stream_{name}"))) == MATRIX[name][0]


@pytest.mark.parametrize("name", MATRIX)
def test_record_claims(name: str) -> None:
    assert changes.is_claim(stream.parse(event(f"stream_{name}"))) == MATRIX[name][1]


# ── What the kept records do not show ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("before", [{}, {"SettledBy": f"event-0#{CALLER}", "FlagCount": 0}], ids=["flagged", "moved"])
@pytest.mark.parametrize("status", ["APPROVED", "EXPIRED", "PROTECTED"])
def test_decision_put_whole_is_a_decision_and_no_flag(status: str, before: dict[str, Any]) -> None:
    assert change(flagged(Status="PENDING", **before), item(Status=status)) == Change(status.lower())


@pytest.mark.parametrize("number", [CALLER, OTHER])
@pytest.mark.parametrize("status", ["PENDING", "APPROVED", "PROTECTED", "EXPIRED"])
def test_copy_of_a_processed_item_is_news(status: str, number: str) -> None:
    # The console's "Duplicate item", and any import of an export, keep every attribute.
    copied = flagged(number, Status=status, Version=4, OpenedBy="flag-1", SettledBy=f"event-0#{CALLER}")
    assert change(None, copied) is Change.ADDED
    assert is_claim(None, copied) == (status != "EXPIRED")


def test_older_state_of_an_item_put_back_is_news() -> None:
    ended = flagged(Status="EXPIRED", Version=4, SettledBy=f"event-9#{CALLER}")
    assert change(ended, flagged(Status="APPROVED", Version=3, SettledBy=f"event-0#{CALLER}")) is Change.APPROVED


def test_protection_is_never_cleared_in_silence() -> None:
    # DynamoDB's time to live deletes an item whatever its status is.
    assert change(item(Status="PROTECTED", ExpiresAt=NOW - 1), None, by_ttl=True) is not None


@pytest.mark.parametrize("end", [{}, {"ExpiresAt": "soon"}])
@pytest.mark.parametrize("before", ["EXPIRED", "APPROVED", "PROTECTED", "REFUSED"])
def test_entry_set_back_to_pending_without_an_end_is_to_be_given_one(before: str, end: dict[str, str]) -> None:
    assert is_claim(item(Status=before, ExpiresAt=NOW - 1), item(Status="PENDING", **end))


def test_pending_entry_whose_end_is_taken_away_is_to_be_given_one() -> None:
    assert is_claim(item(Status="PENDING", ExpiresAt=NOW + 1), item(Status="PENDING"))


COMPLETE = {"FlaggedAt": "2027-01-15T08:00:00Z", "Country": "US", "ExpiresAt": NOW + 1}


@pytest.mark.parametrize("missing", COMPLETE)
@pytest.mark.parametrize("status", ["PENDING", "APPROVED", "PROTECTED", "EXPIRED", "REFUSED"])
def test_entry_that_was_changed_is_completed_where_it_lacks_something(status: str, missing: str) -> None:
    old, new = item(Status="EXPIRED", **COMPLETE), item(Status=status, **(COMPLETE | {missing: None}))
    permanent = missing == "ExpiresAt" and status != "PENDING"
    assert is_claim(old, new) == (status in ("PENDING", "APPROVED", "PROTECTED") and not permanent)
    assert is_claim(old, item(Status=status, **COMPLETE)) == (status == "PROTECTED"), "protection has no end"


@pytest.mark.parametrize("key", ["(206) 555-0142", "911", "hello"])
def test_entry_that_was_changed_under_no_number_has_a_way_to_go(key: str) -> None:
    assert is_claim(item(key, Status="REFUSED", **COMPLETE), item(key, Status="APPROVED", **COMPLETE))


@pytest.mark.parametrize("status", ["PENDING", "APPROVED", "PROTECTED", "EXPIRED"])
def test_unreadable_status_is_an_edit_like_others(status: str) -> None:
    assert change(item(Status=status), item(Status="whatever")) is not None


def test_user_that_is_not_time_to_live_removes_by_hand() -> None:
    raw = record(flagged(), None) | {"userIdentity": {"type": "Service", "principalId": "replication.example"}}
    assert meaning(stream.parse(raw)) is Change.REMOVED


@pytest.mark.parametrize("flagged_at", ["", "yesterday", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2027-01-15"])
def test_unreadable_time_of_a_flag_does_not_matter(flagged_at: str) -> None:
    old, new = flagged(), flagged(FlagCount=2, Version=2, FlagIds={"flag-1", "flag-2"}, FlaggedAt=flagged_at)
    assert change(old, new) in (Change.FLAGGED, Change.FLAGGED_AGAIN)


@given(old=st.none() | KEYED_ITEMS, new=st.none() | KEYED_ITEMS, by_ttl=st.booleans())
def test_no_images_whatsoever_raise(old: Item | None, new: Item | None, by_ttl: bool) -> None:  # noqa: FBT001
    body = {"OldImage": old, "NewImage": new, "ApproximateCreationDateTime": NOW}
    user = {"userIdentity": {"principalId": "dynamodb.amazonaws.com"}} if by_ttl else {}
    assume(old or new)
    parsed = stream.parse({"eventID": "event-1", "dynamodb": {k: v for k, v in body.items() if v}, **user})
    assert meaning(parsed) in (*Change, None)
    assert changes.is_claim(parsed) in (True, False)


@pytest.mark.parametrize(
    "edited",
    [
        {"FlagIds": {"flag-1"}},
        {"FlagIds": {"flag-1", "flag-2", "flag-3"}},
        {"Version": 3},
        {"FlagCount": 3},
        {"Note": "x"},
        {"Status": "APPROVED"},
        {"ExpiresAt": NOW + WINDOW + 1},
        {"ExpiresAt": NOW + 9 * WINDOW},
        {"ExpiresAt": NOW},
        {"ExpiresAt": None},
        {"Other": "x"},
    ],
)
def test_what_does_more_than_one_more_flag_is_none(edited: dict[str, Any]) -> None:
    one_more = {"FlagCount": 2, "Version": 2, "FlagIds": {"flag-1", "flag-2"}}
    old = flagged(Status="PENDING")
    assert change(old, flagged(Status="PENDING", **one_more)) is Change.FLAGGED_AGAIN
    assert change(old, flagged(**{"Status": "PENDING", **one_more, **edited})) not in (Change.FLAGGED_AGAIN, None)


@pytest.mark.parametrize("status", ["", "expired", "Denied"])
def test_status_that_is_none_of_ours_is_an_edit_and_none_at_all_an_addition(status: str) -> None:
    assert change(flagged(Status="PENDING"), flagged(Status=status)) is Change.EDITED
    assert change(flagged(Status="PENDING"), flagged(Status=None)) is Change.ADDED


@pytest.mark.parametrize(
    "edited", [{"Note": "x"}, {"FlaggedBy": "noah"}, {"Version": 3}, {"OpenedBy": "x"}, {"ExpiresAt": NOW + 1}]
)
def test_what_does_more_than_to_complete_is_told(edited: dict[str, Any]) -> None:
    found = {"Country": "US", "NumberType": "MOBILE", "Version": 2, "SettledBy": "anything"}
    assert change(flagged(), flagged(Status="PENDING", **found)) is Change.COMPLETED
    assert change(flagged(), flagged(**{"Status": "PENDING", **found, **edited})) not in (Change.COMPLETED, None)


@given(old=st.none() | KEYED_ITEMS, new=st.none() | KEYED_ITEMS)
def test_whatever_is_written_is_a_change_and_silent_ones_change_nothing_for_a_caller(
    old: Item | None, new: Item | None
) -> None:
    assume((old or new) and old != new)
    body = {"OldImage": old, "NewImage": new, "ApproximateCreationDateTime": NOW}
    parsed = stream.parse({"eventID": "event-1", "dynamodb": {k: v for k, v in body.items() if v}})
    meant = meaning(parsed)
    assert meant
    if meant in (Change.COMPLETED, Change.FLAGGED_AGAIN):
        assert parsed.old
        assert parsed.new
        assert parsed.old.is_in_force(NOW) == parsed.new.is_in_force(NOW)


# ── Reading a record ────────────────────────────────────────────────────────────────────────────


def test_record_is_read() -> None:
    parsed = stream.parse(record(None, flagged(), event_id="event-7"))
    assert (parsed.event_id, parsed.at, parsed.when) == ("event-7", NOW, "2027-01-15T08:00:00Z")
    assert parsed.sequence == "100000000003498069978"
    assert (parsed.old, parsed.new, parsed.image) == (None, read(flagged()), flagged())
    assert not parsed.by_ttl
    assert parsed.entry == read(flagged())


def test_entry_of_a_removal_is_the_last_there_was() -> None:
    parsed = stream.parse(record(flagged(), None, by_ttl=True))
    assert parsed.entry == read(flagged())
    assert parsed.image == {}
    assert parsed.by_ttl


def test_time_is_rounded_down() -> None:
    raw = record(None, item())
    raw["dynamodb"]["ApproximateCreationDateTime"] = NOW + 0.9
    assert stream.parse(raw).at == NOW


def test_time_without_end_is_refused_by_name() -> None:
    """tests/unit/workflow/test_poison.py tries everything else that is not a record."""
    with pytest.raises(MalformedRecordError):
        stream.parse({"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": float("inf"), "NewImage": item()}})


def test_refusal_of_a_record_quotes_nothing_of_it() -> None:
    raw = record(None, flagged())
    raw["dynamodb"]["ApproximateCreationDateTime"] = f"call {CALLER}"
    with pytest.raises(MalformedRecordError) as caught:
        stream.parse(raw)
    assert CALLER not in str(caught.value)
