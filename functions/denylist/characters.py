"""Which characters of a text are kept, and between which of them it may be cut.

Only text beyond ASCII needs this, so it stands apart from `text`: a check imports that alone. The rules are Unicode's.
Joiners are kept where UAX #31 (2.3.1) and UTS #51 give them a function, and a text is cut between grapheme clusters
(UAX #29).
"""

import re
import unicodedata

# Controls, invisible formatting (including bidirectional overrides), surrogates, private use, code points without a
# character, and the two separators that some mail programs treat as line breaks.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Invisible, although their category says letter or mark (Default_Ignorable_Code_Point).
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Shown as a blank, although its category says symbol.
_BLANK = frozenset("\u2800")
# Formatting that is visible: signs before the digits that they belong to (Prepended_Concatenation_Mark).
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Letters that belong to the next one, and letters that belong to the one before: see GraphemeBreakProperty.txt.
_LEADING = _PREPENDED | frozenset(
    "\u0d4e\U000111c2\U000111c3\U000113d1\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89"
    "\U00011d46\U00011f02"
)
_TRAILING = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_NOT_JOINER, _JOINER = "\u200c", "\u200d"
_MONGOLIAN_SEPARATOR = "\u180e"
_PICTURES = range(0x1F000, 0x1FB00)
"""Where Unicode puts pictures, including those of versions that are newer than this Python's."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_VIRAMA = 9
"""Combining class of the sign that joins two consonants of an Indic script."""

_SELECTOR = "\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0100-\U000e01ef"
_STRAY_SELECTOR = re.compile(rf"(?<![^\s{_SELECTOR}])[{_SELECTOR}]")
# The flags of England, Scotland, Wales and other parts of countries: a black flag, a name in tags, an end.
_TAGGED = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)|[\U000e0020-\U000e007f]")
_JOINERS = re.compile("[\u200c\u200d\u180e]+")
_STAR = re.compile(r"\bASTERIS|\bSTARS?\b")


def printable(text: str) -> str:
    """The text without invisible characters that could deceive; white space is left as it is."""
    shown = "".join(" " if c in _BLANK else c for c in text if c.isspace() or _is_shown(c))
    whole = _STRAY_SELECTOR.sub("", _TAGGED.sub(lambda found: found[1] or "", shown))
    single = _JOINERS.sub(lambda run: run[0][0], whole)
    return "".join(c for at, c in enumerate(single) if not _JOINERS.match(c) or _has_function(single, at))


def _is_shown(character: str) -> bool:
    """Whether it is visible or may be part of something visible. Joiners and tags are judged later, by neighbours."""
    if character in _INVISIBLE:
        return False
    if unicodedata.category(character) not in _UNPRINTABLE:
        return True
    code = ord(character)
    return code in _PICTURES or code in _TAGS or character in _PREPENDED or bool(_JOINERS.match(character))


def _has_function(text: str, at: int) -> bool:
    """Whether a joiner changes how its neighbours look or what they mean."""
    before, after = text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " "
    if text[at] == _MONGOLIAN_SEPARATOR:
        return _is_mongolian(before) and _is_mongolian(after)
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if text[at] == _NOT_JOINER:
        return _is_cursive(_base(text, at)) and _is_cursive(after)
    is_picture = _is_picture(_base(text, at)) and _is_picture(after)
    return is_picture or unicodedata.combining(after) == _VIRAMA or _is_cursive(_base(text, at)) or _is_cursive(after)


def _base(text: str, at: int) -> str:
    """The character before `at` that marks, selectors and skin tones in between belong to."""
    while at > 0:
        at -= 1
        if not _extends(text[at]):
            return text[at]
    return " "


def _extends(character: str) -> bool:
    code = ord(character)
    if unicodedata.category(character)[0] == "M" or character in _TRAILING or _JOINERS.match(character):
        return True
    return code in _SKIN_TONES or code in _TAGS


def _is_mongolian(character: str) -> bool:
    return "\u1820" <= character <= "\u18aa"


def _is_cursive(character: str) -> bool:
    """Whether it is a letter of a script that is written from right to left, which joins its letters."""
    return unicodedata.bidirectional(character) in ("AL", "R") and character.isalpha()


def _is_picture(character: str) -> bool:
    return ord(character) in _PICTURES or (unicodedata.category(character) in ("So", "Sm") and character > "\u2000")


def is_star(character: str) -> bool:
    """Whether it is `*`, folds into it (NFKC), or is called a star or an asterisk by Unicode."""
    return "*" in unicodedata.normalize("NFKC", character) or bool(_STAR.search(unicodedata.name(character, "")))


def cut(text: str, most: int) -> str:
    """The longest beginning of `text` that has at most `most` characters and ends between two grapheme clusters.

    Nobody writes a cluster that is longer than `most`, so such a one is cut anywhere.
    """
    at = most
    while at > 0 and at < len(text) and not _begins_cluster(text, at):
        at -= 1
    return text[: at or most].rstrip(f" {_NOT_JOINER}{_JOINER}{_MONGOLIAN_SEPARATOR}")


def _begins_cluster(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if _extends(after) or before in _LEADING:
        return False
    if before == _JOINER and _is_picture(after):
        return False
    if ord(after) in _FLAG_LETTERS:
        return _flag_letters_before(text, at) % 2 == 0
    is_bound = unicodedata.combining(before) == _VIRAMA or before == _JOINER
    if is_bound and after.isalpha():
        return False
    return not (_is_jamo(after) and _is_hangul(before))


def _flag_letters_before(text: str, at: int) -> int:
    count = 0
    while count < at and ord(text[at - count - 1]) in _FLAG_LETTERS:
        count += 1
    return count


def _is_jamo(character: str) -> bool:
    """Whether it is part of a Korean syllable written as separate letters."""
    return any(first <= character <= last for first, last in ("\u1100\u11ff", "\ua960\ua97c", "\ud7b0\ud7fb"))


def _is_hangul(character: str) -> bool:
    return _is_jamo(character) or "\uac00" <= character <= "\ud7a3"
