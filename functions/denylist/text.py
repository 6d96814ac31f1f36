"""Makes text from people and carriers safe to store, log and mail; and writes times as text."""

from datetime import UTC, datetime

CUT = "…"
"""Stands at the end of a text that was cut, so that its reader knows."""


def clean(value: object, limit: int) -> str:
    r"""The text as one line of at most `limit` characters, without invisible characters that could deceive.

    White space is folded into single spaces. Invisible characters that belong to a text stay: those that join pictures,
    and the joiners of Persian and Indic words. A longer text is cut between two characters as people count them, and
    ends in `…`. A value that is not text gives an empty one.

    >>> clean("shouts\r\nBcc: everyone\x00", 40)
    'shouts Bcc: everyone'
    >>> clean("four more", 6)
    'four…'
    >>> clean(None, 40)
    ''
    """
    if not isinstance(value, str):
        return ""
    # Cut before looking at each character, so that a hostile megabyte costs no more than a kilobyte.
    begun = value[: limit * 4]
    line = " ".join(_printable(begun).split())
    if not line or (len(line) <= limit and len(begun) == len(value)):
        return line
    return _cut(line, limit - len(CUT)) + CUT


def _printable(text: str) -> str:
    if text.isascii():
        return "".join(c for c in text if c.isprintable() or c.isspace())
    from denylist import characters  # noqa: PLC0415 - tables of Unicode that callers must not wait for

    return characters.printable(text)


def _cut(text: str, most: int) -> str:
    if text.isascii():
        return text[:most].rstrip()
    from denylist import characters  # noqa: PLC0415 - the same

    return characters.cut(text, most)


def mask(number: object) -> str:
    """The last four characters of a key of any kind: enough to tell two log lines apart, and no more.

    >>> mask("+12065550142")
    '***0142'
    >>> mask("911")
    '***'
    """
    cleaned = clean(number, 320)
    return f"***{cleaned[-4:]}" if len(cleaned) > 7 else "***"  # noqa: PLR2004 - four are shown, at least four hidden


def iso(seconds: float) -> str:
    """The time as ISO 8601, in UTC, to the second.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(when: str) -> int:
    """Epoch seconds of such a text; 0 if it is none.

    >>> seconds("1970-01-01T00:01:00Z"), seconds("yesterday")
    (60, 0)
    """
    try:
        return int(datetime.fromisoformat(when).timestamp())
    except ValueError:
        return 0
