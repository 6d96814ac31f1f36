"""What the API takes and answers. Texts are empty where there is nothing; times are ISO 8601 in UTC."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from denylist import decisions, entries
from denylist.contacts import DIALLED
from denylist.entries import Entry
from denylist.text import iso

NOTE = 300
SPELLING = 100

type Status = Literal["FLAGGED", "PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED"]
type Term = Literal["24h", "7d", "30d", "90d", "365d", "permanent"]
type Note = Annotated[str, StringConstraints(max_length=NOTE)]
type Version = Annotated[int, Field(strict=True, ge=0, le=2**53)]


class Request(BaseModel):
    """A body: exactly its fields, and each of the type that is written there."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Addition(Request):
    """A number to deny that nobody flagged, in any spelling."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=SPELLING)]
    term: Term
    note: Note = ""


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


class EntryView(BaseModel):
    """One number's entry."""

    number: str
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
    country: str
    number_type: str
    undoable: bool
    """Whether the last thing that happened is a decision that you can take back."""

    @classmethod
    def of(cls, entry: Entry, now: float, *, may_protect: bool) -> Self:
        """The entry as it looks at `now` (epoch seconds) to somebody who may protect numbers, or may not."""
        texts = {name: getattr(entry, name) for name in _TEXTS}
        ends = entry.expires_at is not None and entry.expires_at != entries.UNREADABLE
        return cls(
            number=entry.number,
            status=entry.status or "",
            denied=entry.is_in_force(now),
            version=entry.version or 0,
            expires_at=iso(entry.expires_at or 0) if ends else "",
            flag_count=entry.flag_count,
            dialled=entry.dialled if entry.dialled in DIALLED else "",
            undoable=decisions.is_undoable(entry) and (may_protect or not decisions.touches_protection(entry)),
            **texts,
        )


_TEXTS = (
    "flagged_by", "flagged_at", "contact_id", "reason", "term", "source", "reviewed_by", "reviewed_at", "note",
    "country", "number_type",
)  # fmt: skip


class Page(BaseModel):
    """Entries of one status, or the one of a number that was searched for."""

    entries: list[EntryView]
    cursor: str | None
    """Where the next page begins; `null` on the last."""


class ChangeView(BaseModel):
    """One item of history."""

    at: str
    event: str
    actor: str
    before: Annotated[str, Field(serialization_alias="from")]
    after: Annotated[str, Field(serialization_alias="to")]
    why: str
    until: str
    term: str
    source: str
    contact_id: str
    dialled: str
    flag_count: int


class CallsView(BaseModel):
    """How often calls were turned away, and when last."""

    count: int
    last_at: str


class NumberView(BaseModel):
    """All that is known of a number: its entry (`null` when it has been tidied away), its history newest first."""

    number: str
    entry: EntryView | None
    history: list[ChangeView]
    denied_calls: CallsView


class Explanation(BaseModel):
    """What a call from a number would meet now, and why."""

    number: str
    """E.164; empty where the text is no number."""
    decision: Literal["deny", "allow", "withheld"]
    because: Literal[
        "in_force", "no_entry", "lapsed", "ended", "refused", "protected", "withheld", "not_a_number", "unreadable"
    ]
    status: str = ""
    since: str = ""
    by: str = ""
    until: str = ""
    permanent: bool = False
    reviewed_by: str = ""
    why: str = ""


class DayView(BaseModel):
    """One day, in UTC."""

    day: str
    flags: int
    denied_calls: int


class Days(BaseModel):
    """A row of days, oldest first, none left out."""

    days: list[DayView]


class Rights(BaseModel):
    """What the bearer of the token may do."""

    read: bool
    review: bool
    protect: bool


class Me(BaseModel):
    """Who the token says you are."""

    name: str
    groups: list[str]
    may: Rights
