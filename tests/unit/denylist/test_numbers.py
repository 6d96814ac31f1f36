"""Number rules: which texts are accepted, as which number, and which are refused, and why."""

from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from denylist.keys import of_key
from denylist.lines import key_of_line
from denylist.numbers import Number, could_mean, judge
from denylist.refusals import Refusal

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = [t for t in PhoneNumberType.values() if t != PhoneNumberType.UNKNOWN]
FULL_WIDTH = str.maketrans("0123456789+-() .", "０１２３４５６７８９＋－（）　．")  # noqa: RUF001 - that is the point
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

EMERGENCIES = [
    (region, metadata.emergency.example_number)
    for region in REGIONS
    if (metadata := PhoneMetadata.short_metadata_for_region(region))
    and metadata.emergency
    and metadata.emergency.example_number
]

IN_REGIONS = st.sampled_from(REGIONS)
# Texts that are near enough to a number to reach every branch, and others.
NEARLY = st.text(
    st.sampled_from("0123456789+-() .,;x#*/:@extl\u0660\u0661\u0662\uff10\uff11\u200b\u202a\x00\r\n"), max_size=40
)


def examples(region: str) -> Iterator[phonenumbers.PhoneNumber]:
    """Libphonenumber's own example of every type of number that a region has."""
    for kind in TYPES:
        example = phonenumbers.example_number_for_type(region, kind)
        if example and phonenumbers.is_valid_number(example):
            yield example


def spellings(example: phonenumbers.PhoneNumber) -> Iterator[str]:
    """How people write a number in its own country."""
    e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    national, international, rfc3966 = (
        phonenumbers.format_number(example, form)
        for form in (PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
    )
    yield from (e164, national, international, rfc3966, f"00{e164[1:]}", f"\u202a{e164}\u202c", f" {national}\u200b ")
    yield from (f"{international} ext. 12", f"{national};ext=12", f"tel:{international}")
    for written in (e164, national, international):
        yield from (written.translate(FULL_WIDTH), written.translate(ARABIC_INDIC), written.replace(" ", "."))


@pytest.mark.parametrize("region", REGIONS)
def test_every_kind_of_number_is_taken_in_every_spelling(region: str) -> None:
    for example in examples(region):
        expected = key_of_line(phonenumbers.format_number(example, PhoneNumberFormat.E164))
        for spelling in spellings(example):
            judged = judge(spelling, region)
            assert isinstance(judged, Number), f"{spelling!r} in {region}: {judged!r}"
            assert judged.e164 == expected, f"{spelling!r} in {region}"


@pytest.mark.parametrize("region", REGIONS)
def test_number_is_the_same_when_judged_again_anywhere(region: str) -> None:
    for example in examples(region):
        first = judge(phonenumbers.format_number(example, PhoneNumberFormat.E164), region)
        assert isinstance(first, Number)
        for elsewhere in ("US", "KR", "GB"):
            again = judge(first.e164, elsewhere)
            assert isinstance(again, Number)
            assert (again.e164, again.country, again.doubt) == (first.e164, first.country, first.doubt)


@given(st.one_of(st.text(max_size=120), NEARLY), IN_REGIONS)
def test_no_text_raises_and_what_is_taken_stays_the_same(text: str, region: str) -> None:
    judged = judge(text, region)
    if isinstance(judged, Number):
        assert of_key(judged.e164)
        assert judged.e164.removeprefix("+").isdecimal()
        assert judged.e164.isascii()
        assert 8 <= len(judged.e164) <= 16
    else:
        assert isinstance(judged, Refusal)


@given(
    st.one_of(
        st.none(), st.integers(), st.floats(), st.binary(), st.lists(st.text()), st.dictionaries(st.text(), st.none())
    )
)
def test_what_is_no_text_is_no_number(value: object) -> None:
    assert judge(value, "US") is Refusal.EMPTY


@pytest.mark.parametrize("region", ["", "ZZ", "us", "001"])
def test_unknown_region_leaves_international_numbers(region: str) -> None:
    assert isinstance(judge("+12065550142", region), Number)
    assert isinstance(judge("2065550142", region), Refusal)


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+12065550142", "KR", "+12065550142"),
        ("(206) 555-0142", "US", "+12065550142"),
        ("206.555.0142", "US", "+12065550142"),
        ("1-206-555-0142", "US", "+12065550142"),
        ("12065550142", "US", "+12065550142"),
        ("12065550142", "KR", "+12065550142"),
        ("tel:+1-206-555-0142", "US", "+12065550142"),
        ("TEL:206-555-0142", "US", "+12065550142"),
        ("206-555-0142 x5", "US", "+12065550142"),
        ("206-555-0142 ext. 5", "US", "+12065550142"),
        ("011 82 2-312-3456", "US", "+8223123456"),
        ("00 82 2-312-3456", "US", "+8223123456"),
        ("02-312-3456", "KR", "+8223123456"),
        ("02-312-3456 내선 12", "KR", "+8223123456"),
        ("02-312-3456 구내번호 12", "KR", "+8223123456"),
        ("010-1234-5678", "KR", "+821012345678"),
        ("０１０－１２３４－５６７８", "KR", "+821012345678"),  # noqa: RUF001
        ("+82 010-1234-5678", "US", "+821012345678"),
        ("+44 (0)121 234 5678", "US", "+441212345678"),
        ("0121 234 5678", "GB", "+441212345678"),
        ("\u202a+1 206 555 0142\u202c", "US", "+12065550142"),
    ],
)  # fmt: skip
def test_what_people_write_becomes_its_number(text: str, region: str, number: str) -> None:
    judged = judge(text, region)
    assert isinstance(judged, Number), judged
    assert judged.e164 == number


@pytest.mark.parametrize("text", ["٠٠٨٢ ٢ ٣١٢ ٣٤٥٦", "００８２ ２ ３１２ ３４５６"])  # noqa: RUF001
def test_prefix_00_is_read_in_digits_of_any_script(text: str) -> None:
    judged = judge(text, "US")
    assert isinstance(judged, Number), judged
    assert judged.e164 == "+8223123456"


def test_north_american_number_without_its_plus_is_read_in_digits_of_any_script() -> None:
    judged = judge("12065550142".translate(ARABIC_INDIC), "KR")
    assert isinstance(judged, Number), judged
    assert judged.e164 == "+12065550142"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", Refusal.EMPTY),
        (" \t\r\n", Refusal.EMPTY),
        ("\u200b\u202e\x00", Refusal.EMPTY),
        ("anonymous", Refusal.WITHHELD),
        (" RESTRICTED ", Refusal.WITHHELD),
        ("un\u200bknown", Refusal.WITHHELD),
        ("발신번호 표시제한", Refusal.WITHHELD),
        ("+266696687", Refusal.WITHHELD),
        ("+7378742833", Refusal.WITHHELD),
        ("sip:alice@example.com", Refusal.ADDRESS),
        ("sip:10.0.0.15", Refusal.ADDRESS),
        ("SIPS:alice", Refusal.ADDRESS),
        ("jane@example.com", Refusal.ADDRESS),
        ("mailto:2065550142", Refusal.ADDRESS),
        ("https://example.com/2065550142", Refusal.ADDRESS),
        ("anonymous@anonymous.invalid", Refusal.WITHHELD),
        ("tel:alice", Refusal.NOT_A_NUMBER),
        ("hello", Refusal.NOT_A_NUMBER),
        ("1-800-FLOWERS", Refusal.NOT_A_NUMBER),
        ("DROP TABLE 2065550142", Refusal.NOT_A_NUMBER),
        ("+", Refusal.NOT_A_NUMBER),
        ("555 555 5555", Refusal.NOT_VALID),
        ("6561234567", Refusal.AMBIGUOUS),
        ("555-0142", Refusal.NOT_VALID),
        ("+" + "5" * 60, Refusal.TOO_LONG),
        ("+1206555014212345", Refusal.TOO_LONG),
        ("911", Refusal.EMERGENCY),
        ("9-1-1", Refusal.EMERGENCY),
        ("+1911", Refusal.EMERGENCY),
        ("911 ext. 5", Refusal.EMERGENCY),
        ("+82112", Refusal.EMERGENCY),
        ("411", Refusal.SHORT_CODE),
    ],
)  # fmt: skip
def test_refusal_names_its_reason(text: str, refusal: Refusal) -> None:
    assert judge(text, "US") is refusal


@pytest.mark.parametrize("text", ["1-800-FLOWERS ext. 5", "1-800-FLOWERS;ext=5", "call Bob on 1-800-GOFEDEX x12"])
def test_letters_are_never_digits_even_before_an_extension(text: str) -> None:
    assert isinstance(judge(text, "US"), Refusal)


@pytest.mark.parametrize("inside", ["\x00", "\x07", "\x1b", "\r\n", "\x7f", "\x85"])
def test_control_character_inside_a_number_refuses_it(inside: str) -> None:
    assert isinstance(judge(f"+1206{inside}5550142", "US"), Refusal)


@pytest.mark.parametrize("around", ["\x00", "\x07", "\x1b", "\x7f"])
def test_control_character_around_a_number_refuses_it(around: str) -> None:
    assert isinstance(judge(f"{around}+12065550142", "US"), Refusal)
    assert isinstance(judge(f"+12065550142{around}", "US"), Refusal)


@given(st.integers(501, 5000))
def test_anything_longer_than_any_address_is_too_long(length: int) -> None:
    assert judge("+12065550142".ljust(length), "US") is Refusal.TOO_LONG


@given(st.integers(101, 489))
def test_a_number_longer_than_a_hundred_characters_is_too_long(length: int) -> None:
    assert judge("+12065550142" + "(" * length, "US") is Refusal.TOO_LONG


def test_a_hundred_characters_that_grow_when_folded_do_not_raise() -> None:
    assert isinstance(judge("ﷺ" * 100, "US"), Refusal)


def test_emergency_numbers_of_nearly_all_regions_are_known() -> None:
    assert len(EMERGENCIES) >= len(REGIONS) - 10


@pytest.mark.parametrize(("region", "number"), EMERGENCIES)
def test_emergency_number_is_never_deniable(region: str, number: str) -> None:
    country = phonenumbers.country_code_for_region(region)
    assert judge(number, region) is Refusal.EMERGENCY
    spellings = [f"+{country}{number}", f"00{country}{number}", " ".join(number), f"tel:{number}", f"{number} ext. 5"]
    metadata = PhoneMetadata.metadata_for_region(region)
    trunks = {"0", (metadata.national_prefix if metadata else None) or ""}
    spellings += [f"+{country}{trunk}{number}" for trunk in trunks]
    for spelling in (*spellings, number.translate(ARABIC_INDIC), number.translate(FULL_WIDTH)):
        for where in (region, "US", "KR"):
            assert isinstance(judge(spelling, where), Refusal), f"{spelling!r} in {where}"


@pytest.mark.parametrize("number", ["112", "911", "999", "110", "119", "000", "113"])
@pytest.mark.parametrize("region", ["US", "KR", "GB", "DE", "JP", "AU", "BR"])
def test_well_known_emergency_number_is_deniable_nowhere(number: str, region: str) -> None:
    assert isinstance(judge(number, region), Refusal)


def test_withheld_word_is_refused_when_it_is_a_valid_number_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phonenumbers, "number_type", lambda _: PhoneNumberType.MOBILE)
    assert judge("+266 696 687", "US") is Refusal.WITHHELD


# Withheld words on the keypad that are also numbers of a country; 266696687, for example, is a telephone in Évora.
@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("7378742833", "US"), ("(737) 874-2833", "US"), ("1 737 874 2833", "US"), ("+17378742833", "KR"),
        ("sip:7378742833@carrier.example", "US"), ("8656696", "IS"), ("+3548656696", "US"), ("266696687", "PT"),
        ("8656696", "MG"), ("+2612562533", "US"),
    ],
)  # fmt: skip
def test_withheld_word_in_a_countrys_own_digits_is_left_to_a_reviewer(text: str, region: str) -> None:
    judged = judge(text, region)
    assert isinstance(judged, Number)
    assert judged.doubt is Refusal.SPELLS_WITHHELD


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_anything_in_e164_is_a_number_unless_it_is_withheld_or_an_emergency(text: str) -> None:
    judged = judge(text, "US")
    assert isinstance(judged, Number) or judged in {Refusal.WITHHELD, Refusal.EMERGENCY}


@pytest.mark.parametrize(
    ("number", "country"),
    [("+811045000", "JP"), ("+19995550100", "US"), ("+210123456789", "ZZ"), ("+15555555555", "US")],
)
def test_number_in_no_plan_is_left_to_a_reviewer(number: str, country: str) -> None:
    for text in (number, f"sip:{number}@carrier.example", f" {number[:4]} {number[4:]} "):
        assert judge(text, "KR") == Number(number, country, "UNKNOWN", Refusal.NO_PLAN)


@pytest.mark.parametrize(
    ("text", "region", "meant"),
    [
        ("15123456789", "DE", ("+15123456789", "+4915123456789")),
        ("0082 010-2000-0000", "KR", ("+201020000000", "+821020000000")),
        ("6561234567", "US", ("+6561234567",)),
        ("4915123456789", "DE", ()),
        ("911", "US", ()),
        ("hello", "US", ()),
    ],
)
def test_ambiguous_text_names_what_it_could_mean(text: str, region: str, meant: tuple[str, ...]) -> None:
    assert could_mean(text, region) == meant
    assert (judge(text, region) is Refusal.AMBIGUOUS) == bool(meant)
    for number in meant:
        judged = judge(number, region)
        assert isinstance(judged, Number)
        assert judged.e164 == number


@given(st.one_of(st.text(max_size=120), NEARLY), IN_REGIONS)
def test_what_an_ambiguous_text_could_mean_is_always_said(text: str, region: str) -> None:
    assert (judge(text, region) is Refusal.AMBIGUOUS) == bool(could_mean(text, region))


def test_number_tells_country_and_type() -> None:
    assert judge("+12065550142", "KR") == Number("+12065550142", "US", "FIXED_LINE_OR_MOBILE")
    assert judge("010-1234-5678", "KR") == Number("+821012345678", "KR", "MOBILE")
    assert judge("+800 1234 5678", "US") == Number("+80012345678", "001", "TOLL_FREE")


@given(
    st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)),
    st.integers(1, 10**15 - 1),
    st.booleans(),
)
def test_number_has_a_type_exactly_when_it_is_valid(code: int, national: int, italian: bool) -> None:  # noqa: FBT001
    """`judge` relies on it, and asks only for the type."""
    number = phonenumbers.PhoneNumber(country_code=code, national_number=national, italian_leading_zero=italian or None)
    has_type = phonenumbers.number_type(number) != PhoneNumberType.UNKNOWN
    assert has_type == phonenumbers.is_valid_number(number)


@pytest.mark.parametrize("region", REGIONS)
def test_examples_have_a_type_and_are_valid(region: str) -> None:
    for kind in TYPES:
        example = phonenumbers.example_number_for_type(region, kind)
        if example:
            assert phonenumbers.is_valid_number(example) == (
                phonenumbers.number_type(example) != PhoneNumberType.UNKNOWN
            )
