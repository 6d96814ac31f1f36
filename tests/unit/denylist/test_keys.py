"""What kind of key a text is, and the layout of HistoryTable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.keys import Kind, judge_key, key_meant, kind_of, of_key
from denylist.numbers import judge
from denylist.refusals import Refusal
from tests.unit.records import CALLER
from tests.unit.starred import STARS, starred
from tools.operate.upgrade.merge import key_of_former

KINDS: dict[str, Kind] = {
    CALLER: "number",
    "+1900*": "rule",
    f"{CALLER}*": "rule",
    "+8*": "rule",
    "+0*": "none",
    "+*": "none",
    "1900*": "none",
    "+1 206 555 0142*": "none",
    " +12065550142*": "none",
    "+5215512345678\N{FULLWIDTH ASTERISK}": "none",
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


@given(text=starred, region=st.sampled_from(["US", "DE", "KR", "MX"]))
def test_text_with_a_star_is_a_rule_or_refused_and_never_means_a_number(text: str, region: str) -> None:
    assert kind_of(text) == kind_of(text, judge(text, region)) in {"rule", "none"}
    assert judge_key(text, region) is Refusal.STAR
    assert (of_key(text), key_meant(text, region), key_of_former(text)) == (None, None, None)


@pytest.mark.parametrize("star", ["*", *"\N{FULLWIDTH ASTERISK}\N{SMALL ASTERISK}\N{ASTERISK OPERATOR}\N{BLACK STAR}"])
def test_what_looks_like_a_star_is_one(star: str) -> None:
    assert star in STARS
    assert judge_key(f"{CALLER}{star}", "US") is Refusal.STAR
