"""People's text made safe to store, log and mail."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.text import clean, iso, mask

ANYTHING = st.one_of(st.none(), st.integers(), st.binary(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\x00\x1b\x85\u2028\u2029\u202e\u200b\ud800 \t")))


@given(HOSTILE, st.integers(1, 300))
def test_cleaned_text_is_one_bounded_printable_line(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert cleaned.splitlines() in ([], [cleaned])
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert all(unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp") for c in cleaned)


@given(HOSTILE, st.integers(1, 300))
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    assert clean(clean(text, limit), limit) == clean(text, limit)


@given(ANYTHING)
def test_what_is_not_text_is_no_text(value: object) -> None:
    assert clean(value, 100) == ""


def test_a_plain_sentence_is_left_alone() -> None:
    assert clean("욕설을 합니다… shouts, (3) 🙂", 200) == "욕설을 합니다… shouts, (3) 🙂"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("shouts\r\nBcc: everyone", "shouts Bcc: everyone"),
        ("a\u2028b\u2029c\x85d\x0be", "a b c d e"),
        ("\u202eevil\u202c", "evil"),
        ("\x1b[31mred", "[31mred"),
        ("a\x00b\ud800c", "abc"),
    ],
)
def test_line_breaks_and_invisible_characters_go(text: str, line: str) -> None:
    assert clean(text, 100) == line


def test_text_is_cut_at_its_limit_without_a_space_at_the_end() -> None:
    assert clean("four more", 5) == "four"


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_mask_shows_four_digits_at_most_and_hides_four_at_least(number: str) -> None:
    assert mask(number) == "***" + number[-4:]
    assert len(number) - 4 >= 4


@given(HOSTILE)
def test_mask_of_any_text_is_one_line_of_seven_characters_at_most(text: str) -> None:
    shown = mask(text)
    assert shown.startswith("***")
    assert len(shown) <= 7
    assert shown.splitlines() == [shown]


@pytest.mark.parametrize("value", [None, "", "911", "1234567", 12065550142, ["+12065550142"]])
def test_mask_shows_nothing_of_what_is_short_or_no_text(value: object) -> None:
    assert mask(value) == "***"


@given(st.integers(0, 10**11 - 1))
def test_iso_counts_up_as_time_does(seconds: int) -> None:
    assert iso(seconds) <= iso(min(seconds + 1, 10**11 - 1))
    assert iso(seconds) == iso(seconds + 0.9)
    assert iso(seconds).endswith("Z")
