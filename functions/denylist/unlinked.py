"""Breaks up addresses in text, so that no mail program turns one into a link.

Agents and anybody who can write to the table choose these words, and a link among them would look like one of ours.
Mail programs turn more than valid addresses into links, and there are ever more top-level domains. So anything that
could pass for an address is broken up, including people's names such as `maria.lopez`. The reader still sees what was
written.
"""

import re

# Full stops, at signs and colons of all scripts: some programs fold them.
_STOP = "[.\u2024\u3002\ufe52\uff0e\uff61]"
_LABEL = r"[\u200c\u200d]?[^\W\d_][^\s.]"
_DOT = re.compile(rf"(?<=\S){_STOP}(?={_LABEL}|\d+{_STOP}\d+{_STOP}\d)")
_AT = re.compile(r"(?<=\S)[@\ufe6b\uff20](?=\S)")
# `http://`, `mailto:`, `host:80`; but not the colon of a time, between digits, nor of a label, before a blank.
_COLON = re.compile(r"(?<=[^\W\d_])[:\ufe55\uff1a](?=[\w/\\+%])|(?<=\S)[:\ufe55\uff1a](?=[/\\])")
# Windows' names of other machines: `\\server\share`.
_SHARE = re.compile(r"\\(?=\\)")


def unlinked(text: str) -> str:
    r"""The text with brackets around the marks that make an address out of it.

    >>> unlinked("See http://evil.example or ask x@y.example, at 10:30 on 3.4.2026")
    'See http[:]//evil[.]example or ask x[at]y[.]example, at 10:30 on 3.4.2026'
    """
    return _AT.sub("[at]", _DOT.sub("[.]", _COLON.sub("[:]", _SHARE.sub(r"[\\]", text))))
