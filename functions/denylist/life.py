"""The life of an entry: which status follows which, and what processing makes of an entry. Pure.

The state table. A row is what the entry is, a column is what happens to it, a cell is its status afterwards: `-` cannot
happen or changes nothing, `=` leaves the status and may change the end. Undoing a decision restores what it replaced.

| Entry       | flag    | kept flag | withdraw | processing | approve  | extend   | expire  | protect   | unprotect | its end |
|-------------|---------|-----------|----------|------------|----------|----------|---------|-----------|-----------|---------|
| none        | FLAGGED | REFUSED   | -        | -          | APPROVED | -        | -       | PROTECTED | -         | -       |
| no status   | =       | -         | =        | PENDING    | APPROVED | PENDING  | EXPIRED | PROTECTED | -         | lapsed  |
| FLAGGED     | =       | -         | EXPIRED  | PENDING    | APPROVED | PENDING  | EXPIRED | PROTECTED | -         | lapsed  |
| PENDING     | =       | -         | EXPIRED  | =          | APPROVED | PENDING  | EXPIRED | PROTECTED | -         | lapsed  |
| APPROVED    | =       | -         | =        | =          | APPROVED | APPROVED | EXPIRED | PROTECTED | -         | lapsed  |
| lapsed      | FLAGGED | REFUSED   | -        | as above   | APPROVED | -        | EXPIRED | PROTECTED | -         | removed |
| EXPIRED     | FLAGGED | REFUSED   | -        | -          | APPROVED | -        | -       | PROTECTED | -         | removed |
| REFUSED     | FLAGGED | REFUSED   | -        | -          | APPROVED | -        | -       | PROTECTED | -         | removed |
| PROTECTED   | -       | -         | -        | =          | -        | -        | -       | -         | EXPIRED   | -       |

No status: somebody typed the entry by hand. Kept flag: one over a limit, or of a number that only a reviewer may deny.
Withdraw: an agent takes back the only flag that stands, on which no reviewer has decided since; an entry that a person
typed or approved stays. Processing is the workflow's part; if the number must not be denied, it makes the entry REFUSED
instead. To approve a number without an entry is to add it. Lapsed: no status, FLAGGED, PENDING or APPROVED, and past its
end.
"""  # noqa: E501 - the table's lines

from collections.abc import Mapping
from typing import Any

from denylist.entries import (
    DENYING,
    EXPIRED,
    PENDING,
    PROTECTED,
    REFUSED,
    UNPROCESSED,
    UNREADABLE,
    WAITING,
    Item,
    read,
    text_of,
)
from denylist.events import Change
from denylist.expressions import whole
from denylist.keys import kind_of
from denylist.numbers import Number

FOUND = ("FlaggedBy", "FlaggedAt", "Term", "Source", "Country", "NumberType", "Dialled")
"""The attributes that processing fills in where they are absent."""


def decided(change: Change, status: str | None) -> str | None:
    """The status that a decision gives an entry of `status`; `None` if it cannot be made on such an entry."""
    if not change.is_decision or (status == PROTECTED) != (change is Change.UNPROTECTED):
        return None
    if change is Change.EXTENDED:
        return processed(status) if status in DENYING else None
    return None if change is Change.EXPIRED and status in (EXPIRED, REFUSED) else change.gives or None


def by_hand(status: str | None) -> Change:
    """What it is called when somebody gives an entry this status by hand."""
    if status is None:
        return Change.ADDED
    return next((change for change in Change if change.is_by_hand and change.gives == status), Change.EDITED)


def processed(status: str | None) -> str:
    """The status that processing gives an entry of `status`."""
    return PENDING if status is None or status in UNPROCESSED else status


def completed(image: Item, found: Mapping[str, str], until: int) -> dict[str, Any]:
    """The item as processing leaves it; `found` fills what is absent or cannot be read.

    An entry that waits for a reviewer and has no end that can be read ends at `until` (epoch seconds), because only a
    reviewer makes an entry permanent. A protected entry loses its end, because time to live would remove it then.
    """
    entry = read(image)
    left = {**image, **{name: {"S": text} for name, text in found.items() if text and not text_of(image, name)}}
    if entry.status in UNPROCESSED:
        left["Status"] = {"S": PENDING}
    if entry.status in WAITING and entry.expires_at in (None, UNREADABLE):
        left["ExpiresAt"] = whole(until)
    if entry.status == PROTECTED:
        left.pop("ExpiresAt", None)
    return left


def is_complete(image: Item) -> bool:
    """Whether processing would change nothing: an entry that was put whole, or decided on early, lacks something."""
    entry = read(image)
    has_facts = entry.country != "" and entry.flagged_at != ""
    return has_facts and completed(image, {}, 1) == image and kind_of(entry.number) == "number"


def refused(image: Item, why: str, when: str, until: int) -> dict[str, Any]:
    """The item of a number that must not be denied; `until` then it is kept to be seen, listed by when it came."""
    flagged_at = image.get("FlaggedAt", {"S": when})
    return {**image, "Status": {"S": REFUSED}, "Note": {"S": why}, "ExpiresAt": whole(until), "FlaggedAt": flagged_at}


def found_of(number: Number | None, when: str) -> dict[str, str]:
    """What processing knows of any entry: where it came from unless it says so itself, and what its number is."""
    facts = {"Country": number.country, "NumberType": number.type} if number else {}
    return {"FlaggedAt": when, "Source": "table", **facts}
