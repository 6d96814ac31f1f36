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
    """A body: exactly its fields, and each of the type that is written there."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(BaseModel):
    """What is answered. Anybody may have typed a text into the table; here it is one clean line.

    Only keys are as they are, because decisions act on exactly these; who shows one makes what is invisible seen.
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

    Of a number whose entry has ended, `version` is that of the entry that was seen: without it, the answer is 409 with
    that entry, because adding the number overrules the reviewer who ended it.
    """

    number: Annotated[str, StringConstraints(min_length=1, max_length=SPELLING)]
    term: Term
    note: Note = ""
    version: Version | None = None


class Ended(Request):
    """A decision without a term. `version` is that of the entry that was seen; 0 says that there was none."""

    version: Version
    note: Note = ""


class Termed(Ended):
    """A decision with a term."""

    term: Term


class Undone(Request):
    """The last decision taken back; `version` is that of the entry as the decision left it."""

    version: Version


BODIES: dict[tuple[str, ...], type[Request]] = {("term", "note"): Termed, ("note",): Ended, (): Undone}
"""The body of a decision, by what the decision takes."""


class EntryView(Answer):
    """One number's entry."""

    number: str
    """The key, exactly as it is in the table."""
    status: str
    denied: bool
    """Whether a call from it would be denied now."""
    version: int
    expires_at: str
    """Empty: permanent where it is denied, without an end where it is not."""
    flagged_by: str
    flagged_at: str
    flag_count: int
    contact_id: str
    reason: str
    term: str
    source: str
    dialled: str
    """`outbound` or `callback`, where the latest flag's call was one in which the number was dialled."""
    reviewed_by: str
    reviewed_at: str
    note: str
    refusal: str
    """Why it must not be denied, as a code; what people wrote is `reason` and `note`, whatever it is like."""
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
    term: str
    source: str
    contact_id: str
    dialled: str
    flag_count: int


class CallsView(Answer):
    """How often calls were turned away, and when last."""

    count: int
    last_at: str


class NumberView(Answer):
    """All that is known of a number: its entry (`null` when it has been tidied away), its history newest first."""

    number: str
    entry: EntryView | None
    history: list[ChangeView]
    denied_calls: CallsView
    may: list[Action]
    """What you can do with the number if it has no entry; else the entry says."""


class DayView(Answer):
    """One day, in UTC."""

    day: str
    flags: int
    denied_calls: int


class Days(Answer):
    """A row of days, oldest first, none left out."""

    days: list[DayView]


class Me(Answer):
    """Who the token says you are."""

    name: str
    groups: list[str]
    may: dict[Right, bool]
