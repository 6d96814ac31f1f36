"""How an entry is read, and when it denies a call."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from denylist.entries import DENYING, LATEST, STATUSES, UNREADABLE, Entry, read
from tests.unit.denylist.dynamodb_json import ITEMS
from tests.unit.records import CALLER, NOW, flagged, item

ENDS = st.one_of(st.none(), st.integers(0, LATEST))


def test_denying_statuses_are_those_of_the_design() -> None:
    assert {None, "FLAGGED", "PENDING", "APPROVED"} == DENYING


@given(ITEMS)
def test_any_item_is_read(raw: dict[str, dict[str, object]]) -> None:
    entry = read(raw)
    assert entry.is_in_force(NOW) in (True, False)
    assert (entry.status is None) == ("Status" not in raw)
    assert (entry.expires_at is None) == ("ExpiresAt" not in raw)


def test_whole_entry_is_read() -> None:
    decided = {"ReviewedBy": "ruth", "ReviewedAt": "2027-01-15T09:00:00Z", "Note": "seen"}
    found = {"Country": "US", "NumberType": "MOBILE", "SettledBy": "event-0", "Reason": "shouts"}
    assert read(flagged(**decided, **found)) == Entry(
        number=CALLER,
        status="FLAGGED",
        expires_at=NOW + 72 * 3600,
        version=1,
        flag_count=1,
        flag_ids=frozenset({"flag-1"}),
        flagged_by="maria",
        flagged_at="2027-01-15T08:00:00Z",
        contact_id="call-1",
        reason="shouts",
        term="30d",
        source="ccp",
        reviewed_by="ruth",
        reviewed_at="2027-01-15T09:00:00Z",
        note="seen",
        country="US",
        number_type="MOBILE",
        settled_by="event-0",
    )


def test_article_made_item_denies_for_ever() -> None:
    assert read(item()) == Entry(CALLER)
    assert read(item()).is_in_force(LATEST)


@pytest.mark.parametrize("status", sorted(STATUSES - DENYING))
@given(end=ENDS)
def test_ended_and_protected_entries_never_deny(status: str, end: int | None) -> None:
    assert not Entry(CALLER, status, end).is_in_force(NOW)


@pytest.mark.parametrize("status", sorted(DENYING, key=str))
def test_entry_denies_until_its_last_second_has_come(status: str | None) -> None:
    assert Entry(CALLER, status, NOW + 1).is_in_force(NOW)
    assert Entry(CALLER, status, NOW + 1).is_in_force(NOW + 0.999)
    assert not Entry(CALLER, status, NOW).is_in_force(NOW)
    assert Entry(CALLER, status).is_in_force(NOW)


@pytest.mark.parametrize(
    "status", [{"S": "lapsed"}, {"S": "pending"}, {"S": ""}, {"S": "APPROVED "}, {"N": "1"}, {"NULL": True}]
)
def test_unreadable_status_denies_nobody(status: dict[str, object]) -> None:
    assert not read(item(Status=status)).is_in_force(NOW)


@pytest.mark.parametrize(
    "expiry",
    [
        {"S": str(NOW + 9)},
        {"NULL": True},
        {"N": "0"},
        {"N": "-5"},
        {"N": str(NOW * 1000)},
        {"N": "1E+125"},
        {"N": str(LATEST)},
    ],
)
def test_unreadable_end_has_passed(expiry: dict[str, object]) -> None:
    entry = read(item(ExpiresAt=expiry))
    assert entry.expires_at == UNREADABLE
    assert not entry.is_in_force(NOW)


def test_fraction_of_a_second_counts_as_a_second() -> None:
    assert read(item(ExpiresAt={"N": f"{NOW}.25"})).expires_at == NOW + 1
    assert read(item(ExpiresAt={"N": str(LATEST - 1)})).expires_at == LATEST - 1


@given(st.decimals(min_value=NOW - 1, max_value=NOW + 1, places=28))
@example(Decimal(f"{NOW}.0000000000000000000000000001"))
def test_end_is_compared_to_the_last_digit_as_dynamodb_does(end: Decimal) -> None:
    assert read(item(ExpiresAt={"N": f"{end:f}"})).is_in_force(NOW) == (end > NOW)


def test_wrong_types_are_absent() -> None:
    odd = {"Version": "one", "FlagCount": "two", "FlagIds": "three", "FlaggedBy": 4, "Reason": {"NULL": True}}
    entry = read(item(**odd))
    assert (entry.version, entry.flag_count, entry.flag_ids, entry.flagged_by, entry.reason) == (
        None,
        0,
        frozenset(),
        "",
        "",
    )
