"""Two entries of one line are merged: a protected one stays protected, and no denial becomes shorter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import entries
from denylist.entries import STATUSES, Entry
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
