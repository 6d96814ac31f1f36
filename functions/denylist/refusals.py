"""Refusals: each reason why a flag does not deny its number, and what its agent is answered.

A new reason is one row here and its words: in `languages`, console/src/words, docs/contract.md and docs/operating.md.
"""

from enum import StrEnum
from typing import Self

_DOUBT = "a reviewer may deny the number, an agent may not"
_ANSWERED = "answered to the flow, and stored nowhere"


class Refusal(StrEnum):
    """Why a flag was refused. The values are answered, and most are stored, mailed and shown, too.

    `result` is the `Result` that `add_number` answers, by which a flow chooses what the agent hears.
    """

    result: str
    is_doubt: bool
    is_stored: bool

    def __new__(cls, code: str, result: str = "refused", kind: str = "") -> Self:
        """One row of the table."""
        refusal = str.__new__(cls, code)
        refusal._value_ = code
        refusal.result, refusal.is_doubt, refusal.is_stored = result, kind == _DOUBT, kind != _ANSWERED
        return refusal

    EMPTY = "empty", "no_number"
    WITHHELD = "withheld", "no_number"
    ADDRESS = "address"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    STAR = "star"
    """It has a star, as rules have. Rules deny nothing yet."""
    NOT_VALID = "not_valid"
    AMBIGUOUS = "ambiguous"
    """Two different subscribers could be meant."""
    NO_PLAN = "no_plan", "refused", _DOUBT
    """E.164 in its shape, and in no country's numbering plan."""
    SPELLS_WITHHELD = "spells_withheld", "refused", _DOUBT
    """A withheld word on the keypad, in a country's own digits."""
    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    PROTECTED = "protected", "protected"
    TOO_MANY_FLAGS = "too_many_flags"
    """The agent flagged more often than the limit allows; the flag is kept for review."""
    TOO_MANY_UNNAMED = "too_many_unnamed_flags"
    """All flags together that name no agent were over their limit."""
    UNKNOWN_TERM = "unknown_term", "refused", _ANSWERED
    UNKNOWN_CATEGORY = "unknown_category", "refused", _ANSWERED
    ENDED = "ended", "refused", _ANSWERED
    """It repeats a flag that no longer denies."""
    DECIDED = "decided", "refused", _ANSWERED
    """A reviewer has decided since, so the flag can be neither amended nor withdrawn."""
    NOT_FLAGGED = "not_flagged", "refused", _ANSWERED
    """There is no such flag to withdraw."""
    NOT_VOICE = "not_voice", "not_voice", _ANSWERED


DENIED = ("added", "already_listed", "updated")
"""The `Result` of a flag that denies its number."""
WITHDRAWN = "withdrawn"
RESULTS = (*DENIED, WITHDRAWN, *dict.fromkeys(refusal.result for refusal in Refusal))
