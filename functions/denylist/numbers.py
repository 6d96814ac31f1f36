"""Number rules: what people type and carriers send, judged and brought to E.164.

Parsing and validity are libphonenumber's (`phonenumberslite`, the same rules without geocoding data).
What may be *denied* is decided here: a withheld caller, an address or an emergency number never may.
Nothing in this module raises on any text.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from denylist.e164 import is_withheld

# libphonenumber's own bound is 250 characters; no spelling that people use comes near half of it.
_LONGEST = 100
_NANP_WITHOUT_PLUS = re.compile(r"1[2-9]\d{9}")
# A word at most, and the digits it names.
_EXTENSION = re.compile(r"[\W_]*[^\W\d_]{0,12}[\W_]*\d{1,20}\W*$")
_TEL = re.compile(r"(?i)^tel:")
_NOT_DIALLED = re.compile(r"[^\d+]")
_KOREAN_EXTENSION = re.compile(r"(?:내선|구내)\s*번?호?\s*\d{1,7}\s*$")


class Refusal(StrEnum):
    """Why a text cannot or must not be denied; the values are stored, answered and mailed."""

    EMPTY = "empty"
    WITHHELD = "withheld"
    ADDRESS = "address"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    NOT_VALID = "not_valid"
    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    PROTECTED = "protected"

    @property
    def is_absence(self) -> bool:
        """Whether there was no number at all, as against one that must not be denied."""
        return self in (Refusal.EMPTY, Refusal.WITHHELD)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that may be denied: E.164 text, ISO 3166 country (`001` = none), libphonenumber's type."""

    e164: str
    country: str
    type: str


def judge(text: object, region: str) -> Number | Refusal:
    """The E.164 number that `text` spells for somebody in `region` (ISO 3166), or why it is refused.

    Taken: spaces, dots, brackets, `tel:`, extensions (dropped), digits of any script, `00` and the
    region's own prefixes, `+1` without its plus.

    >>> judge("(206) 555-0142 ext. 5", "US").e164
    '+12065550142'
    >>> judge("911", "US")
    <Refusal.EMERGENCY: 'emergency'>
    """
    if not isinstance(text, str):
        return Refusal.EMPTY
    if len(text) > _LONGEST:
        return Refusal.TOO_LONG
    tidy = _tidy(text)
    return _refusal_of_text(tidy, region) or _judge_number(tidy, region)


def _tidy(text: str) -> str:
    """Digits of any script in ASCII, compatibility forms folded, invisible marks out, a Korean extension off."""
    if text.isascii():
        return text.strip()
    folded = unicodedata.normalize("NFKC", text.strip())
    visible = "".join(str(unicodedata.decimal(c, c)) for c in folded if unicodedata.category(c) != "Cf")
    return _KOREAN_EXTENSION.sub("", visible).strip()


def _refusal_of_text(tidy: str, region: str) -> Refusal | None:
    """What can be refused before it is parsed."""
    if not tidy:
        return Refusal.EMPTY
    if not tidy.isprintable() and (refused := _refusal_of_controls(tidy)):
        return refused
    if is_withheld(tidy):
        return Refusal.WITHHELD
    if "@" in tidy or tidy.casefold().startswith(("sip:", "sips:", "mailto:", "http:", "https:")):
        return Refusal.ADDRESS
    if phonenumbers.is_emergency_number(tidy, region):
        return Refusal.EMERGENCY
    return None


def _refusal_of_controls(tidy: str) -> Refusal | None:
    """A text with control characters is none, or no number; people type tabs."""
    controls = {c for c in tidy if unicodedata.category(c) == "Cc"}
    if not set(tidy) - controls:
        return Refusal.EMPTY
    return Refusal.NOT_A_NUMBER if controls - {"\t"} else None


def _judge_number(tidy: str, region: str) -> Number | Refusal:
    """The first reading of `tidy` that is a valid number; else why its plainest reading is refused."""
    refused = Refusal.NOT_A_NUMBER
    for spelling in _readings(tidy):
        parsed = _parse(spelling, region)
        if isinstance(parsed, PhoneNumber):
            # What libphonenumber calls valid is what it knows a type of; asked once, because its patterns take time.
            kind = phonenumbers.number_type(parsed)
            if kind != PhoneNumberType.UNKNOWN:
                return _number(parsed, kind)
            parsed = _why_invalid(parsed)
        refused = parsed if refused is Refusal.NOT_A_NUMBER else refused
    return refused


def _readings(tidy: str) -> list[str]:
    """As written; then `00` read as an international prefix everywhere; then `1` and ten digits as North American."""
    digits = _NOT_DIALLED.sub("", tidy)
    readings = [tidy]
    if digits.startswith("00"):
        readings.append("+" + digits[2:])
    if _NANP_WITHOUT_PLUS.fullmatch(digits):
        readings.append("+" + digits)
    return readings


def _parse(spelling: str, region: str) -> PhoneNumber | Refusal:
    """The library's reading; letters are only taken as the name of an extension, never as digits."""
    try:
        parsed = phonenumbers.parse(spelling, region)
    except phonenumbers.NumberParseException as exc:
        too_long = exc.error_type == phonenumbers.NumberParseException.TOO_LONG
        return Refusal.TOO_LONG if too_long else Refusal.NOT_A_NUMBER
    spelled = _TEL.sub("", spelling)
    if parsed.extension:
        spelled = _EXTENSION.sub("", spelled)
    return Refusal.NOT_A_NUMBER if any(c.isalpha() for c in spelled) else parsed


def _why_invalid(parsed: PhoneNumber) -> Refusal:
    """A number outside its country's numbering plan: an emergency or short code behind `+`, too long, or just wrong."""
    region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    national = phonenumbers.national_significant_number(parsed)
    if phonenumbers.is_emergency_number(national, region):
        return Refusal.EMERGENCY
    if phonenumbers.is_valid_short_number(parsed):
        return Refusal.SHORT_CODE
    too_long = phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.TOO_LONG
    return Refusal.TOO_LONG if too_long else Refusal.NOT_VALID


def _number(parsed: PhoneNumber, kind: int) -> Number | Refusal:
    """A valid number, unless its E.164 form is a withheld word on the keypad."""
    e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if is_withheld(e164):
        return Refusal.WITHHELD
    country = phonenumbers.region_code_for_number(parsed) or "001"
    return Number(e164, country, PhoneNumberType.to_string(kind))
