"""Conditional writes, sent to DynamoDB: who may change what, when, and that no own write is news."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from denylist import entries, stream, writes
from denylist.entries import read
from denylist.expressions import Write
from denylist.text import iso
from denylist.writes import Flag, Move
from tests.unit.denylist.dynamodb_json import EXPIRIES, STATUS_VALUES
from tests.unit.records import CALLER, DAY, NOW, OTHER, WINDOW, Item, flagged, item
from tests.unit.tables import Tables, changes

TYPED = "(206) 555-0142"
FOUND = {
    "Country": "US",
    "NumberType": "MOBILE",
    "FlaggedBy": "unknown",
    "FlaggedAt": iso(NOW),
    "Term": "30d",
    "Source": "table",
}


def a_flag(flag_id: str = "flag-2", **changed: Any) -> Flag:  # noqa: ANN401
    given = {"number": CALLER, "contact_id": "call-2", "flagged_by": "noah", "reason": "shouts", "term": "30d",
             "now": NOW, "until": NOW + WINDOW}  # fmt: skip
    return Flag(flag_id=flag_id, **{**given, **changed})


def a_move(image: Item, event_id: str = "event-1", **changed: Any) -> Move:  # noqa: ANN401
    given = {"number": CALLER, "found": FOUND, "until": NOW + WINDOW, "now": NOW}
    return Move(image=image, event_id=event_id, **{**given, **changed})


def applied(tables: Tables, write: Write) -> bool:
    """Whether DynamoDB takes a write."""
    try:
        tables.client.update_item(TableName="Denylist", **write)
    except tables.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def transacted(tables: Tables, typed: Item, placing: Write) -> bool:
    """Whether DynamoDB takes a move."""
    put = {"Put" if "Item" in placing else "Update": {"TableName": "Denylist", **placing}}
    delete = {"Delete": {"TableName": "Denylist", **writes.remove_spelling(read(typed))}}
    both: Any = [delete, put]
    try:
        tables.client.transact_write_items(TransactItems=both)
    except tables.client.exceptions.TransactionCanceledException:
        return False
    return True


ITEMS_IN_ANY_STATE = st.fixed_dictionaries({}, optional={"Status": STATUS_VALUES, "ExpiresAt": EXPIRIES})


# ── The one rule, in two languages ──────────────────────────────────────────────────────────────


@given(stood=ITEMS_IN_ANY_STATE)
def test_condition_in_force_is_the_same_rule_as_the_entrys(tables: Tables, stood: dict[str, Any]) -> None:
    entry = read(item(**stood))
    tables.put(item(**stood))
    joined = applied(tables, writes.join_entry(a_flag(), entry))
    assert joined == entry.is_in_force(NOW)
    tables.put(item(**stood))
    opened = applied(tables, writes.open_entry(a_flag()))
    assert opened == (not entry.is_in_force(NOW) and entry.status != entries.PROTECTED)


# ── Flags ───────────────────────────────────────────────────────────────────────────────────────


def test_first_flag_makes_a_whole_entry(tables: Tables) -> None:
    assert applied(tables, writes.open_entry(a_flag()))
    expected = flagged(FlagIds={"flag-2"}, ContactId="call-2", FlaggedBy="noah", Reason="shouts")
    stored = tables.get() or {}
    assert stored == {**stored, **expected}


def test_new_round_forgets_the_former_decision_and_counts_on(tables: Tables) -> None:
    decided = {"ReviewedBy": "ruth", "ReviewedAt": "2027-01-01T00:00:00Z", "Note": "calm again"}
    tables.put(flagged(Status="EXPIRED", Version=5, **decided))
    assert applied(tables, writes.open_entry(a_flag()))
    entry = read(tables.get() or {})
    assert (entry.status, entry.flag_count, entry.version) == ("FLAGGED", 2, 6)
    assert (entry.reviewed_by, entry.reviewed_at, entry.note) == ("", "", "")


def test_nothing_is_stored_of_an_empty_text(tables: Tables) -> None:
    tables.put(flagged(Status="EXPIRED", Reason="shouts"))
    assert applied(tables, writes.open_entry(a_flag(reason="", flagged_by="")))
    stored = tables.get() or {}
    assert not {"Reason", "FlaggedBy"} & set(stored)


@pytest.mark.parametrize("status", ["FLAGGED", "PENDING", "APPROVED"])
@pytest.mark.parametrize("end", [None, NOW + 1, NOW + WINDOW, NOW + 99 * DAY])
def test_joining_flag_never_ends_an_entry_sooner(tables: Tables, status: str, end: int | None) -> None:
    tables.put(item(Status=status, ExpiresAt=end))
    entry = read(tables.get() or {})
    assert applied(tables, writes.join_entry(a_flag(), entry))
    joined = read(tables.get() or {})
    assert (joined.status, joined.flag_count) == (status, 1)
    assert joined.expires_at == (None if end is None else max(end, NOW + WINDOW))


@pytest.mark.parametrize("seen", [NOW + 1, NOW + 99 * DAY, None])
@pytest.mark.parametrize("end", [NOW + 2, NOW + 98 * DAY, None])
def test_joining_flag_that_saw_another_end_never_shortens(tables: Tables, seen: int | None, end: int | None) -> None:
    def ending(at: int | None) -> Item:
        return item(Status="APPROVED", ExpiresAt=at)

    tables.put(ending(end))
    applied(tables, writes.join_entry(a_flag(), read(ending(seen))))
    after = read(tables.get() or {}).expires_at
    assert after is None if end is None else after is not None and after >= end


def test_flag_counts_once_whatever_state_its_entry_came_to(tables: Tables) -> None:
    for status in ("FLAGGED", "APPROVED", "EXPIRED", "REFUSED"):
        tables.put(flagged(Status=status, FlagIds={"flag-1", "flag-2"}))
        for write in (
            writes.open_entry(a_flag()),
            writes.join_entry(a_flag(), read(tables.get() or {})),
            writes.keep_for_review(a_flag(), "too_many_flags"),
        ):
            assert not applied(tables, write), status


def test_protected_entry_takes_no_flag(tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    assert not applied(tables, writes.open_entry(a_flag()))
    assert not applied(tables, writes.join_entry(a_flag(), read(tables.get() or {})))
    assert not applied(tables, writes.keep_for_review(a_flag(), "too_many_flags"))
    assert tables.get() == item(Status="PROTECTED")


def test_flag_kept_for_review_does_not_deny(tables: Tables) -> None:
    assert applied(tables, writes.keep_for_review(a_flag(), "too_many_flags"))
    entry = read(tables.get() or {})
    assert (entry.status, entry.note, entry.flag_count) == ("REFUSED", "too_many_flags", 1)
    assert not entry.is_in_force(NOW)


@pytest.mark.parametrize("status", ["FLAGGED", "PENDING", "APPROVED"])
def test_flag_kept_for_review_leaves_an_entry_in_force(tables: Tables, status: str) -> None:
    tables.put(flagged(Status=status))
    assert not applied(tables, writes.keep_for_review(a_flag(), "too_many_flags"))
    assert tables.get() == flagged(Status=status)


def test_hour_of_an_agent_is_counted_by_flag_and_kept_two_hours(tables: Tables) -> None:
    write = writes.count_flag("noah", "2027-01-15T08", a_flag(), 2)
    tables.client.update_item(TableName="History", **write)
    assert tables.counter("agent:noah", "flags#2027-01-15T08") == {
        "ContactNumber": {"S": "agent:noah"},
        "At": {"S": "flags#2027-01-15T08"},
        "FlagCount": {"N": "1"},
        "FlagIds": {"SS": ["flag-2"]},
        "RetainUntil": {"N": str(NOW + 7200)},
    }


# ── Completing, refusing, moving ────────────────────────────────────────────────────────────────


def test_typed_item_is_completed(tables: Tables) -> None:
    tables.put(item())
    write = writes.complete_entry(item(), FOUND, NOW + WINDOW, "event-1")
    assert write
    assert applied(tables, write)
    assert tables.get() == item(
        Status="PENDING", ExpiresAt=NOW + WINDOW, Version=1, SettledBy=f"event-1#{CALLER}", **FOUND
    )


def test_flag_is_completed_with_what_it_lacks_only(tables: Tables) -> None:
    tables.put(flagged())
    write = writes.complete_entry(flagged(), FOUND, NOW + 9 * WINDOW, "event-1")
    assert write
    assert applied(tables, write)
    assert tables.get() == flagged(
        Status="PENDING", Version=2, Country="US", NumberType="MOBILE", SettledBy=f"event-1#{CALLER}"
    )


@pytest.mark.parametrize("status", ["APPROVED", "PROTECTED"])
def test_decided_entry_keeps_its_permanence(status: str) -> None:
    write = writes.complete_entry(item(Status=status), FOUND, NOW + WINDOW, "event-1")
    assert write
    assert ":ExpiresAt" not in write["ExpressionAttributeValues"]
    assert ":Status" not in write["ExpressionAttributeValues"]


@pytest.mark.parametrize("expiry", [None, {"S": "tomorrow"}, {"N": "0"}, {"N": str(NOW * 1000)}])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING"])
def test_entry_without_a_readable_end_gets_one(tables: Tables, status: str | None, expiry: Item | None) -> None:
    image = item(Status=status, ExpiresAt=expiry)
    tables.put(image)
    write = writes.complete_entry(image, {}, NOW + WINDOW, "event-1")
    assert write
    assert applied(tables, write)
    assert read(tables.get() or {}).expires_at == NOW + WINDOW


def test_nothing_is_written_to_a_complete_entry() -> None:
    assert (
        writes.complete_entry(flagged(Status="PENDING"), {"Term": "7d", "Country": ""}, NOW + WINDOW, "event-1") is None
    )


@pytest.mark.parametrize("now", [flagged(Version=2), None, item()])
def test_entry_that_moved_on_is_left_alone(tables: Tables, now: Item | None) -> None:
    if now:
        tables.put(now)
    complete = writes.complete_entry(flagged(), FOUND, NOW + WINDOW, "event-1")
    assert complete
    assert not applied(tables, complete)
    assert not applied(tables, writes.refuse_entry(read(flagged()), "emergency", NOW + WINDOW, "event-1", iso(NOW)))
    assert tables.get() == now


def test_typed_entry_that_was_processed_is_left_alone(tables: Tables) -> None:
    tables.put(item(Status="PENDING", Version=1))
    complete = writes.complete_entry(item(), FOUND, NOW + WINDOW, "event-1")
    assert complete
    assert not applied(tables, complete)


@given(status=STATUS_VALUES | st.none(), expiry=EXPIRIES | st.none())
def test_refused_entry_denies_nobody(tables: Tables, status: Any, expiry: Any) -> None:  # noqa: ANN401
    image = item(Status=status, ExpiresAt=expiry)
    tables.put(image)
    assert applied(tables, writes.refuse_entry(read(image), "emergency", NOW + WINDOW, "event-1", iso(NOW)))
    refused = read(tables.get() or {})
    assert (refused.status, refused.note, refused.expires_at) == ("REFUSED", "emergency", NOW + WINDOW)


@pytest.mark.parametrize(
    "there", [None, item(Status="EXPIRED"), item(Status="REFUSED"), item(Status="PENDING", ExpiresAt=NOW)]
)
def test_spelling_takes_the_place_of_what_ended(tables: Tables, there: Item | None) -> None:
    typed = item(TYPED, Color="red")
    tables.put(typed, *([there] if there else []))
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    moved = item(
        Status="PENDING",
        ExpiresAt=NOW + WINDOW,
        Version=1,
        OpenedBy=f"event-1#{CALLER}",
        SettledBy=f"event-1#{CALLER}",
        Color="red",
        **FOUND,
    )
    assert tables.entries() == {CALLER: moved}


@pytest.mark.parametrize("typed", [item(TYPED), item(TYPED, Status="FLAGGED")])
@pytest.mark.parametrize("there", [item(), flagged(), flagged(Status="PENDING"), item(Status="APPROVED")])
def test_claim_under_a_spelling_yields_to_an_entry_in_force(tables: Tables, typed: Item, there: Item) -> None:
    tables.put(typed, there)
    assert not transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert tables.entries() == {TYPED: typed, CALLER: there}


def test_protection_under_a_spelling_has_no_end(tables: Tables) -> None:
    typed = item(TYPED, Status="PROTECTED", ExpiresAt=NOW + WINDOW)
    tables.put(typed)
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert "ExpiresAt" not in (tables.get() or {}), "time to live would end it without a word"


def test_flag_imported_under_a_spelling_waits_for_a_reviewer(tables: Tables) -> None:
    typed = item(TYPED, Status="FLAGGED")
    tables.put(typed)
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert (tables.get() or {})["Status"] == {"S": "PENDING"}


@pytest.mark.parametrize("status", ["PENDING", "APPROVED"])
def test_decision_under_a_spelling_replaces_an_entry_in_force(tables: Tables, status: str) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, flagged())
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    placed = read(tables.get() or {})
    assert (placed.status, placed.flag_count) == (status, 0)
    assert placed.expires_at == (None if status == "APPROVED" else NOW + WINDOW)


@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_no_spelling_replaces_a_protected_entry(tables: Tables, status: str | None) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, item(Status="PROTECTED"))
    assert not transacted(tables, typed, writes.place_spelling(a_move(typed)))


@pytest.mark.parametrize("there", [flagged(), item(Status="APPROVED"), item(Status="PROTECTED", Note="hospital"), None])
def test_protection_under_a_spelling_protects_the_number(tables: Tables, there: Item | None) -> None:
    typed = item(TYPED, Status="PROTECTED", Note="school")
    tables.put(typed, *([there] if there else []))
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert list(tables.entries()) == [CALLER]
    assert read(tables.get() or {}).status == "PROTECTED"
    assert "ExpiresAt" not in (tables.get() or {})


def test_spelling_that_changed_is_not_moved(tables: Tables) -> None:
    tables.put(item(TYPED, Version=1))
    assert not transacted(tables, item(TYPED), writes.place_spelling(a_move(item(TYPED))))
    assert tables.entries() == {TYPED: item(TYPED, Version=1)}


@pytest.mark.parametrize("end", [None, NOW + 1, NOW + 99 * DAY])
def test_spelling_that_joins_never_ends_an_entry_sooner(tables: Tables, end: int | None) -> None:
    there = item(Status="APPROVED", ExpiresAt=end)
    tables.put(item(TYPED), there)
    assert transacted(tables, item(TYPED), writes.join_spelling(a_move(item(TYPED)), read(there)))
    joined = read(tables.get() or {})
    assert (joined.status, joined.expires_at) == ("APPROVED", None if end is None else max(end, NOW + WINDOW))
    assert list(tables.entries()) == [CALLER]


# ── Own writes are not news ─────────────────────────────────────────────────────────────────────


def news(before: dict[str, Item], tables: Tables) -> list[stream.Change]:
    """What the stream would say of the difference."""
    records = [stream.parse(raw) for raw in changes(before, tables.entries())]
    assert records
    assert not any(stream.is_claim(record) and record.new for record in records)
    return [change for record in records if (change := stream.change_of(record))]


CLAIMS = {
    "flag": flagged(),
    "flag without agent": {k: v for k, v in flagged().items() if k != "FlaggedBy"},
    "typed": item(),
    "typed with an end": item(ExpiresAt=NOW + DAY),
    "typed with an unreadable end": item(ExpiresAt="soon"),
    "whole, pending": item(Status="PENDING"),
    "whole, pending with an unreadable end": item(Status="PENDING", ExpiresAt="soon"),
    "whole, approved": item(Status="APPROVED", ReviewedBy="ruth"),
    "whole, protected": item(Status="PROTECTED"),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_completing_is_not_news(tables: Tables, claim: Item) -> None:
    tables.put(claim)
    before = tables.entries()
    write = writes.complete_entry(claim, FOUND, NOW + WINDOW, "event-1")
    assert write
    assert applied(tables, write)
    assert news(before, tables) == []


@pytest.mark.parametrize("claim", [c for c in CLAIMS.values() if c is not CLAIMS["whole, protected"]])
def test_refusing_is_not_news(tables: Tables, claim: Item) -> None:
    tables.put(claim)
    before = tables.entries()
    assert applied(tables, writes.refuse_entry(read(claim), "not_a_number", NOW + WINDOW, "event-1", iso(NOW)))
    assert news(before, tables) == []


THERE = {
    "nothing": None,
    "expired": {"Status": "EXPIRED"},
    "moved before": {"Status": "EXPIRED", "SettledBy": "event-0"},
}


@pytest.mark.parametrize("there", THERE.values(), ids=THERE)
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED", "PROTECTED"])
def test_placing_a_spelling_is_not_news(tables: Tables, there: dict[str, str] | None, status: str | None) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, *([item(**there)] if there else []))
    before = tables.entries()
    assert transacted(tables, typed, writes.place_spelling(a_move(typed)))
    assert news(before, tables) == []


@pytest.mark.parametrize("there", [flagged(), flagged(SettledBy="event-0"), item(), item(Status="APPROVED")])
def test_joining_with_a_spelling_is_not_news(tables: Tables, there: Item) -> None:
    tables.put(item(TYPED), there)
    before = tables.entries()
    assert transacted(tables, item(TYPED), writes.join_spelling(a_move(item(TYPED)), read(there)))
    records = [stream.parse(raw) for raw in changes(before, tables.entries())]
    assert len(records) == 2
    assert [change for record in records if record.new and (change := stream.change_of(record))] == []


# ── Parameters ──────────────────────────────────────────────────────────────────────────────────


def every_write(flag: Flag, entry: entries.Entry) -> list[Write]:
    completed = writes.complete_entry(item(), FOUND, NOW, "event-1")
    assert completed
    return [
        writes.open_entry(flag),
        writes.join_entry(flag, entry),
        writes.keep_for_review(flag, "x"),
        writes.count_flag("noah", "2027-01-15T08", flag, 3),
        completed,
        writes.refuse_entry(entry, "x", NOW, "event-1", iso(NOW)),
        writes.remove_spelling(entry),
        writes.place_spelling(a_move(item(TYPED))),
        writes.join_spelling(a_move(item(TYPED)), entry),
    ]


def said(write: Write) -> str:
    return f"{write.get('UpdateExpression', '')} {write.get('ConditionExpression', '')}"


@given(end=st.none() | st.integers(1, entries.LATEST - 1), reason=st.text(max_size=5), agent=st.text(max_size=5))
def test_no_write_names_what_it_does_not_use(end: int | None, reason: str, agent: str) -> None:
    for write in every_write(a_flag(reason=reason, flagged_by=agent), entries.Entry(CALLER, "APPROVED", end)):
        for name in (*write.get("ExpressionAttributeNames", {}), *write.get("ExpressionAttributeValues", {})):
            assert name in said(write)


def test_no_write_uses_a_word_that_dynamodb_reserves() -> None:
    grammar = {"SET", "REMOVE", "ADD", "AND", "OR", "NOT", "IN", "SIZE"}
    reserved = set(ReservedKeywords.get_reserved_keywords()) - grammar
    for write in every_write(a_flag(), entries.Entry(CALLER, "APPROVED", NOW + 1)):
        words = re.findall(r"(?<![#:\w])[A-Za-z]\w*", said(write))
        assert not {word.upper() for word in words} & reserved


def test_flags_attributes_are_what_an_entry_keeps_of_its_latest_flag() -> None:
    assert a_flag(number=OTHER).attributes() == {
        "FlaggedBy": "noah",
        "FlaggedAt": "2027-01-15T08:00:00Z",
        "ContactId": "call-2",
        "Reason": "shouts",
        "Term": "30d",
        "Source": "ccp",
    }
