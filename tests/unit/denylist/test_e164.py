"""What the check can tell about a number without a library."""

import random
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneNumberType,
    example_number_for_non_geo_entity,
    example_number_for_type,
    national_significant_number,
)

from denylist.e164 import is_e164, is_withheld
from denylist.keys import key_of
from denylist.numbers import Number, judge

WORDS = ["anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld"]
# Each word as a telephone's keypad spells it.
KEYPAD = ["+266696687", "+2562533", "+7748283", "+7378742833", "+86282452253", "+8656696", "+94844353"]
PHRASES = [
    "no caller id", "private number", "number withheld", "out of area", "발신번호 표시제한", "발신번호표시제한",
    "발신번호 표시 제한", "발신 번호 표시 제한", "非通知", "公衆電話", "表示圏外", "通知不可能", "ﾋﾂｳﾁ",
    "未知号码", "無來電顯示", "발신자 제한", "通知圏外", "隐藏", "Salattu", "Tidak Diketahui",
    "Скрит номер", "Skriven broj", "Nežinomas", "Slēpts", "Varjatud number",
    "Rufnummer unterdrückt", "unbekannt", "numéro masqué", "NUMERO PRIVE", "número desconocido", "anônimo",
    "numero sconosciuto", "скрытый номер", "номер не определён", "zastrzeżony", "gizli numara", "coin line/payphone",
]  # fmt: skip
ADDRESSES = [
    "sip:anonymous@anonymous.invalid", "sips:anonymous@anonymous.invalid", "anonymous@anonymous.invalid",
    '"Anonymous" <sip:anonymous@anonymous.invalid>', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=hyh8',
    "Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "<sip:restricted@10.0.0.1:5060;transport=udp>",
    "sip:unavailable@unknown.invalid", "sip:anonymous@carrier.example;user=phone", '"비공개" <sip:x@host>',
    "tel:anonymous",
    "sip:anonymous", "SIP:ANONYMOUS@ANONYMOUS.INVALID", "unknown@10.0.0.1",
]  # fmt: skip


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_plus_and_seven_to_fifteen_digits_are_e164(number: str) -> None:
    assert is_e164(number)


@pytest.mark.parametrize(
    "text",
    [
        "12065550142", "+0206555014", "+120655", "+1206555014212345", "+1 2065550142", "+12065550142\n",
        " +12065550142", "+1206555014\uff12", "+١٢٠٦٥٥٥٠١٤٢", "tel:+12065550142", "++12065550142", "", None,
        12065550142, ["+12065550142"],
    ],
)  # fmt: skip
def test_anything_else_is_not_e164(text: object) -> None:
    assert not is_e164(text)


@pytest.mark.parametrize("word", WORDS + PHRASES)
@given(
    seed=st.randoms(use_true_random=False), around=st.tuples(*[st.sampled_from(["", " ", "\t", '"', "<", "  "])] * 2)
)
def test_withheld_word_is_withheld_in_any_case_and_spacing(
    word: str, seed: random.Random, around: tuple[str, str]
) -> None:
    mixed = "".join(seed.choice([c.upper(), c]) for c in word).replace(" ", seed.choice([" ", "  ", "_", "-", "."]))
    assert is_withheld(around[0] + mixed + around[1])


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_that_names_no_caller_is_withheld(address: str) -> None:
    assert is_withheld(address)
    assert key_of(address, "US") is None


@pytest.mark.parametrize(
    "address",
    ["sip:+12065550142@anonymous.invalid", '"Anonymous" <sip:+12065550142@carrier.example>', "sip:alice@example.com",
     "alice@unknown.example", '"Ann Onymous" <sip:ann@example.com>'],
)  # fmt: skip
def test_address_that_names_a_caller_is_not_withheld(address: str) -> None:
    assert not is_withheld(address)


@pytest.mark.parametrize("word", WORDS)
def test_withheld_word_is_withheld_in_full_width(word: str) -> None:
    assert is_withheld("".join(chr(ord(c) + 0xFEE0) for c in word))


@pytest.mark.parametrize("number", KEYPAD)
def test_keypad_spelling_of_a_withheld_word_is_withheld(number: str) -> None:
    assert is_withheld(number)


@pytest.mark.parametrize("number", KEYPAD)
def test_the_same_digits_without_a_plus_are_not_withheld(number: str) -> None:
    assert not is_withheld(number[1:])


@pytest.mark.parametrize("nothing", [None, "", "  ", "\t\r\n", '""', "<>", "-", 0, [], {}, True])
def test_nothing_is_withheld(nothing: object) -> None:
    assert is_withheld(nothing)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert is_withheld(text) in (True, False)
    assert is_e164(text) in (True, False)


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_a_number_is_withheld_only_when_it_is_a_word_on_the_keypad(number: str) -> None:
    assert is_withheld(number) == (number in KEYPAD)


def test_a_hostile_text_is_not_folded() -> None:
    assert not is_withheld("ﷺ" * 501)
    assert not is_withheld(" " * 501)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("+12065550142", "+12065550142"),
        ("(206) 555-0142", "+12065550142"),
        ("+1000000", "+1000000"),
        ("sip:alice@example.com", None),
        ("911", None),
        ("", None),
        (None, None),
    ],
)
def test_key_of_a_call(address: object, key: str | None) -> None:
    """E.164 text is looked up as it is, valid or not, because an entry may have been made by hand."""
    assert key_of(address, "US") == key


def _examples() -> Iterator[tuple[int, str]]:
    """A number of each kind in each country, without its country code."""
    for code, regions in COUNTRY_CODE_TO_REGION_CODE.items():
        for region, kind in product(regions, PhoneNumberType.values()):
            number = (
                example_number_for_non_geo_entity(code) if region == "001" else example_number_for_type(region, kind)
            )
            if number:
                yield code, national_significant_number(number)


EXAMPLES = sorted(set(_examples()))
TRUNK = [
    "",
    "0",
    "1",
    "8",
    "9",
    "90",
    "06",
    "02",
    "01",
    "00",
    "80",
    "11",
    "12",
    "15",
    "1831",
    "10",
    "1001",
    "1500",
    "1901",
]


def is_the_numbers(address: str) -> bool:
    """Whether a call from this address is looked up under the key that a flag of it is stored under."""
    judged = judge(address, "US")
    return key_of(address, "US") == judged.e164 if isinstance(judged, Number) else key_of(address, "US") == address


@pytest.mark.parametrize("prefix", TRUNK)
def test_call_with_a_trunk_prefix_is_looked_up_under_its_number(prefix: str) -> None:
    addresses = [f"+{code}{prefix}{rest}" for code, rest in EXAMPLES]
    assert [address for address in filter(is_e164, addresses) if not is_the_numbers(address)] == []


@given(
    code=st.sampled_from(sorted(COUNTRY_CODE_TO_REGION_CODE)),
    rest=st.from_regex(r"[0-9]{4,12}", fullmatch=True),
    example=st.sampled_from(EXAMPLES),
    at=st.integers(0, 6),
    extra=st.sampled_from(TRUNK),
)
def test_call_of_any_digits_is_looked_up_under_its_number(
    code: int, rest: str, example: tuple[int, str], at: int, extra: str
) -> None:
    own, digits = example
    for address in (f"+{code}{rest}", f"+{own}{digits[:at]}{extra}{digits[at:]}"):
        assert not is_e164(address) or is_the_numbers(address)
