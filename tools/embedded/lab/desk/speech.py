"""How long a prompt takes to say, so that the desk waits as long as an agent or a caller would."""

WORDS_A_MINUTE = 160
SYLLABLES_A_SECOND = 45 / 8
"""Of Korean, where a syllable is a character and words are not counted."""


def seconds_of(text: str) -> float:
    """Seconds for a text.

    >>> seconds_of("The number has been added. Thank you.")
    2.625
    >>> round(seconds_of("번호가 추가되었습니다"), 1)
    1.8
    """
    syllables = sum("가" <= character <= "힣" for character in text)
    return syllables / SYLLABLES_A_SECOND if syllables else len(text.split()) * 60 / WORDS_A_MINUTE
