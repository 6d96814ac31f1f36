"""Texts with a star: every one that people could type as a key."""

import sys

from hypothesis import strategies as st

from denylist.characters import is_star
from tests.unit.records import CALLER

STARS = "".join(filter(is_star, map(chr, range(sys.maxunicode + 1))))
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [
        CALLER,
        "+1 206 555 0142",
        "(206) 555-0142",
        "+4401212345678",
        "+1900",
        "15123456789",
        "tel:+1-206-555-0142",
        "911",
    ]
)
starred = st.builds(
    lambda text, at, star: text[:at] + star + text[at:], _TEXTS, st.integers(0, 25), st.sampled_from(STARS)
)
