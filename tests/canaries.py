"""Personal values that cannot occur by chance, and a search for what a text still shows of them.

Of a number, only what `denylist.text.mask` leaves may show: `***` and its last four characters. Contact ids may show
in logs only: they lead an operator to the contact in Amazon Connect, and say nothing about a person by themselves.
"""

import json
import re
from urllib.parse import quote, unquote

from tests.tokens import cognito_claims, unverified

NUMBER = "+16502483917"
SPELLINGS = [
    "(650) 248-3917",
    "650.248.3917",
    "1 650 248 3917",
    "tel:+1-650-248-3917;ext=4471",
    "\uff10\uff101 650 248 3917",
    "+1\u2011650\u2011248\u20113917",
]
AGENT = "wilhelmina.zeisig"
REASON = "threatened-to-burn-the-orchard"
NOTE = "confused-him-with-a-brother-in-oslo"
CALLER = "Bartholomew Quince"
SUPERVISOR = "isolde.marchbanks@example.org"
REVIEWER = "octavia"
CONTACT = "c0ffee00-4d6e-4a7b-9b1d-canarycontact"
TOKEN = unverified(cognito_claims(REVIEWER, "reviewers", "admins"))
SECRET = "canary-session-secret"

# Texts that a carrier or a person may send in place of a number. At most their last four characters may come out.
HOSTILE = [
    "sip:isolde.marchbanks@example.org",
    f"{NUMBER}\r\nFORGED: line",
    f"{NUMBER}\x00\x1b[2J",
    f'{NUMBER}","level":"FORGED',
    "restricted-Bartholomew Quince",
    f"{NUMBER}" * 40,
    "\u202e" + NUMBER,
]
WITHHELD = ["anonymous", "Anonymous <Bartholomew Quince>", "+266696687", "restricted", "unavailable", "", None]

_TEXTS = [AGENT, REASON, NOTE, CALLER, SUPERVISOR, REVIEWER, "FORGED", SECRET]
_TOKEN_PARTS = [part for part in TOKEN.split(".")[1:] if len(part) > 8]
_DIGITS = 6
"""A shorter run of a number's digits occurs by chance in times and ids."""


def leaks(emitted: str, *, contact: bool = False) -> list[str]:
    """Return which of the values above a text shows, in clear, escaped or URL-encoded. An empty list is a pass."""
    found: list[str] = []
    once = unquote(emitted)
    for text in dict.fromkeys((emitted, once, unquote(once), _unescaped(emitted))):
        seen = re.sub(r"\*{3}\S{0,4}", "***", text)
        found += [canary for canary in (*_TEXTS, *_TOKEN_PARTS, *([] if contact else [CONTACT])) if canary in seen]
        squeezed = re.sub(r"(?<=\d)[\s().\u2011-]+(?=\d)", "", seen)
        found += [run for run in _runs() if run in squeezed]
    return sorted(set(found))


def spelled() -> list[str]:
    """Every form in which these values might come out, to test the search itself."""
    numbers = [NUMBER, NUMBER[1:], NUMBER[2:], quote(NUMBER, safe=""), *SPELLINGS[:4], NUMBER[4:]]
    return [*numbers, *_TEXTS, TOKEN, TOKEN.split(".")[1], CONTACT, json.dumps(NUMBER), quote(SUPERVISOR, safe="")]


def _runs() -> list[str]:
    digits = NUMBER[1:]
    return [digits[at : at + _DIGITS] for at in range(len(digits) - _DIGITS + 1)]


def _unescaped(text: str) -> str:
    """Undo JSON's escapes twice, because a log line may hold JSON within JSON."""
    for _ in range(2):
        text = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return text
