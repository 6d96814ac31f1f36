"""Turns what the tables hold into the API's answers."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from denylist import decisions, history
from denylist.contacts import DIALLED
from denylist.entries import REFUSED, UNREADABLE, Entry, Item
from denylist.events import Change
from denylist.keys import of_key
from denylist.numbers import Number
from denylist.refusals import Refusal
from denylist.tables.listing import Calls, Day
from denylist.text import iso
from review_entries.access import Caller
from review_entries.models import CallsView, ChangeView, Days, DayView, EntryView

_STORED = frozenset(refusal for refusal in Refusal if refusal.is_stored)


def entry(found: Entry, caller: Caller) -> EntryView:
    """The entry as it looks to a caller, with what they may do with it."""
    note, refusal = split_refusal(found.note, is_refusal=found.status == REFUSED and not found.reviewed_by)
    ends = found.expires_at is not None and found.expires_at != UNREADABLE
    shown = {
        "status": found.status or "",
        "denied": found.is_in_force(caller.asked_at),
        "version": found.version or 0,
        "expires_at": iso(found.expires_at or 0) if ends else "",
        "dialled": found.dialled if found.dialled in DIALLED else "",
        "note": note,
        "refusal": refusal,
        "may": may(found, found.number, caller),
    }
    return EntryView.model_validate({**found._asdict(), **shown})


def may(found: Entry | None, key: str, caller: Caller) -> list[str]:
    """What a caller may do with the entry of a key, or with the key if it has none."""
    return decisions.may(found, _number_of(key), int(caller.asked_at), caller.rights)


@lru_cache(maxsize=1000)
def _number_of(key: str) -> Number | None:
    """What a key is. It is kept: judging takes a tenth of a millisecond, and the same entries are listed again."""
    return of_key(key)


def split_refusal(text: str, *, is_refusal: bool) -> tuple[str, str]:
    """The text as what a person wrote, or as a refusal's code, which a person may have written as well."""
    return ("", text) if is_refusal and text in _STORED else (text, "")


def change(item: Item) -> ChangeView:
    """One item of HistoryTable."""
    told = history.read(item)
    why, refusal = split_refusal(told.why, is_refusal=told.event == Change.REFUSED)
    return ChangeView.model_validate({**told.as_json(), "why": why, "refusal": refusal})


def calls(counted: Calls) -> CallsView:
    """A number's denied calls."""
    return CallsView(count=counted.count, last_at=counted.last_at)


def days(counted: Mapping[str, Day], last: date, length: int) -> Days:
    """`length` days up to `last`, with zeros for days without counts."""
    names = [(last - timedelta(days=back)).isoformat() for back in reversed(range(length))]
    filled = [counted.get(name, Day(name)) for name in names]
    return Days(days=[DayView(day=day.day, flags=day.flags, denied_calls=day.denied_calls) for day in filled])
