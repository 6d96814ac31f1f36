"""Keys: what may stand in `ContactNumber` of DenylistTable, and how HistoryTable is laid out.

HistoryTable has these items. Roles are confined to partitions by the beginnings of their keys.

| Partition key (`ContactNumber`) | Range key (`At`) | Item |
|---|---|---|
| the entry's key; `key:` before it if it looks like one of those below | `2027-01-15T08:00:00Z#<event id>` | a change |
| `calls:` and the entry's key | `denied` | how many of its calls were denied |
| `agent:` and the agent's key | `flags#2027-01-15T08` | how many flags the agent made in that hour |
| `day` | `2027-01-15` | how many flags and denied calls there were on that day (UTC) |
| `digest` | as a change's | a change that waits for the next digest |

Callers wait while this module is imported. The number library takes 20 ms, so it is imported where it is needed.
"""

from typing import TYPE_CHECKING, Any, Literal

from denylist.e164 import LOOKS_ELSEWHERE, is_e164

if TYPE_CHECKING:
    from denylist.numbers import Number
    from denylist.refusals import Refusal

type Kind = Literal["number", "rule", "spelling", "none"]
"""`number`: E.164, and calls are looked up under it. `rule`: a prefix of E.164 and a star. `spelling`: another way to
write a number, whose entry moves to that number's key. `none`: no number, one that must not be denied, or a text with a
star that is no rule. So an entry whose key has a star never moves."""

CALLS = "calls:"
AGENT = "agent:"
DAY = "day"
DIGEST = "digest"
DENIED = "denied"
_ESCAPE = "key:"
_NOWHERE = "ZZ"
"""ISO 3166's code for no country, so that no national spelling is a number."""
_MOST_DIGITS = 15


# ── DenylistTable ───────────────────────────────────────────────────────────────────────────────


def kind_of(key: str, judged: "Number | Refusal | None" = None) -> Kind:
    """What kind of key a text is.

    A star is looked for first, because the number rules ignore it. `judged` is what `judge_key` says of the text in the
    stack's country, where that is known; else the text is judged without a country.

    >>> kind_of("+12065550142"), kind_of("+1900*"), kind_of("+1 206 555 0142"), kind_of("+1 206 555 0142*")
    ('number', 'rule', 'spelling', 'none')
    """
    if _is_rule(key):
        return "rule"
    from denylist.numbers import Number  # noqa: PLC0415 - see above

    judged = judged or judge_key(key, _NOWHERE)
    if _has_star(key) or not isinstance(judged, Number):
        return "none"
    return "number" if judged.e164 == key else "spelling"


def judge_key(text: str, region: str) -> "Number | Refusal":
    """The number that a person means by a text, by the number rules of `region` (ISO 3166); or why it is refused.

    A text with a star is refused. Whether it is a rule or a slip, it does not mean the number of its digits.
    """
    from denylist.numbers import judge  # noqa: PLC0415 - see above
    from denylist.refusals import Refusal  # noqa: PLC0415 - see above

    return Refusal.STAR if _has_star(text) else judge(text, region)


def of_key(key: str) -> "Number | None":
    """The number whose calls are looked up under this key; `None` for a key of any other kind."""
    from denylist.numbers import Number  # noqa: PLC0415 - see above

    judged = judge_key(key, _NOWHERE)
    return judged if isinstance(judged, Number) and kind_of(key, judged) == "number" else None


def key_meant(text: str, region: str) -> str | None:
    """The key that a person means who looks for a number; `None` if the text is no number or has a star."""
    return None if _has_star(text) else key_of(text, region)


def key_of(address: object, region: str) -> str | None:
    """The key under which a call from `address` is looked up in `region` (ISO 3166); `None` if it is no number.

    Nearly every E.164 number is its own key. Where a line has several numbers, a small table tells. Only an address
    that is not E.164, or may have a trunk prefix in it, needs the number library. A network wrote the address, not a
    person. So it is not asked what kind of key it is, and a star in it is ignored: a denied caller stays denied.
    """
    key = str(address) if is_e164(address) else None
    if key:
        if not LOOKS_ELSEWHERE.match(key):
            return key
        from denylist.lines import key_of_line  # noqa: PLC0415 - few callers need it

        if key_of_line(key) != key:
            return key_of_line(key)
    from denylist.numbers import Number, judge  # noqa: PLC0415 - see above

    judged = judge(address, region)
    return judged.e164 if isinstance(judged, Number) else key


def _has_star(text: str) -> bool:
    """Whether there is a star, or a character beyond ASCII that looks like one."""
    if text.isascii():
        return "*" in text
    from denylist import characters  # noqa: PLC0415 - see above

    return any(map(characters.is_star, text))


def _is_rule(key: str) -> bool:
    prefix = key[1:-1]
    digits = prefix.isascii() and prefix.isdigit() and prefix[0] != "0" and len(prefix) <= _MOST_DIGITS
    return key.startswith("+") and key.endswith("*") and digits


# ── HistoryTable ────────────────────────────────────────────────────────────────────────────────


def partition_of(key: str) -> str:
    """The partition of an entry's changes. A text that somebody typed as a number cannot name another partition.

    >>> partition_of("+12065550142"), partition_of("digest")
    ('+12065550142', 'key:digest')
    """
    is_taken = key in (DAY, DIGEST) or key.startswith((CALLS, AGENT, _ESCAPE))
    return _ESCAPE + key if is_taken else key


def number_of(partition: str) -> str:
    """The entry's key, from a partition of changes.

    >>> number_of("key:digest")
    'digest'
    """
    return partition.removeprefix(_ESCAPE)


def change_at(when: str, event_id: str) -> str:
    """The range key of a change: a stream record that is delivered twice is one item."""
    return f"{when}#{event_id}"


def history_key(partition: str, at: str) -> dict[str, Any]:
    """A key of HistoryTable in DynamoDB's JSON."""
    return {"ContactNumber": {"S": partition}, "At": {"S": at}}


def calls_key(key: str) -> dict[str, Any]:
    """Where the denied calls of an entry are counted."""
    return history_key(CALLS + key, DENIED)


def hour_key(agent: str, at: str) -> dict[str, Any]:
    """Where an agent's flags of a clock hour are counted; `agent` is what `agent_key` makes of the name."""
    return history_key(AGENT + agent, f"flags#{at[:13]}")


def day_key(at: str) -> dict[str, Any]:
    """Where the flags and denied calls of a day (UTC) are counted."""
    return history_key(DAY, at[:10])
