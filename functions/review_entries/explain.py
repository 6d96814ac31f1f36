"""Would a call from this number be denied now, and why: `check_number`'s answer with its reasons. Pure."""

from dataclasses import dataclass, replace

from denylist.e164 import is_withheld
from denylist.entries import DENYING, EXPIRED, REFUSED, STATUSES, UNREADABLE, Entry
from denylist.keys import key_of, of_key
from denylist.numbers import could_mean
from denylist.text import iso

_ENDED = {status: "ended" if status == EXPIRED else status.lower() for status in sorted(STATUSES - DENYING)}
BECAUSE = (
    "in_force", "no_entry", "lapsed", *_ENDED.values(), "withheld", "not_a_number", "ambiguous", "unreadable",
)  # fmt: skip
"""Why a call is denied or taken. An entry is `unreadable` if its status or its end cannot be read."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a call would meet (`deny`, `allow`, `withheld`), and which of `BECAUSE` is why; unknown texts are empty."""

    decision: str
    because: str
    status: str = ""
    since: str = ""
    by: str = ""
    until: str = ""
    """ISO 8601 UTC."""
    permanent: bool = False
    reviewed_by: str = ""
    why: str = ""
    readings: tuple[str, ...] = ()
    """The numbers that an ambiguous text could mean."""
    doubt: str = ""
    """Why an agent may not deny the number by himself: `no_plan`, `spells_withheld`."""


def explain(spelling: str, region: str, entry: Entry | None, now: float) -> Reason:
    """The reasons of a call that `spelling` names in `region`, whose key has this entry, at `now` (epoch seconds)."""
    if is_withheld(spelling):
        return Reason("withheld", "withheld")
    if readings := could_mean(spelling, region):
        return Reason("allow", "ambiguous", readings=readings)
    number = key_of(spelling, region)
    if number is None:
        return Reason("allow", "not_a_number")
    known = of_key(number)
    return replace(_of_entry(entry, now), doubt=known.doubt or "" if known else "")


def _of_entry(entry: Entry | None, now: float) -> Reason:
    if entry is None:
        return Reason("allow", "no_entry")
    denied = entry.is_in_force(now)
    ends = entry.expires_at not in (None, UNREADABLE)
    return Reason(
        decision="deny" if denied else "allow",
        because="in_force" if denied else _because(entry),
        status=entry.status or "",
        since=entry.flagged_at,
        by=entry.flagged_by,
        until=iso(entry.expires_at or 0) if ends else "",
        permanent=denied and entry.expires_at is None,
        reviewed_by=entry.reviewed_by,
        why=entry.note if entry.status == REFUSED else entry.reason,
    )


def _because(entry: Entry) -> str:
    """Why an entry denies no calls."""
    if entry.status in DENYING and entry.expires_at != UNREADABLE:
        return "lapsed"
    return _ENDED.get(entry.status or "", "unreadable")
