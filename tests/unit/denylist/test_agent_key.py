"""An agent's name has one key however it is written. The tests go through all of Unicode."""

import sys
import unicodedata
from itertools import batched

import pytest
from confusable_homoglyphs.confusables import confusables_data
from hypothesis import given
from hypothesis import strategies as st

from denylist.agent_key import agent_key

EVERY = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
# Letters among the Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and letters that look like a blank.
FILLERS = "\u115f\u1160\u3164\uffa0\U00013441\U00013442"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def leaves_no_mark(character: str) -> bool:
    return character in FILLERS or unicodedata.category(character)[0] in "CMZPS"


def is_one_letter(text: str) -> bool:
    return len(text) == 1 and unicodedata.normalize("NFKD", text) == text and unicodedata.category(text)[0] in "LN"


def is_caseless(letter: str) -> bool:
    return unicodedata.category(letter) == "Lo"


def test_character_that_is_no_letter_or_digit_makes_no_other_agent() -> None:
    """Controls, formats, marks, separators, fillers, private and unassigned characters, punctuation and signs."""
    unseen = [c for c in EVERY if all(map(leaves_no_mark, unicodedata.normalize("NFKD", c)))]
    assert len(unseen) > 100_000
    assert {agent_key(f"ma{''.join(some)}ria") for some in batched(unseen, 500, strict=False)} == {"maria"}


def test_every_look_alike_of_a_letter_or_digit_is_that_letter_or_digit() -> None:
    """The look-alikes are Unicode's list. A capital I looks like a small l; only its case tells which one is meant."""
    for letter in LETTERS + LETTERS.upper():
        for twin in (one["c"] for one in confusables_data.get(letter, ())):
            if is_one_letter(twin) and not twin.isascii():
                assert agent_key(twin) in {letter.casefold(), *("il1" if letter in "l1I" else "")}, (letter, twin)


def test_look_alikes_among_letters_without_case_are_one() -> None:
    pairs = [
        (c, twin["c"]) for c in confusables_data if is_one_letter(c) and is_caseless(c) for twin in confusables_data[c]
    ]
    one = [pair for pair in pairs if is_one_letter(pair[1]) and is_caseless(pair[1])]
    assert len(one) > 300
    assert [pair for pair in one if agent_key(pair[0]) != agent_key(pair[1])] == []


def test_width_and_mathematical_letters_make_no_other_agent() -> None:
    for character in EVERY:
        plain = unicodedata.normalize("NFKD", character)
        if plain.isascii() and plain.isalnum():
            assert agent_key(character) == plain.casefold(), character


@given(st.text(st.characters(max_codepoint=0x17F, categories=["L", "N", "P", "Z"])))
def test_case_makes_no_other_agent(name: str) -> None:
    assert agent_key(name.upper()) == agent_key(name) == agent_key(name.lower())


@given(st.text(max_size=20))
def test_key_of_a_key_is_itself(name: str) -> None:
    assert agent_key(agent_key(name)) == agent_key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [("maria", "mario"), ("agent1", "agent11"), ("agent10", "agent16"), ("김하나", "김하늘"), ("佐藤", "斎藤")],
)
def test_other_names_are_other_agents(one: str, other: str) -> None:
    assert len({"", agent_key(one), agent_key(other)}) == 3


@pytest.mark.parametrize("nobody", ["", " ", "\u3164", "\u200b\u2060", "...", "👍", "-_.@+"])
def test_without_a_letter_or_digit_it_is_no_name(nobody: str) -> None:
    assert agent_key(nobody) == ""
