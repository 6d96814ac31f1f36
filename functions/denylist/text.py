"""Text: people's and carriers' made safe to store, log and mail, and times as text."""

import unicodedata
from datetime import UTC, datetime

# Control characters, invisible formatting (bidirectional overrides among them), surrogates,
# private use, and the two separators that some mail readers treat as line breaks.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(value: object, limit: int) -> str:
    r"""One line of at most `limit` characters: control characters out, white space folded.

    Anything that is not text is no text at all.

    >>> clean("shouts\r\nBcc: everyone\x00", 40)
    'shouts Bcc: everyone'
    >>> clean(None, 40)
    ''
    """
    if not isinstance(value, str):
        return ""
    # Cut before the per-character work, so that a hostile megabyte costs no more than a kilobyte.
    printable = (" " if c.isspace() else c for c in value[: limit * 4] if c.isspace() or _is_printable(c))
    return " ".join("".join(printable).split())[:limit].rstrip()


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in _UNPRINTABLE


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
