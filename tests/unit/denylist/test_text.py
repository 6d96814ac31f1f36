"""People's text made safe to store, log and mail."""

import re
import unicodedata

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from denylist.text import clean, iso, mask

ANYTHING = st.one_of(st.none(), st.integers(), st.binary(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
JOINERS = "\u200c\u200d\u180e"
PARTS = (
    "\U0001f468\u2764\ufe0f\U0001f3fd\U0001f1f0\U0001f1f7"
    "\u0915\u094d\u0937\u06cc\u0645\u1100\u1161\u11a8e\u0301\u0e33\u1820"
)
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\r\n\x00\x1b\x85\u2028\u2029\u202e\u2066\u200b\u2060\u3164\ud800 \t"),
        st.sampled_from(JOINERS + PARTS),
    )
)
# Texts with invisible characters that belong to them: each would be another text without these.
WRITTEN = {
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "firefighter": "\U0001f469\U0001f3fd\u200d\U0001f692",
    "rainbow flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "shaking head": "\U0001f642\u200d\u2194\ufe0f",
    "Scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Korea": "\U0001f1f0\U0001f1f7",
    "picture of a later Unicode": "\U0001faea",
    "Persian: they go": "\u0645\u06cc\u200c\u0631\u0648\u0646\u062f",
    "Persian: solar year": "\u06f1\u06f4\u06f0\u06f2 \u0647\u200d.\u0634",
    "Arabic: sign of a year": "\u0601\u0661\u0662",
    "Hindi: half ka": "\u0915\u094d\u200d\u0937",
    "Hindi: ka and virama": "\u0915\u094d\u200c\u0937",
    "Bengali: ra and ya": "\u09b0\u200d\u09cd\u09af",
    "Sinhala: Sri": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Malayalam": "\u0d28\u0d4d\u200d",
    "Korean, taken apart": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "Mongolian": "\u182a\u1820\u180b\u1820\u180e\u1820",
    "Hebrew with points": "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
}
STRAY = {
    "zero width space": "a\u200bb",
    "joiners between Latin letters": "a\u200db\u200cc",
    "joiners at the ends": "\u200dab\u200c",
    "joiner beside a space": "\u0645\u200c \u200c\u0631",
    "two joiners": "\U0001f468\u200d\u200dx",
    "word joiner, byte order mark": "a\u2060b\ufeff",
    "soft hyphen": "a\u00adb",
    "bidirectional marks": "\u200ea\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b",
    "fillers": "a\u3164\uffa0\u115f\u1160\u034fb",
    "tags of no flag": "a\U000e0061\U000e0062\U000e007f",
    "selectors that carry something": "a\ufe00\ufe01\U000e0101 \ufe0f",
}


def is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@given(HOSTILE, st.integers(1, 300))
def test_cleaned_text_is_one_bounded_printable_line(text: str, limit: int) -> None:
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert cleaned.splitlines() in ([], [cleaned])
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert all(is_visible(c) or c in JOINERS or regex.match(r"\p{PCM}", c) for c in cleaned)
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u3164]", cleaned)


@given(HOSTILE, st.integers(1, 300))
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    assert clean(clean(text, limit), limit) == clean(text, limit)


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_what_belongs_to_a_text_stays(text: str) -> None:
    for around in ("{}", "He said {}, twice", "{0}{0}"):
        assert clean(around.format(text), 300) == around.format(text)


@pytest.mark.parametrize("text", STRAY.values(), ids=STRAY.keys())
def test_what_is_invisible_and_has_no_function_goes(text: str) -> None:
    assert not regex.search(r"[\p{Cf}\p{Default_Ignorable_Code_Point}]", clean(text, 300).replace("a\ufe00", "a"))


@given(st.sampled_from(JOINERS), st.characters(categories=["L", "N", "P"], max_codepoint=0x24F))
def test_joiner_between_latin_characters_has_no_function(joiner: str, character: str) -> None:
    assert clean(f"a{character}{joiner}{character}b", 40) == f"a{character}{character}b"


@given(
    st.text(st.one_of(st.characters(exclude_categories=["C", "Z"]), st.sampled_from(PARTS)), min_size=2, max_size=40)
)
def test_text_is_cut_between_two_characters_as_people_count_them(text: str) -> None:
    """The `regex` library finds Unicode's clusters. A first cluster that is longer than the limit is exempt."""
    line = clean(text, 1000)
    clusters = regex.findall(r"\X", line)
    for limit in range(1, len(line)):
        shown = clean(line, limit)
        assert shown.endswith("…")
        assert len(shown) <= limit
        kept = shown[:-1]
        begun = "".join(clusters[: len(regex.findall(r"\X", kept))])
        if len(clusters[0]) < limit:
            assert line.startswith(kept)
            assert begun.rstrip(JOINERS + " ") == kept


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


def test_text_is_cut_at_its_limit_and_says_so() -> None:
    assert clean("four more", 9) == "four more"
    assert clean("four more", 6) == "four…"
    assert clean("n" * 301, 300) == "n" * 299 + "…"
    assert clean(" " * 2000, 300) == ""


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
