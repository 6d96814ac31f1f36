"""What the API takes and answers. Texts are empty where there is nothing; times are ISO 8601 in UTC."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from denylist.decisions import DECISIONS
from denylist.entries import STATUSES
from denylist.rights import Right
from denylist.terms import TERMS
from denylist.text import clean

NOTE = 300
SPELLING = 300

# mypy knows no type that is made from a table.
type Action = Literal[*DECISIONS, "permanent"]  # type: ignore[valid-type]
type Status = Literal[*sorted(STATUSES)]  # type: ignore[valid-type]
type Term = Literal[*TERMS]  # type: ignore[valid-type]
type Note = Annotated[str, StringConstraints(max_length=NOTE)]
type Version = Annotated[int, Field(strict=True, ge=0, le=2**53)]


class Request(BaseModel):
    """A body. It has no other fields than these, and each must have exactly its type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """An answer. A text may have been typed into the table by anybody, so it becomes one clean line here.

    Only keys stay exactly as they are, because decisions name them. The console shows the invisible characters in them.
    """

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: object, info: ValidationInfo) -> object:
        exact = info.field_name in _EXACT
        return clean(value, _LINE) if isinstance(value, str) and not exact else value


_LINE = NOTE
_EXACT = ("number", "cursor")


class Addition(Request):
    """A number to deny that nobody flagged, in any spelling.

    If the number's entry has ended, `version` must be the version that the reviewer saw. Without it, the answer is 409
    with that entry, because adding the number overrules the reviewer who ended it.
    """

    number: Annotated[str, StringConstraints(min_length=1, max_length=SPELLING)]
    term: Term
    note: Note = ""
    version: Version | None = None


class Ended(Request):
    """A decision without a term. `version` is the version of the entry that was seen, and 0 if there was none."""

    version: Version
    note: Note = ""


class Termed(Ended):
    """A decision with a term."""

    term: Term


class Undone(Request):
    """Undo the last decision. `version` is the entry's version after that decision."""

    version: Version


BODIES: dict[tuple[str, ...], type[Request]] = {("term", "note"): Termed, ("note",): Ended, (): Undone}
"""The bodies of decisions, by what a decision needs."""


class EntryView(Answer):
    """One number's entry."""

    number: str
    """The key, exactly as it is in the table."""
    status: str
    denied: bool
    """Whether a call from it would be denied now."""
    version: int
    expires_at: str
    """If it is empty, a denied number is denied for good, and any other entry has no end."""
    flagged_by: str
    flagged_at: str
    flag_count: int
    contact_id: str
    reason: str
    category: str
    """What the latest flag is about, as a code; empty if its agent gave none."""
    term: str
    source: str
    dialled: str
    """`outbound` or `callback` if the number was dialled in the latest flag's call."""
    reviewed_by: str
    reviewed_at: str
    note: str
    refusal: str
    """Why it must not be denied, as a code. Texts by people are in `reason` and `note` only."""
    country: str
    number_type: str
    may: list[Action]
    """What you can do with it now."""


class Page(Answer):
    """Entries of one status, or the one of a number that was searched for."""

    entries: list[EntryView]
    cursor: str | None
    """Where the next page begins; `null` on the last."""


class ChangeView(Answer):
    """One item of history."""

    at: str
    event: str
    actor: str
    before: Annotated[str, Field(serialization_alias="from")]
    after: Annotated[str, Field(serialization_alias="to")]
    why: str
    refusal: str
    """Why the number must not be denied, as a code."""
    until: str
    category: str
    term: str
    source: str
    contact_id: str
    dialled: str
    flag_count: int


class CallsView(Answer):
    """How many calls were denied, and when the last one was."""

    count: int
    last_at: str


class NumberView(Answer):
    """All that is known of a number: its entry (`null` if it was deleted), and its history, newest first."""

    number: str
    entry: EntryView | None
    history: list[ChangeView]
    denied_calls: CallsView
    may: list[Action]
    """What you can do with the number if it has no entry. If it has one, see the entry's `may`."""


class DayView(Answer):
    """One day, in UTC."""

    day: str
    flags: int
    denied_calls: int


class Days(Answer):
    """Days in a row, oldest first, without gaps."""

    days: list[DayView]


class Me(Answer):
    """Who the token says you are."""

    name: str
    groups: list[str]
    may: dict[Right, bool]
