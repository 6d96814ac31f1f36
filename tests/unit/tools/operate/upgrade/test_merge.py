"""Two entries of one line are merged: a protected one stays protected, and no denial becomes shorter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import entries, flags
from denylist.entries import STATUSES, Entry
from denylist.flags import Flagged
from denylist.text import iso
from tests.unit.records import DAY, NOW, Item, item
from tools.operate.upgrade.merge import key_of_former, merged

KEY, FORMER = "+541123456789", "+5491123456789"
ENDS = st.sampled_from([None, NOW - DAY, NOW, NOW + 1, NOW + DAY, NOW + 9 * DAY])
STATUS = st.sampled_from([None, *sorted(STATUSES)])


@st.composite
def an_entry(draw: st.DrawFn, number: str) -> Item:
    status, ends = draw(STATUS), draw(ENDS)
    flags = draw(st.sets(st.sampled_from("abcdef"), max_size=3))
    given_ = {"Status": status, "ExpiresAt": ends, "FlagCount": len(flags) or None, "Version": draw(st.integers(1, 9))}
    made = item(number, **{name: value for name, value in given_.items() if value is not None})
    return {**made, **({"FlagIds": {"SS": sorted(flags)}} if flags else {})}


def ends(entry: Entry) -> float:
    return float("inf") if entry.expires_at is None else entry.expires_at


@given(an_entry(FORMER), st.none() | an_entry(KEY))
def test_nothing_protected_is_denied_and_no_end_comes_sooner(former: Item, at_key: Item | None) -> None:
    made = entries.read(merged(former, at_key, KEY, NOW))
    both = [entries.read(one) for one in (former, at_key) if one]
    assert made.number == KEY
    if any(entry.status == entries.PROTECTED for entry in both):
        assert (made.status, made.expires_at) == (entries.PROTECTED, None)
        return
    standing = [entry for entry in both if entry.is_in_force(NOW)]
    assert made.is_in_force(NOW) == bool(standing)
    if standing:
        assert ends(made) == max(map(ends, standing))
        assert made.status in {entry.status for entry in standing}
    assert made.flag_count == sum(entry.flag_count for entry in both)
    assert made.flag_ids == frozenset().union(*(entry.flag_ids for entry in both))


@given(an_entry(FORMER), an_entry(KEY))
def test_what_a_reviewer_approved_stays_approved(former: Item, at_key: Item) -> None:
    both = [entries.read(one) for one in (former, at_key)]
    approved = [entry for entry in both if entry.status == entries.APPROVED and entry.is_in_force(NOW)]
    if approved and not any(entry.status == entries.PROTECTED for entry in both):
        assert entries.read(merged(former, at_key, KEY, NOW)).status == entries.APPROVED


def with_flags(number: str, first: int, last: int, /, **attributes: object) -> Item:
    """An entry in force with these flags. They came an hour apart, and each ends a day later than the one before it."""
    said = {
        f"flag-{n}": {"M": Flagged("maria", iso(NOW - 99 * 3600 + n * 3600), until=NOW + n * DAY).as_item()}
        for n in range(first, last)
    }
    given_ = {"Status": "PENDING", "ExpiresAt": NOW + (last - 1) * DAY, "Flags": {"M": said}, **attributes}
    return item(number, **given_)


def test_what_agents_said_in_both_is_kept_and_the_end_is_the_last_of_theirs() -> None:
    made = merged(with_flags(FORMER, 3, 5), with_flags(KEY, 0, 3), KEY, NOW)
    assert [*flags.read(made)] == [f"flag-{n}" for n in range(5)]
    assert made["ExpiresAt"] == {"N": str(NOW + 4 * DAY)}
    assert "EndBefore" not in made, "flags alone made the end"
    assert flags.base_of(made) is None


def test_only_the_latest_twenty_flags_of_both_are_kept() -> None:
    made = merged(with_flags(FORMER, 0, 12), with_flags(KEY, 12, 24), KEY, NOW)
    assert [*flags.read(made)] == [f"flag-{n}" for n in range(4, 24)]


@pytest.mark.parametrize(
    ("typed", "end", "before"),
    [
        ({"ExpiresAt": NOW + DAY}, NOW + 4 * DAY, NOW + DAY),
        ({"ExpiresAt": NOW + 9 * DAY}, NOW + 9 * DAY, None),
        ({}, None, None),
    ],
)
def test_end_that_a_person_gave_is_the_one_before_the_flags(
    typed: dict[str, int], end: int | None, before: int | None
) -> None:
    for one, other in ((FORMER, KEY), (KEY, FORMER)):
        both = {one: item(one, Status="APPROVED", **typed), other: with_flags(other, 3, 5)}
        made = merged(both[FORMER], both[KEY], KEY, NOW)
        assert made.get("ExpiresAt") == (end and {"N": str(end)})
        assert made.get("EndBefore") == (before and {"N": str(before)})
        assert [*flags.read(made)] == ["flag-3", "flag-4"]


@pytest.mark.parametrize("status", ["EXPIRED", "REFUSED"])
def test_flags_of_an_entry_that_has_ended_do_not_come_along(status: str) -> None:
    """They would move the end of the one that stands; history has them."""
    made = merged(with_flags(FORMER, 9, 11, Status=status), with_flags(KEY, 0, 3), KEY, NOW)
    assert [*flags.read(made)] == ["flag-0", "flag-1", "flag-2"]
    assert made["ExpiresAt"] == {"N": str(NOW + 2 * DAY)}


@pytest.mark.parametrize(
    ("key", "belongs"),
    [
        (FORMER, KEY), ("+5215512345678", "+525512345678"), ("+33590274812", "+590590274812"),
        ("+441800208001111", "+448001111"), (KEY, None), ("+12065550142", None), ("(206) 555-0142", None),
        ("anonymous", None), ("+5215512345678*", None), ("+52 1 55 1234 5678*", None),
        ("+811045000", None), ("15123456789", None),
    ],
)  # fmt: skip
def test_former_key_is_another_number_of_a_line(key: str, belongs: str | None) -> None:
    assert key_of_former(key) == belongs
