"""A call and an agent's own flags, as the agents' panel gets them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denylist import entries, flags
from denylist.agent_key import agent_key
from denylist.categories import CATEGORIES
from denylist.entries import APPROVED, EXPIRED, PROTECTED, Entry, Item
from denylist.events import Change
from denylist.numbers import Number
from denylist.refusals import Refusal
from denylist.terms import OF_AGENTS
from denylist.text import iso, mask
from review_entries.panel_models import CallView, FlagOfNumber, LastFlag, NumberNow, OwnFlag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from denylist.flags import Flagged
    from denylist.history import Summary
    from review_entries.access import Caller
    from review_entries.calls import Call

NO_ENDPOINT = "no_endpoint"
"""Amazon Connect does not tell the number of the call."""
_DECIDED = {APPROVED: Change.APPROVED, EXPIRED: Change.EXPIRED, PROTECTED: Change.PROTECTED}


def call(found: Call, judged: Number | Refusal, item: Item, caller: Caller) -> CallView:
    """The call, whose number has this item; it is empty if there is none."""
    entry, kept = entries.read(item), flags.read(item)
    own = (flags.standing(flags.of_call(item, found.contact_id, caller.agent)) or [""])[-1]
    why = _why(found, judged, entry, kept.get(own))
    can_change = own and entry.is_in_force(caller.asked_at)
    may = ["flag", "withdraw"] if can_change else [] if own else ["flag"]
    told = {
        **now(judged.e164 if isinstance(judged, Number) else None, entry, caller.asked_at).model_dump(),
        "contact_id": found.contact_id,
        "why": why,
        "dialled": found.dialled,
        "open": found.is_open,
        "flags": [
            _flag(said, is_mine=flag == own or agent_key(said.by) == agent_key(caller.agent))
            for flag, said in reversed(kept.items())
        ],
        "flag_count": entry.flag_count,
        "mine": _own(kept[own]) if own else None,
        "may": may if found.is_open and not why else [],
        "terms": [*OF_AGENTS],
        "categories": [*CATEGORIES],
    }
    return CallView.model_validate(told)


def now(number: str | None, entry: Entry, asked_at: float) -> NumberNow:
    """What calls from the number meet; `entry` is empty if there is none."""
    denied = _is_denied(entry, asked_at)
    status = (entry.status or "") if entry.number else None
    return NumberNow(number=number, denied=denied, status=status, until=_until(entry, denied=denied))


def last_flags(changes: Iterable[Summary], known: Mapping[str, Entry], asked_at: float) -> Iterator[LastFlag]:
    """The flags among an agent's changes, newest first; `known` are the entries of their numbers."""
    later: dict[tuple[str, str], Summary] = {}
    for change in changes:
        of = change.number, change.contact_id
        if change.event in (Change.AMENDED, Change.WITHDRAWN):
            later.setdefault(of, change)
        elif change.event == Change.REFUSED or Change(change.event).is_flag:
            yield _last(change, later.pop(of, change), known.get(change.number, Entry("")), asked_at)


def _last(flag: Summary, said: Summary, entry: Entry, asked_at: float) -> LastFlag:
    """A flag; `said` is what its agent said of it last."""
    denied = _is_denied(entry, asked_at)
    return LastFlag(
        number=mask(flag.number),
        at=flag.at,
        category=said.category,
        term=said.term,
        event=_became(flag, said, entry, denied=denied),
        denied=denied,
        until=_until(entry, denied=denied),
    )


def _became(flag: Summary, said: Summary, entry: Entry, *, denied: bool) -> str:
    """What happened last: the agent took it back, a reviewer decided, or its time was up."""
    if said.event == Change.WITHDRAWN:
        return said.event
    is_over = entry.status == APPROVED and not denied
    if entry.reviewed_at >= flag.at and entry.status in _DECIDED and not is_over:
        return _DECIDED[entry.status]
    return flag.event if denied or flag.event == Change.REFUSED else Change.LAPSED


def _why(found: Call, judged: Number | Refusal, entry: Entry, own: Flagged | None) -> str:
    """Why the call cannot be flagged, or the agent's flag of it not changed; empty if it can."""
    if not found.address:
        return NO_ENDPOINT
    if isinstance(judged, Refusal):
        return judged
    if entry.status == PROTECTED:
        return Refusal.PROTECTED
    return Refusal.DECIDED if own and flags.is_decided(entry, own) else ""


def _flag(said: Flagged, *, is_mine: bool) -> FlagOfNumber:
    return FlagOfNumber(
        by=said.by,
        at=said.at,
        category=said.category,
        term=said.term,
        reason=said.reason,
        mine=is_mine,
        withdrawn=bool(said.withdrawn),
    )


def _own(said: Flagged) -> OwnFlag:
    return OwnFlag(
        category=said.category,
        term=said.term,
        reason=said.reason,
        warnings=said.warnings,
        until=iso(said.until) if said.until else "",
    )


def _is_denied(entry: Entry, asked_at: float) -> bool:
    """An item without a status denies, but there must be an item."""
    return bool(entry.number) and entry.is_in_force(asked_at)


def _until(entry: Entry, *, denied: bool) -> str | None:
    return iso(entry.expires_at) if denied and entry.expires_at else None
