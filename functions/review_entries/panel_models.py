"""What the agents' panel sends and gets. Where nothing is known, a text is empty; `null` is a number, status or end."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from denylist.categories import CATEGORIES
from denylist.flagging import MOST_WARNINGS
from denylist.terms import OF_AGENTS
from review_entries.models import SPELLING, Answer, Note, Request

# mypy knows no type that is made from a table.
type Category = Literal[*CATEGORIES]  # type: ignore[valid-type]
type AgentsTerm = Literal[*OF_AGENTS]  # type: ignore[valid-type]
type RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
type ContactId = Annotated[str, StringConstraints(max_length=SPELLING)]


class TakenBack(Request):
    """The wish to take one's flag back."""

    request_id: RequestId
    """One for each intention, so that a repeat is known as one."""


class FlagRequest(TakenBack):
    """A flag of the call that one has in hand, or what else one says of it. The number is not part of it."""

    contact_id: ContactId
    category: Category
    term: AgentsTerm | None = None
    """Without one, it is the category's."""
    reason: Note = ""
    warnings: Annotated[int, Field(strict=True, ge=0, le=MOST_WARNINGS)] | None = None
    """How often the caller was warned."""


class FlagOfNumber(Answer):
    """One flag of the number."""

    by: str
    at: str
    category: str
    term: str
    reason: str
    mine: bool
    withdrawn: bool


class OwnFlag(Answer):
    """Your flag of this call."""

    category: str
    term: str
    reason: str
    warnings: int | None
    until: str


class NumberNow(Answer):
    """What a call from a number would meet now."""

    number: str | None
    denied: bool
    status: str | None
    """`null` without an entry."""
    until: str | None
    """`null`: it is permanent where it is denied."""


class CallView(NumberNow):
    """Your call, its number, and what you can do about it."""

    contact_id: str
    why: str
    """Why there is nothing to flag, or why what was sent was refused, as a code."""
    dialled: str
    open: bool
    """Whether the contact is not closed yet."""
    flags: list[FlagOfNumber]
    """Newest first; those that the entry keeps."""
    flag_count: int
    mine: OwnFlag | None
    may: list[Literal["flag", "withdraw"]]
    terms: list[str]
    categories: list[str]
    result: str = ""
    """What became of what was sent, as `add_number` answers it; empty where nothing was."""


class LastFlag(Answer):
    """One of your flags, and what became of it."""

    number: str
    """Its last four digits."""
    at: str
    category: str
    term: str
    event: str
    """What happened last, as history calls it."""
    denied: bool
    until: str | None


class LastFlags(Answer):
    """Your latest flags, newest first."""

    flags: list[LastFlag]
