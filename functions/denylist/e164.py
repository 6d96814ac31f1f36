"""E.164 without a library: whether a text has its form, and whether it says that the caller withholds the number.

Voice contacts carry E.164 (`CustomerEndpoint.Address`); withheld callers carry a word, or that word spelled on a
keypad. Callers wait while this module is imported, so it imports nothing heavy.
"""

import re

# ITU-T E.164: a country code does not begin with 0, and a number has at most 15 digits. Nearly all numbers have
# 7 digits or more with their country code; the few shorter ones, in Austria and Iran, take the number library.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
LOOKS_ELSEWHERE = re.compile(
    r"\+(?:"
    r"(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[789]|8[05-8]|9[679])[0-9])0"
    r"|11|6921|(?:7|370|375|993)8|5590|54[0-9]{2,4}15|61183|861(?:[12]|79)|29810|35215|4231001|50619|44180020"
    r"|261[24-9][0-9]{6}$|378[89]|672[0-258][0-9]{4}$"
    r"|521|549|33(?:508|[56]9|26[239]|639|70[89])|35348|9725[69]"
    r")"
)
"""E.164 that may belong under another key. First come the trunk prefixes that some exchanges send after the country
code and that are no part of the number (`+82 010…` is `+82 10…`): 0 in most countries, the others are listed. Each may
also begin a number, as 0 does in Italy, so a match only means that the number library must look. Then come the
beginnings in denylist.lines. Tests compare the expression with the library's own rules and with those lines."""

# The words that carriers also spell on a keypad, in E.164's clothes. Without the plus, `8656696` is a telephone in
# Iceland: denylist.numbers keeps a flag of such a number for review.
WITHHELD_WORDS = ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld")
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
WITHHELD_KEYPAD = frozenset("+" + word.translate(_KEYPAD) for word in WITHHELD_WORDS)


def is_e164(text: object) -> bool:
    """Whether `text` is E.164 to the letter: plus, then 7 to 15 ASCII digits.

    >>> is_e164("+12065550142"), is_e164("+1 206 555 0142"), is_e164(None)
    (True, False, False)
    """
    return isinstance(text, str) and _E164.fullmatch(text) is not None


def is_withheld(text: object) -> bool:
    """Whether `text` is a network's way to say that the caller keeps the number: a word, its keypad spelling, nothing.

    >>> is_withheld("Anonymous"), is_withheld("+266696687"), is_withheld(None), is_withheld("+12065550142")
    (True, True, True, False)
    """
    if not isinstance(text, str):
        return True
    if is_e164(text):
        return text in WITHHELD_KEYPAD
    from denylist.withheld import says_so  # noqa: PLC0415 - a thousand phrases that an E.164 caller need not pay for

    return says_so(text)
