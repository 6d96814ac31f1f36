"""Readings: the numbers that a text could be meant by, by the ways in which people write and carriers send numbers.

Pure. `numbers.judge` decides between them; people are told them where nobody can.
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
"""Digits of a foreign number with its country code, without a plus: anything shorter may be half a number from here."""


class Way(Enum):
    """How a text would have to be meant."""

    PLUS = auto()
    """With the plus that is there."""
    NATIONAL = auto()
    """As people of the home country write its numbers."""
    BARE = auto()
    """A number of the home country without the trunk prefix that people write, or without its area code."""
    PREFIXED = auto()
    """`00`, one of the home country's own international prefixes, or a neighbour's, and the country code."""
    WITHOUT_PLUS = auto()
    """A country code and a number, as trunks send them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to mean a text, and the number that it gives."""

    way: Way
    parsed: PhoneNumber
    key: str
    """Of the line, in E.164."""
    home: bool
    """Whether it is a number of the home country."""
    valid: PhoneNumber | None
    """The first number of the line that is in its country's numbering plan."""
    kind: int
    """Its type, which takes the library a while to find; `UNKNOWN` where there is none."""


def parse(e164: str) -> PhoneNumber | None:
    """The library's reading of a plus and digits; `None` where no country has the code, or the length is impossible."""
    try:
        return phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return None


def readings(digits: str, region: str) -> list[Reading]:
    """Every way to mean these digits, as written without a plus, in `region` (ISO 3166), each number once.

    What is written as people there write a number is that one, and no other.
    """
    code = _code(region)
    home = _reading(Way.BARE, f"{code}{digits}", code) if code else None
    if home and (home := _as_written(home, digits, region)).valid and home.way is Way.NATIONAL:
        return [home]
    others = {(reading.way, reading.key): reading for reading in _others(digits, region)}
    return [*([home] if home else []), *others.values()]


def international(digits: str, region: str = "") -> Reading | None:
    """The number of these digits behind a plus."""
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
    """All numbers of a line that has several."""
    forms = forms_of_line(key)
    return (form for text in forms[len(forms) == 1 :] if (form := parse(text)) and as_e164(form) == text)


def _as_written(reading: Reading, digits: str, region: str) -> Reading:
    """National only as the library would write it, or with the country's trunk prefix."""
    metadata = PhoneMetadata.metadata_for_region(region)
    trunk = metadata.national_prefix if metadata else None
    written = trunk and digits == trunk + phonenumbers.national_significant_number(reading.parsed)
    written = written or digits == _digits_of(phonenumbers.format_number(reading.parsed, PhoneNumberFormat.NATIONAL))
    return replace(reading, way=Way.NATIONAL) if written else reading


def _behind_prefixes(digits: str, region: str) -> set[str]:
    """Country code and number, behind every prefix that these digits could begin with."""
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
    """Whether a foreign number without its plus can be no slip of a number from here: too short, or with a typo."""
    if reading.way is not Way.WITHOUT_PLUS or reading.home:
        return True
    return len(digits) >= _SHORTEST_ABROAD and len(digits) not in _lengths_as_written(region)


@cache
def _lengths_as_written(region: str) -> frozenset[int]:
    """How many digits the ordinary numbers of a region have that people write without a trunk prefix."""
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
