"""Addresses in text, broken up so that no mail program makes a link of one.

Whoever flags a number or types into the table chooses these words, and a link among them would look like ours. Mail
programs link more than valid addresses, and the list of top-level domains grows. So whatever could pass for an address
is broken, names of people such as `maria.lopez` too; the reader still sees what was written.
"""

import re

# Full stops, at signs and colons of all scripts: some programs fold them.
_STOP = "[.\u2024\u3002\ufe52\uff0e\uff61]"
_LABEL = r"[\u200c\u200d]?[^\W\d_][^\s.]"
_DOT = re.compile(rf"(?<=\S){_STOP}(?={_LABEL}|\d+{_STOP}\d+{_STOP}\d)")
_AT = re.compile(r"(?<=\S)[@\ufe6b\uff20](?=\S)")
# `http://`, `mailto:`, `host:80`; but times have digits on both sides, and labels a blank behind.
_COLON = re.compile(r"(?<=[^\W\d_])[:\ufe55\uff1a](?=[\w/\\+%])|(?<=\S)[:\ufe55\uff1a](?=[/\\])")
# Other machines' names in Windows: `\\server\share`.
_SHARE = re.compile(r"\\(?=\\)")


def unlinked(text: str) -> str:
    r"""The text with brackets around the marks that make an address of it.

    >>> unlinked("See http://evil.example or ask x@y.example, at 10:30 on 3.4.2026")
    'See http[:]//evil[.]example or ask x[at]y[.]example, at 10:30 on 3.4.2026'
    """
    return _AT.sub("[at]", _DOT.sub("[.]", _COLON.sub("[:]", _SHARE.sub(r"[\\]", text))))
