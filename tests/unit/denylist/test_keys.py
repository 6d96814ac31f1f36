"""What kind of key a text is, and the layout of HistoryTable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.keys import Kind, kind_of, of_key
from denylist.numbers import judge
from tests.unit.records import CALLER

KINDS: dict[str, Kind] = {
    CALLER: "number",
    "+1900*": "rule",
    f"{CALLER}*": "rule",
    "+8*": "rule",
    "+0*": "none",
    "+*": "none",
    "1900*": "none",
    "+1900**": "none",
    "+1234567890123456*": "none",
    "+٣*": "none",
    "(206) 555-0142": "none",
    "+1 206 555 0142": "spelling",
    "+4401212345678": "spelling",
    "+5215512345678": "spelling",
    "+8656696": "none",
    "911": "none",
    "": "none",
}


@pytest.mark.parametrize("key", KINDS)
def test_kind_of_a_key(key: str) -> None:
    assert kind_of(key) == KINDS[key]


def test_national_spelling_is_one_where_it_is_judged_for_its_country() -> None:
    assert kind_of("(206) 555-0142", judge("(206) 555-0142", "US")) == "spelling"


@given(st.text(alphabet="+*0123456789 ", max_size=18) | st.text(max_size=18))
def test_key_has_a_number_if_and_only_if_it_is_one(key: str) -> None:
    assert (of_key(key) is not None) == (kind_of(key) == "number")
