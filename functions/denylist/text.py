"""Text: people's and carriers' made safe to store, log and mail, and times as text."""

from datetime import UTC, datetime

CUT = "…"
"""Stands at the end of what was cut, so that whoever reads it knows."""


def clean(value: object, limit: int) -> str:
    r"""One line of at most `limit` characters: what cannot be seen and only deceives is out, white space is folded.

    What belongs to a text stays: joined pictures, the joiners of Persian and Indic words. A longer text is cut between
    two characters as people count them, and ends in `…`. Anything that is not text is no text at all.

    >>> clean("shouts\r\nBcc: everyone\x00", 40)
    'shouts Bcc: everyone'
    >>> clean("four more", 6)
    'four…'
    >>> clean(None, 40)
    ''
    """
    if not isinstance(value, str):
        return ""
    # Cut before the per-character work, so that a hostile megabyte costs no more than a kilobyte.
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
    """Enough of a number to tell two log lines apart, and no more: its last four characters.

    >>> mask("+12065550142")
    '***0142'
    >>> mask("911")
    '***'
    """
    cleaned = clean(number, 320)
    return f"***{cleaned[-4:]}" if len(cleaned) > 7 else "***"  # noqa: PLR2004 - four shown, at least four hidden


def iso(seconds: float) -> str:
    """ISO 8601 in UTC to the second.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
