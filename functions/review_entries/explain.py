"""Explains whether a call from a number would be denied now, and why: `check_number`'s answer with reasons. Pure."""

from typing import Any, Literal

from denylist.e164 import is_withheld
from denylist.entries import DENYING, EXPIRED, REFUSED, STATUSES, UNREADABLE, Entry
from denylist.keys import key_meant, of_key
from denylist.numbers import could_mean
from denylist.refusals import Refusal
from denylist.text import iso
from review_entries import views
from review_entries.models import Answer

_ENDED = {status: "ended" if status == EXPIRED else status.lower() for status in sorted(STATUSES - DENYING)}
BECAUSE = (
    "in_force", "no_entry", "lapsed", *_ENDED.values(), "withheld", "not_a_number", "ambiguous", "unreadable",
)  # fmt: skip
"""Why a call is denied or allowed. An entry is `unreadable` if its status or its end cannot be read."""

type Because = Literal[*BECAUSE]  # type: ignore[valid-type]
type Doubt = Literal["", *(refusal.value for refusal in Refusal if refusal.is_doubt)]  # type: ignore[valid-type]


class Explanation(Answer):
    """What would happen to a call from a number now, and why."""

    number: str
    """E.164; empty where the text is no number, or could be several."""
    decision: Literal["deny", "allow", "withheld"]
    because: Because
    status: str = ""
    since: str = ""
    by: str = ""
    until: str = ""
    permanent: bool = False
    reviewed_by: str = ""
    why: str = ""
    refusal: str = ""
    """Why the number must not be denied, as a code."""
    readings: list[str] = []  # noqa: RUF012 - pydantic copies it for each object
    """The numbers that an ambiguous text could mean; write the one that is meant."""
    doubt: Doubt = ""
    """Why only a reviewer may deny the number."""


def explain(spelling: str, region: str, entry: Entry | None, now: float) -> Explanation:
    """What a call that `spelling` names in `region` would meet at `now` (epoch seconds), if its key has this entry."""
    number = key_meant(spelling, region)
    if is_withheld(spelling):
        return Explanation(number=number or "", decision="withheld", because="withheld")
    if readings := could_mean(spelling, region):
        return Explanation(number=number or "", decision="allow", because="ambiguous", readings=[*readings])
    if number is None:
        return Explanation(number="", decision="allow", because="not_a_number")
    known = of_key(number)
    doubt = known.doubt if known and known.doubt else ""
    found = _of_entry(entry, now) if entry else {"decision": "allow", "because": "no_entry"}
    return Explanation(number=number, doubt=doubt, **found)


def _of_entry(entry: Entry, now: float) -> dict[str, Any]:
    denied, is_refused = entry.is_in_force(now), entry.status == REFUSED
    why, refusal = views.split_refusal(entry.note if is_refused else entry.reason, is_refusal=is_refused)
    return {
        "decision": "deny" if denied else "allow",
        "because": "in_force" if denied else _because(entry),
        "status": entry.status or "",
        "since": entry.flagged_at,
        "by": entry.flagged_by,
        "until": iso(entry.expires_at or 0) if entry.expires_at not in (None, UNREADABLE) else "",
        "permanent": denied and entry.expires_at is None,
        "reviewed_by": entry.reviewed_by,
        "why": why,
        "refusal": refusal,
    }


def _because(entry: Entry) -> str:
    """Why an entry does not deny calls."""
    if entry.status in DENYING and entry.expires_at != UNREADABLE:
        return "lapsed"
    return _ENDED.get(entry.status or "", "unreadable")
