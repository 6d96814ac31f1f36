"""Readings: the numbers that a text could mean, by the ways in which people write and carriers send numbers.

Pure. `numbers.judge` decides between them. If it cannot, the person is told all of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from itertools import chain

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from denylist.lines import NEIGHBOURS, forms_of_line, key_of_line

_SHORTEST_ABROAD = 10
"""Fewest digits, with the country code, of a foreign number without a plus: a shorter one may be half a home number."""


class Way(Enum):
    """How a text is read."""

    PLUS = auto()
    """With the plus that it has."""
    NATIONAL = auto()
    """As people in the home country write its numbers."""
    BARE = auto()
    """A number of the home country without its usual trunk prefix, or without its area code."""
    PREFIXED = auto()
    """With `00`, an international prefix of the home country, or a prefix for a neighbouring country."""
    WITHOUT_PLUS = auto()
    """With the country code and without a plus, as trunks send numbers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text, and the number that results."""

    way: Way
    parsed: PhoneNumber
    key: str
    """The line's key, in E.164."""
    home: bool
    """Whether it is a number of the home country."""
    valid: PhoneNumber | None
    """The line's first number that is in its country's numbering plan; `None` if none is."""
    kind: int
    """That number's type, kept because the library takes a while to find it; `UNKNOWN` without one."""


def parse(e164: str) -> PhoneNumber | None:
    """The number library's reading of a plus and digits; `None` for an unknown country code or an impossible length."""
    try:
        return phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None


def readings(digits: str, region: str) -> list[Reading]:
    """Every way to read these digits, written without a plus, in `region` (ISO 3166), with each number once.

    If they are written as people there write a valid number, that is the only reading.
    """
    code = _code(region)
    home = _reading(Way.BARE, f"{code}{digits}", code) if code else None
    if home and (home := _as_written(home, digits, region)).valid and home.way is Way.NATIONAL:
        return [home]
    others = {(reading.way, reading.key): reading for reading in _others(digits, region)}
    return [*([home] if home else []), *others.values()]


def international(digits: str, region: str = "") -> Reading | None:
    """The reading of these digits behind a plus."""
    return _reading(Way.PLUS, digits, _code(region))


def _others(digits: str, region: str) -> Iterator[Reading]:
    code = _code(region)
    for rest in sorted(_behind_prefixes(digits, region)):
        if reading := _reading(Way.PREFIXED, rest, code):
            yield reading
    if not digits.startswith("0") and (reading := _reading(Way.WITHOUT_PLUS, digits, code)):
        yield reading


def _reading(way: Way, digits: str, code: int) -> Reading | None:
    parsed = parse(f"+{digits}")
    if parsed is None:
        return None
    key = key_of_line(as_e164(parsed))
    for number in chain((parsed,), _other_numbers(key)):
        kind = phonenumbers.number_type(number)
        if kind != PhoneNumberType.UNKNOWN:
            return Reading(way, parsed, key, parsed.country_code == code, number, kind)
    return Reading(way, parsed, key, parsed.country_code == code, None, PhoneNumberType.UNKNOWN)


def _other_numbers(key: str) -> Iterator[PhoneNumber]:
    """All numbers of a line that has several; none of a line that has one."""
    forms = forms_of_line(key)
    return (form for text in forms[len(forms) == 1 :] if (form := parse(text)) and as_e164(form) == text)


def _as_written(reading: Reading, digits: str, region: str) -> Reading:
    """The reading, as `NATIONAL` if the digits are as the library writes it or begin with the trunk prefix."""
    metadata = PhoneMetadata.metadata_for_region(region)
    trunk = metadata.national_prefix if metadata else None
    written = trunk and digits == trunk + phonenumbers.national_significant_number(reading.parsed)
    written = written or digits == _digits_of(phonenumbers.format_number(reading.parsed, PhoneNumberFormat.NATIONAL))
    return replace(reading, way=Way.NATIONAL) if written else reading


def _behind_prefixes(digits: str, region: str) -> set[str]:
    """The country code and number that follow each prefix with which these digits could begin."""
    neighbours = [row for row in NEIGHBOURS if row.region == region and digits.startswith(row.dialled)]
    rest = {row.key[1:] + digits[len(row.dialled) :] for row in neighbours}
    if digits.startswith("00"):
        rest.add(digits[2:])
    if not neighbours:
        pattern = _prefixes(region)
        rest |= {digits[end:] for end in range(1, 9) if pattern and pattern.fullmatch(digits[:end])}
    return {behind for behind in rest if behind and behind[0] != "0"}


@cache
def _prefixes(region: str) -> re.Pattern[str] | None:
    metadata = PhoneMetadata.metadata_for_region(region)
    return re.compile(metadata.international_prefix) if metadata and metadata.international_prefix else None


def is_sensible(reading: Reading, digits: str, region: str) -> bool:
    """Whether a foreign number without a plus cannot be a home number that is too short or has a typo."""
    if reading.way is not Way.WITHOUT_PLUS or reading.home:
        return True
    return len(digits) >= _SHORTEST_ABROAD and len(digits) not in _lengths_as_written(region)


@cache
def _lengths_as_written(region: str) -> frozenset[int]:
    """How many digits ordinary numbers of a region have, if people there write them without a trunk prefix."""
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    examples = filter(None, (phonenumbers.example_number_for_type(region, kind) for kind in kinds))
    written = {
        _digits_of(phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL)): example for example in examples
    }
    if any(digits != phonenumbers.national_significant_number(example) for digits, example in written.items()):
        return frozenset()
    return frozenset(map(len, written))


def _code(region: str) -> int:
    return phonenumbers.country_code_for_region(region)


def as_e164(number: PhoneNumber) -> str:
    """A plus, the country code and the national number."""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _digits_of(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
