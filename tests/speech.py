"""How long a text takes to say: English in words, Korean in syllables, and numbers as they are read out."""

import re

WORDS_A_MINUTE = 160
_TENS = 10
_TWENTY = 20


def words(text: str) -> int:
    """Words of an English text.

    >>> words("Listed for 72 hours. Abuse, 1."), words("365 days")
    (7, 5)
    """
    return sum(_number_words(int(part)) if part.isdigit() else 1 for part in re.findall(r"\d+|[^\W\d]+", text))


def _number_words(number: int) -> int:
    """Seventy-two counts as two words, and three hundred sixty-five as four."""
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    spoken = (2 if thousands else 0) + (2 if hundreds else 0)
    tens = 1 if 0 < rest < _TWENTY or rest % _TENS == 0 else 2
    return (spoken + (tens if rest else 0)) or 1


def seconds(text: str) -> float:
    """How long an English text takes at 160 words a minute."""
    return words(text) * 60 / WORDS_A_MINUTE


def syllables(text: str) -> int:
    """Syllables of a Korean text.

    >>> syllables("72 시간 등록되며, 폭언 1번"), syllables("365일"), syllables("10일")
    (13, 6, 2)
    """
    return sum(_number_syllables(part) if part.isdigit() else 1 for part in re.findall(r"\d+|[가-힣]", text))


def _number_syllables(number: str) -> int:
    """A digit and its place are a syllable each; a one before ten, hundred or thousand is not said."""
    places = enumerate(reversed(number))
    spoken = [1 if place == 0 or digit == "1" else 2 for place, digit in places if digit != "0"]
    return sum(spoken) or 1
