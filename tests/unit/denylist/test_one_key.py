"""Every spelling of a subscriber that people type and carriers send leads to one key, in every country.

A flagged text is stored under the number's one key, or the flag is refused. A check of any other spelling looks under
that key or finds nothing, so no other subscriber is denied. The subscribers come from the number library's metadata:
its examples of every type in every region, and other numbers made from them.
"""

import os
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from re import _parser as sre
from typing import Any

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from denylist.e164 import is_e164
from denylist.keys import key_of, of_key
from denylist.lines import FORMS, NEIGHBOURS, forms_of_line, key_of_line
from denylist.numbers import Number, could_mean, judge
from denylist.refusals import Refusal

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = [kind for kind in PhoneNumberType.values() if kind != PhoneNumberType.UNKNOWN]
KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)  # fmt: skip
# Numbers of each region and type besides the library's example; HYPOTHESIS_PROFILE=search takes more.
MORE = 30 if os.environ.get("HYPOTHESIS_PROFILE") == "search" else 1
# Home countries of the deny list besides the subscriber's own: their plans have a trunk prefix or none, many
# international prefixes, and numbers of any length.
ELSEWHERE = ("US", "KR", "DE")
# `make unit` looks at every seventh country and at those above, `make test` at all of them.
HUNTED = [
    region if at % 7 == 0 or region in ELSEWHERE else pytest.param(region, marks=pytest.mark.slow)
    for at, region in enumerate(REGIONS)
]
TRUNKS = ("0", "1", "8", "06", "00", "180020", "1831", "15", "11", "80", "12", "901")


def e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def national(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


@cache
def subscribers(region: str) -> tuple[PhoneNumber, ...]:
    return tuple({e164(number): number for number in _subscribers(region)}.values())


def _subscribers(region: str) -> Iterator[PhoneNumber]:
    chance = random.Random(region)  # noqa: S311 - the same subscribers every time
    for kind in TYPES:
        example = phonenumbers.example_number_for_type(region, kind)
        if example and phonenumbers.is_valid_number(example):
            yield example
            others = (_another(example, chance) for _ in range(20 * MORE))
            yield from [other for other in others if other and phonenumbers.is_valid_number(other)][:MORE]


def _another(number: PhoneNumber, chance: random.Random) -> PhoneNumber | None:
    """The number with its last digits changed, or `None` if that is no number."""
    digits = phonenumbers.national_significant_number(number)
    kept = digits[: chance.randint(1, len(digits) - 1)]
    changed = kept + "".join(chance.choices("0123456789", k=len(digits) - len(kept)))
    try:
        return phonenumbers.parse(f"+{number.country_code}{changed}")
    except phonenumbers.NumberParseException:
        return None


def certain(number: PhoneNumber) -> Iterator[str]:
    """Spellings that name the country; the first is the E.164 number itself."""
    plain = e164(number)
    international, rfc3966 = (
        phonenumbers.format_number(number, form)
        for form in (PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
    )
    yield from (plain, international, rfc3966)
    yield f"sip:{plain}@carrier.example;user=phone"
    yield f'"Ann" <sip:{plain};npdi@192.0.2.1:5060;transport=udp>;tag=4fa3'
    yield f"<tel:{rfc3966.removeprefix('tel:')};phone-context=example.com>"
    code = str(number.country_code)
    yield f"tel:{plain.removeprefix('+' + code)};phone-context=+{code}"


def of_trunks(number: PhoneNumber) -> Iterator[str]:
    """Spellings that could also mean a number of another country, or of the home country."""
    plain, code = e164(number)[1:], str(number.country_code)
    yield from (plain, f"00{plain}", f"sip:{plain}@carrier.example")
    metadata = PhoneMetadata.metadata_for_region(phonenumbers.region_code_for_country_code(number.country_code or 0))
    prefix = metadata.national_prefix if metadata else None
    if prefix and is_same(f"+{code}{prefix}{plain.removeprefix(code)}", number):
        yield from (f"{code}{prefix}{plain.removeprefix(code)}", f"00{code}{prefix}{plain.removeprefix(code)}")


def is_same(text: str, number: PhoneNumber) -> bool:
    """Whether the library drops the trunk prefix; in Italy, for example, the zero is part of the number."""
    return bool(e164(phonenumbers.parse(text)) == e164(number))


def prefixes(region: str) -> list[str]:
    """All of the region's own international prefixes, as its numbering plan lists them."""
    metadata = PhoneMetadata.metadata_for_region(region)
    pattern = metadata.international_prefix if metadata else None
    neighbours = [row.dialled for row in NEIGHBOURS if row.region == region]
    anything = ("".join(digits) for length in (1, 2, 3) for digits in product("0123456789", repeat=length))
    found = [text for text in (*anything, "0011", "00700", "00365", "16600011") if _is_whole(pattern, text)]
    return [prefix for prefix in found if prefix not in neighbours]


def _is_whole(pattern: str | None, text: str) -> bool:
    return bool(pattern and re.fullmatch(pattern, text))


def key(number: PhoneNumber) -> str:
    judged = judge(e164(number), "ZZ")
    assert isinstance(judged, Number), f"{e164(number)}: {judged!r}"
    return judged.e164


def assert_looked_up_alike(text: str, region: str) -> Number | Refusal:
    """The check looks under the key that a flag of the same text is stored under."""
    judged = judge(text, region)
    looked = key_of(text, region)
    assert looked == (judged.e164 if isinstance(judged, Number) else None), (
        f"{text!r} in {region}: {judged!r}, {looked}"
    )
    return judged


def assert_nobody_else(text: str, region: str, expected: str) -> None:
    """The text means the subscriber, or is refused as possibly them, or is exactly how people write a home number."""
    judged = assert_looked_up_alike(text, region)
    if isinstance(judged, Refusal):
        assert judged is Refusal.AMBIGUOUS, f"{text!r} in {region}: {judged!r}"
        assert expected in could_mean(text, region), f"{text!r} in {region}"
    elif judged.e164 != expected:
        meant = [phonenumbers.parse(form) for form in forms_of_line(judged.e164)]
        here = PhoneMetadata.metadata_for_region(region)
        trunk = (here.national_prefix if here else None) or ""
        written = {digits_of(national(number)) for number in meant}
        written |= {trunk + phonenumbers.national_significant_number(number) for number in meant if trunk}
        digits = digits_of(text.partition(":")[2].partition("@")[0] or text)
        assert digits in written, f"{text!r} in {region} is {judged.e164}, and not {expected}"


@pytest.mark.parametrize("region", HUNTED)
def test_number_with_its_country_code_has_one_key_everywhere(region: str) -> None:
    for number in subscribers(region):
        expected = key(number)
        for spelling, where in product(certain(number), (region, "US", "KR")):
            judged = assert_looked_up_alike(spelling, where)
            assert isinstance(judged, Number), f"{spelling!r} in {where}: {judged!r}"
            assert judged.e164 == expected, f"{spelling!r} in {where}"


@pytest.mark.parametrize("region", HUNTED)
def test_number_as_people_write_it_at_home_is_that_number(region: str) -> None:
    for number in subscribers(region):
        for spelling in (national(number), f"sip:{digits_of(national(number))}@carrier.example;user=phone"):
            judged = assert_looked_up_alike(spelling, region)
            assert isinstance(judged, Number), f"{spelling!r} in {region}: {judged!r}"
            assert judged.e164 == key(number), f"{spelling!r} in {region}"


@pytest.mark.parametrize("region", HUNTED)
def test_number_as_trunks_send_it_means_no_other_subscriber(region: str) -> None:
    for number in subscribers(region):
        expected = key(number)
        for spelling, where in product(of_trunks(number), (region, *ELSEWHERE)):
            assert_nobody_else(spelling, where, expected)


@pytest.mark.slow
@pytest.mark.parametrize("region", [region for region in REGIONS if len(prefixes(region)) > 1 or region in ELSEWHERE])
def test_number_behind_an_international_prefix_means_no_other_subscriber(region: str) -> None:
    """Every international prefix of a country that has several is tried, before subscribers of the whole world."""
    own = prefixes(region)
    for at, elsewhere in enumerate(REGIONS):
        number = subscribers(elsewhere)[at % len(subscribers(elsewhere))]
        prefix = own[at % len(own)]
        if is_prefix_of_another(prefix + e164(number)[1:], region, prefix):
            continue
        assert_nobody_else(prefix + e164(number)[1:], region, key(number))


def is_prefix_of_another(text: str, region: str, prefix: str) -> bool:
    """Whether the text begins with another prefix, one for dialling a neighbour, which says which country is meant."""
    return any(row.region == region and text.startswith(row.dialled) and row.dialled != prefix for row in NEIGHBOURS)


@pytest.mark.parametrize("region", HUNTED)
def test_digits_without_area_code_or_trunk_prefix_mean_no_other_subscriber(region: str) -> None:
    """Some trunks send numbers without the prefix, and spreadsheets drop a leading zero."""
    for number in subscribers(region):
        judged = assert_looked_up_alike(phonenumbers.national_significant_number(number), region)
        assert not isinstance(judged, Number) or judged.e164 == key(number), f"{e164(number)}: {judged!r}"


@pytest.mark.parametrize("region", HUNTED)
def test_what_a_country_takes_for_a_trunk_prefix_makes_no_second_key(region: str) -> None:
    """Both prefixes and numbers are drawn from the patterns of the country's own plan."""
    metadata, chance = PhoneMetadata.metadata_for_region(region), random.Random(region)  # noqa: S311
    assert metadata
    kinds = [getattr(metadata, kind) for kind in KINDS]
    patterns = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
    prefixes = {sample(metadata.national_prefix_for_parsing or "0", chance) for _ in range(8)}
    for prefix, pattern, _ in product(sorted(prefixes), patterns, range(3)):
        text = f"+{metadata.country_code}{prefix}{sample(pattern, chance)}"
        if is_e164(text):
            judged = judge(text, "US")
            assert key_of(text, "US") == (judged.e164 if isinstance(judged, Number) else text), text


def sample(pattern: str, chance: random.Random) -> str:
    """A random text that the pattern matches; each of its branches is equally likely."""
    return _of_parts(sre.parse(pattern), chance)


def _of_parts(parts: Any, chance: random.Random) -> str:  # noqa: ANN401 - Python's own parser of patterns
    return "".join(_OF_PART.get(str(part[0]), _nothing)(part[1], chance) for part in parts)


def _repeated(given: Any, chance: random.Random) -> str:  # noqa: ANN401
    least, most, inner = given
    return "".join(_of_parts(inner, chance) for _ in range(chance.randint(least, min(int(most), least + 3))))


def _nothing(_: Any, __: random.Random) -> str:  # noqa: ANN401
    return ""


_OF_PART: dict[str, Callable[[Any, random.Random], str]] = {
    "BRANCH": lambda given, chance: _of_parts(chance.choice(given[1]), chance),
    "SUBPATTERN": lambda given, chance: _of_parts(given[-1], chance),
    "MAX_REPEAT": _repeated,
    "IN": lambda given, chance: _of_parts([chance.choice(given)], chance),
    "RANGE": lambda given, chance: chr(chance.randint(*given)),
    "LITERAL": lambda given, _: chr(given),
    "CATEGORY": lambda _, chance: chance.choice("0123456789"),
}


@pytest.mark.parametrize("trunk", TRUNKS)
def test_trunk_prefix_after_a_country_code_makes_no_second_key(trunk: str) -> None:
    """Whatever the library makes of such a text, the check looks under the key that a flag of it is stored under."""
    for region in REGIONS:
        for number in subscribers(region)[::3]:
            text = f"+{number.country_code}{trunk}{phonenumbers.national_significant_number(number)}"
            if is_e164(text):
                judged = judge(text, "US")
                assert key_of(text, "US") == (judged.e164 if isinstance(judged, Number) else text), text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.begins)
def test_every_number_of_a_line_is_the_same_key(form: object) -> None:
    assert form in FORMS
    row = next(row for row in FORMS if row is form)
    chance = random.Random(row.begins)  # noqa: S311
    for _ in range(100):
        rest = chance.choice("123456789") + "".join(chance.choices("0123456789", k=row.digits - 1))
        other, expected = row.begins + rest, row.key + rest
        assert (key_of_line(other), key_of_line(expected)) == (expected, expected)
        assert set(forms_of_line(expected)) >= {other, expected}
        for text in (other, expected, f"tel:{other}", f"00{other[1:]}"):
            assert key_of(text, "ZZ") in {expected, None}, text
        assert key_of(other, "ZZ") == key_of(expected, "ZZ") == expected
        assert row.source


@pytest.mark.parametrize("region", ["AR", "MX", "SM", "FR", "GP", "GF", "MQ", "RE", "YT", "PM", "IE", "GB", "IL", "PS"])
def test_lines_with_several_numbers_are_in_a_plan_under_their_key(region: str) -> None:
    """An agent may flag such a line, because it is in a plan if any of its numbers is."""
    for number in subscribers(region):
        found = of_key(key(number))
        assert found, e164(number)
        assert found.doubt is not Refusal.NO_PLAN, e164(number)


@pytest.mark.parametrize(
    ("region", "text", "number"),
    [
        ("KE", "006 414 123456", "+256414123456"), ("KE", "007 22 212 3456", "+255222123456"),
        ("TZ", "005 20 222 3333", "+254202223333"), ("TZ", "006 414 123456", "+256414123456"),
        ("UG", "005 20 222 3333", "+254202223333"), ("UG", "007 22 212 3456", "+255222123456"),
        ("SG", "020 3 2161 2345", "+60321612345"), ("IE", "048 9012 3456", "+442890123456"),
    ],
)  # fmt: skip
def test_neighbour_without_a_country_code_is_that_neighbour(region: str, text: str, number: str) -> None:
    judged = assert_looked_up_alike(text, region)
    assert isinstance(judged, Number)
    assert judged.e164 == number


@pytest.mark.parametrize("row", NEIGHBOURS, ids=lambda row: f"{row.region} {row.dialled}")
def test_neighbour_is_said_with_its_source(row: object) -> None:
    assert row in NEIGHBOURS
    assert next(one for one in NEIGHBOURS if one is row).source


def test_valid_numbers_have_at_least_four_digits_and_are_their_own_key() -> None:
    """They are shorter than what the check takes for E.164, and still a flag and a check agree on their key."""
    for text in ("+431117", "+4312", "+98100", "+49110"):
        found = of_key(text)
        assert found is None or (key_of(text, "ZZ") == found.e164 == text)
    assert of_key("+431117")
