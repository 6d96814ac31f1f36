"""Events: what can happen to an entry, one row each. History, alerts, digests and decisions ask these rows.

A new event is one row here, and its words in `languages` and console/src/words.
"""

from enum import StrEnum
from typing import Literal, Self

from denylist import entries

type Why = Literal["", "reason", "note", "attributes"]
type _Is = Literal["flag", "claim", "decision", "by hand", "silent", "automatic"]


class Change(StrEnum):
    """What happened to an entry; the values are history's `Event`.

    Behind the value, a row says where history finds the reason (the agent's `Reason`, a `Note`, the names of the edited
    attributes, or nowhere), which status the event gives the entry, if it gives one, and what the event is.
    """

    why: Why
    gives: str
    is_flag: bool
    """An agent flagged the number; the day's chart counts it."""
    is_claim: bool
    """Somebody asked to deny the number, and `FlaggedBy` is who did."""
    is_decision: bool
    """A reviewer can decide it in the console."""
    is_by_hand: bool
    """It is what happened if somebody gives the entry that status by hand."""
    is_silent: bool
    """It is recorded and not announced, because it changes nothing for a caller."""
    is_automatic: bool
    """DynamoDB can do it by itself, by time to live."""

    def __new__(cls, value: str, why: Why = "", gives: str = "", *is_: _Is) -> Self:
        """One row of the table."""
        change = str.__new__(cls, value)
        change._value_ = value
        change.why, change.gives = why, gives
        change.is_flag, change.is_claim = "flag" in is_, "flag" in is_ or "claim" in is_
        change.is_decision, change.is_by_hand = "decision" in is_, "by hand" in is_
        change.is_silent, change.is_automatic = "silent" in is_, "automatic" in is_
        return change

    FLAGGED = "flagged", "reason", entries.FLAGGED, "flag", "by hand"
    FLAGGED_AGAIN = "flagged_again", "reason", "", "flag", "silent"
    """One more flag of an entry in force, and nothing else."""
    AMENDED = "amended", "reason", "", "claim", "silent"
    """An agent said more of a flag that the workflow had told already, such as its category."""
    WITHDRAWN = "withdrawn", "", "", "claim"
    """An agent took a flag back."""
    ADDED = "added", "reason", entries.APPROVED, "claim", "decision"
    """A reviewer added it in the console; or an import or a person put it into the table."""
    REFUSED = "refused", "note", entries.REFUSED, "claim", "by hand"
    APPROVED = "approved", "note", entries.APPROVED, "decision", "by hand"
    EXPIRED = "expired", "note", entries.EXPIRED, "decision", "by hand"
    REOPENED = "reopened", "note", entries.PENDING, "by hand"
    PROTECTED = "protected", "note", entries.PROTECTED, "decision", "by hand"
    UNPROTECTED = "unprotected", "note", entries.EXPIRED, "decision"
    EXTENDED = "extended", "note", "", "decision"
    TAKEN_BACK = "taken_back", "", "", "decision"
    """A reviewer took the last decision back."""
    END_CHANGED = "end_changed", "note"
    """Its end was changed by hand."""
    COMPLETED = "completed", "", "", "silent"
    """Somebody filled in what processing fills in, and nothing else."""
    EDITED = "edited", "attributes"
    """Something else was changed by hand, such as a note."""
    LAPSED = "lapsed", "", "", "automatic"
    REMOVED = "removed", "", "", "automatic"
