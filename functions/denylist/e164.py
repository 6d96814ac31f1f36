"""E.164 without a library: all that the check path needs to know of a number.

Voice contacts carry E.164 (`CustomerEndpoint.Address`); withheld callers carry a word or that word
spelled on a keypad. This module imports nothing heavy, because callers wait while it is imported.
"""

import re
import unicodedata

# ITU-T E.164: a country code does not begin with 0, and a number has at most 15 digits. The shortest
# subscriber numbers in use have 7 digits with their country code; anything shorter cannot be a caller.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Compiled as the module is loaded, and not while the first caller waits.
_PUNCTUATION = re.compile(r"[\s._\-()<>\"']+")

# What networks send in place of a number that its owner keeps to himself (RFC 3323 `anonymous`,
# and common telephone practice). None may become a key: one flag would deny every such caller.
_WITHHELD_WORDS = (
    "anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld",
)  # fmt: skip
_WITHHELD_PHRASES = frozenset({
    *_WITHHELD_WORDS, "anonymous caller", "blocked number", "no caller id", "no number", "not available",
    "number withheld", "out of area", "private caller", "private number", "restricted number", "unknown caller",
    "unknown number", "발신번호 표시제한", "발신번호표시제한",
})  # fmt: skip

_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
# With the plus only: carriers send these in E.164's clothes. Without it, `8656696` is a telephone in Iceland.
_WITHHELD_KEYPAD = frozenset("+" + word.translate(_KEYPAD) for word in _WITHHELD_WORDS)


def is_e164(text: object) -> bool:
    """Whether `text` is E.164 to the letter: plus, then 7 to 15 ASCII digits.

    >>> is_e164("+12065550142"), is_e164("+1 206 555 0142"), is_e164(None)
    (True, False, False)
    """
    return isinstance(text, str) and _E164.fullmatch(text) is not None


def key_of(address: object, region: str) -> str | None:
    """The key under which a call from `address` is looked up in `region` (ISO 3166); `None` if it is no number.

    E.164 is its own key; only what a carrier sent otherwise costs the number library.
    """
    if is_e164(address):
        return str(address)
    from denylist.numbers import Number, judge  # noqa: PLC0415 - 20 ms that an E.164 caller must not pay

    judged = judge(address, region)
    return judged.e164 if isinstance(judged, Number) else None


def is_withheld(text: object) -> bool:
    """Whether `text` is a network's way to say that the caller keeps the number: a word, its keypad spelling, nothing.

    >>> is_withheld("Anonymous"), is_withheld("+266696687"), is_withheld(None), is_withheld("+12065550142")
    (True, True, True, False)
    """
    if not isinstance(text, str):
        return True
    if text in _WITHHELD_KEYPAD:
        return True
    if len(text) > 64:  # noqa: PLR2004 - no phrase is longer, and NFKC of a hostile text is not free
        return False
    folded = _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return not folded or folded in _WITHHELD_PHRASES
