"""Number rules: what people type and carriers send is judged, and brought to E.164.

Parsing and validity are libphonenumber's (`phonenumberslite`, the same rules without geocoding data). What may be
*denied* is decided here: never a withheld caller, an address or an emergency number. No text makes this module raise.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberType

from denylist import addresses, characters
from denylist.e164 import WITHHELD_KEYPAD, is_e164, is_withheld
from denylist.lines import key_of_line
from denylist.readings import Reading, Way, as_e164, international, is_sensible, parse, readings
from denylist.refusals import Refusal

# The longest address, with a name and all its parameters; and the longest spelling of a number, which is half of that.
_LONGEST = 500
_LONGEST_NUMBER = 100
# No country has an emergency number of more than six digits, and looking takes time.
_LONGEST_EMERGENCY = 8
# At most one word, and then digits.
_EXTENSION = re.compile(r"[\W_]*[^\W\d_]{0,12}[\W_]*\d{1,20}\W*$")
_KOREAN_EXTENSION = re.compile(r"(?:내선|구내)\s*번?호?\s*\d{1,7}\s*$")
_PLAIN = re.compile(r"[\d+\s().\-/]*")
_PLUS = re.compile(r"[\s(\[]*\+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that may be denied: in E.164, with its ISO 3166 country (`001`: none) and libphonenumber's type."""

    e164: str
    country: str
    type: str
    doubt: Refusal | None = None
    """Why only a reviewer may deny it; a flag of it is kept for review."""


def judge(text: object, region: str) -> Number | Refusal:
    """The E.164 number that `text` means in `region` (ISO 3166), or why it is refused.

    It may have spaces, dots, brackets, digits of any script, `00` or the region's own international prefixes, a country
    code without its plus, or an extension, which is dropped; or it may be an address with a number in it. A text that
    people write for a number of the region is that number. Any other text is taken only if it can mean one number.

    >>> judge("(206) 555-0142 ext. 5", "US").e164
    '+12065550142'
    >>> judge("911", "US")
    <Refusal.EMERGENCY: 'emergency'>
    >>> judge("15123456789", "DE")
    <Refusal.AMBIGUOUS: 'ambiguous'>
    """
    if not isinstance(text, str):
        return Refusal.EMPTY
    if len(text) > _LONGEST:
        return Refusal.TOO_LONG
    spelled = _telephone(_tidy(text))
    return spelled if isinstance(spelled, Refusal) else _judge_telephone(spelled, region)


def could_mean(text: object, region: str) -> tuple[str, ...]:
    """The numbers that an ambiguous text could mean, each in E.164; empty for any other text.

    >>> could_mean("15123456789", "DE")
    ('+15123456789', '+4915123456789')
    """
    if judge(text, region) is not Refusal.AMBIGUOUS:
        return ()
    digits = _digits(_without_extension(str(_telephone(_tidy(str(text)))), region))
    return tuple(sorted({reading.key for reading in readings(digits, region) if reading.valid}))


def may_have_code(address: object) -> bool:
    """Whether digits before or behind a star, as in `*31#0201234567`, may belong to a code and not to the number.

    `judge` takes all digits for the number's own, and could name another subscriber.
    """
    telephone = _telephone(_tidy(str(address)))
    return not isinstance(telephone, Refusal) and any(map(characters.is_star, telephone[:-1]))


def _tidy(text: str) -> str:
    """The text with digits in ASCII, and without compatibility forms, invisible marks and a Korean extension."""
    if text.isascii():
        return text.strip()
    folded = unicodedata.normalize("NFKC", text.strip())
    visible = "".join(str(unicodedata.decimal(c, c)) for c in folded if unicodedata.category(c) != "Cf")
    return _KOREAN_EXTENSION.sub("", visible).strip()


def _telephone(tidy: str) -> str | Refusal:
    """The number in a text, as it is written there; or why the text is refused before it is read."""
    if not tidy:
        return Refusal.EMPTY
    if not tidy.isprintable() and (refused := _refusal_of_controls(tidy)):
        return refused
    if _PLAIN.fullmatch(tidy) and len(tidy) <= _LONGEST_NUMBER and any(map(str.isdecimal, tidy)):
        return tidy
    if is_withheld(tidy):
        return Refusal.WITHHELD
    address = addresses.read(tidy)
    if address and not address.telephone:
        return _refusal_of_address(tidy)
    telephone = address.telephone if address else tidy
    return Refusal.TOO_LONG if len(telephone) > _LONGEST_NUMBER else telephone


def _refusal_of_address(tidy: str) -> Refusal:
    """`tel:` is only an address if a number follows."""
    return Refusal.NOT_A_NUMBER if tidy.casefold().startswith("tel:") else Refusal.ADDRESS


def _refusal_of_controls(tidy: str) -> Refusal | None:
    """A text of control characters only is empty. One with some is no number, except with tabs, which people type."""
    controls = {c for c in tidy if unicodedata.category(c) == "Cc"}
    if not set(tidy) - controls:
        return Refusal.EMPTY
    return Refusal.NOT_A_NUMBER if controls - {"\t"} else None


def _judge_telephone(telephone: str, region: str) -> Number | Refusal:
    spelled = _without_extension(telephone, region)
    digits = _digits(spelled)
    if len(digits) <= _LONGEST_EMERGENCY and phonenumbers.is_emergency_number(telephone, region):
        return Refusal.EMERGENCY
    if any(c.isalpha() for c in spelled) or not digits:
        return Refusal.NOT_A_NUMBER
    if _PLUS.match(spelled):
        return _judge_international(digits)
    found = readings(digits, region)
    return _choose(found, digits, region) or _why_none(found, digits)


def _without_extension(telephone: str, region: str) -> str:
    """The text without an extension, in any of the forms that the library knows; they are the same everywhere."""
    if _PLAIN.fullmatch(telephone):
        return telephone
    try:
        parsed = phonenumbers.parse(telephone, region if region in phonenumbers.SUPPORTED_REGIONS else "US")
    except phonenumbers.NumberParseException:
        return telephone
    return _EXTENSION.sub("", telephone) if parsed.extension else telephone


def _judge_international(digits: str) -> Number | Refusal:
    """What is written with a plus has one reading. Calls can come from it even if it is in no numbering plan."""
    reading = international(digits)
    if reading and reading.valid:
        return _number(reading.key, reading.valid, reading.kind, digits)
    refused = _why_invalid(reading.parsed) if reading else Refusal.NOT_A_NUMBER
    key = key_of_line(f"+{digits}")
    if refused is Refusal.EMERGENCY or not is_e164(key):
        return Refusal.TOO_LONG if len(digits) > 15 else refused  # noqa: PLR2004 - E.164's most
    if is_withheld(key):
        return Refusal.WITHHELD
    country = phonenumbers.region_code_for_country_code(reading.parsed.country_code or 0) if reading else "ZZ"
    return Number(key, country, PhoneNumberType.to_string(PhoneNumberType.UNKNOWN), Refusal.NO_PLAN)


def _choose(found: list[Reading], digits: str, region: str) -> Number | Refusal | None:
    """The one reading that is meant; `AMBIGUOUS` if there are several, `None` if there is none."""
    valid = [reading for reading in found if reading.valid]
    if any(reading.home for reading in valid if reading.way is Way.WITHOUT_PLUS):
        # It begins with the home country's code, and one of its numbers follows. People mean that one.
        valid = [reading for reading in valid if reading.way is not Way.BARE]
    meant = {reading.key: reading for reading in valid}
    if len(meant) > 1 or not all(is_sensible(reading, digits, region) for reading in meant.values()):
        return Refusal.AMBIGUOUS
    return next(
        (_number(key, reading.valid, reading.kind, digits) for key, reading in meant.items() if reading.valid), None
    )


def _why_none(found: list[Reading], digits: str) -> Refusal:
    """Why no reading is a number: the reason of the first, which is the plainest."""
    if len(digits) > 17:  # noqa: PLR2004 - E.164's most behind an international prefix
        return Refusal.TOO_LONG
    return next((_why_invalid(reading.parsed) for reading in found), Refusal.NOT_VALID)


def _why_invalid(parsed: PhoneNumber) -> Refusal:
    """Why a number is not in its country's plan: an emergency or short code behind `+`, too long, or just wrong."""
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    national = phonenumbers.national_significant_number(parsed)
    metadata = PhoneMetadata.metadata_for_region(region)
    trunk = (metadata.national_prefix if metadata else None) or "0"
    dialled = {national, national.removeprefix(trunk), national.lstrip("0")}
    if any(phonenumbers.is_emergency_number(digits, region) for digits in dialled):
        return Refusal.EMERGENCY
    if phonenumbers.is_valid_short_number(parsed):
        return Refusal.SHORT_CODE
    too_long = phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.TOO_LONG
    return Refusal.TOO_LONG if too_long else Refusal.NOT_VALID


def _number(key: str, valid: PhoneNumber, kind: int, digits: str) -> Number | Refusal:
    """A valid number, unless its E.164 form spells a withheld word. If its national digits do, that is a doubt."""
    if is_withheld(key):
        return Refusal.WITHHELD
    shown = valid if key == as_e164(valid) else parse(key) or valid
    country = phonenumbers.region_code_for_number(shown) or phonenumbers.region_code_for_number(valid) or "001"
    # In Madagascar the library adds an area code that was not typed.
    written = (phonenumbers.national_significant_number(shown), digits, digits.removeprefix(str(shown.country_code)))
    spells = not WITHHELD_KEYPAD.isdisjoint(f"+{national}" for national in written)
    return Number(key, country, PhoneNumberType.to_string(kind), Refusal.SPELLS_WITHHELD if spells else None)


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
