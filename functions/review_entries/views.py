"""What the tables hold, as the API answers it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from denylist.contacts import DIALLED
from denylist.entries import REFUSED, UNREADABLE, Entry
from denylist.events import Change
from denylist.refusals import Refusal
from denylist.tables.listing import Calls, Day
from denylist.text import iso
from review_entries.explain import Reason
from review_entries.models import CallsView, ChangeView, Days, DayView, EntryView, Explanation

_STORED = frozenset(refusal for refusal in Refusal if refusal.is_stored)
_TEXTS = (
    "flagged_by", "flagged_at", "contact_id", "reason", "term", "source", "reviewed_by", "reviewed_at",
    "country", "number_type",
)  # fmt: skip


def entry(found: Entry, now: float, may: list[str]) -> EntryView:
    """The entry as it looks at `now` (epoch seconds) to somebody who `may` do that much with it."""
    note, refusal = _split_refusal(found.note, is_refusal=found.status == REFUSED and not found.reviewed_by)
    ends = found.expires_at is not None and found.expires_at != UNREADABLE
    return EntryView(
        number=found.number,
        status=found.status or "",
        denied=found.is_in_force(now),
        version=found.version or 0,
        expires_at=iso(found.expires_at or 0) if ends else "",
        flag_count=found.flag_count,
        dialled=found.dialled if found.dialled in DIALLED else "",
        note=note,
        refusal=refusal,
        may=may,
        **{name: getattr(found, name) for name in _TEXTS},
    )


def _split_refusal(text: str, *, is_refusal: bool) -> tuple[str, str]:
    """What somebody wrote, and the code of a refusal: one text holds either, and only its place tells which."""
    return ("", text) if is_refusal and text in _STORED else (text, "")


def change(item: Mapping[str, Any]) -> ChangeView:
    """One item of HistoryTable. The key's time is the stream record's; what follows it only keeps keys apart."""
    texts = {name: str(value.get("S", "")) for name, value in item.items()}
    why, refusal = _split_refusal(texts.get("Why", ""), is_refusal=texts.get("Event") == Change.REFUSED)
    return ChangeView(
        at=texts["At"].partition("#")[0],
        event=texts.get("Event", ""),
        actor=texts.get("Actor", ""),
        before=texts.get("From", ""),
        after=texts.get("To", ""),
        why=why,
        refusal=refusal,
        until=texts.get("Until", ""),
        term=texts.get("Term", ""),
        source=texts.get("Source", ""),
        contact_id=texts.get("ContactId", ""),
        dialled=texts.get("Dialled", ""),
        flag_count=int(item.get("FlagCount", {}).get("N", 0)),
    )


def calls(counted: Calls) -> CallsView:
    """A number's denied calls."""
    return CallsView(count=counted.count, last_at=counted.last_at)


def explanation(number: str | None, reason: Reason) -> Explanation:
    """What a call from the number would meet."""
    why, refusal = _split_refusal(reason.why, is_refusal=reason.because == "refused")
    given = {"number": number or "", **asdict(reason), "why": why, "refusal": refusal}
    return Explanation.model_validate({**given, "readings": list(reason.readings)})


def days(counted: Mapping[str, Day], last: date, length: int) -> Days:
    """`length` days up to `last`; those that nothing was counted on are zero."""
    names = [(last - timedelta(days=back)).isoformat() for back in reversed(range(length))]
    filled = [counted.get(name, Day(name)) for name in names]
    return Days(days=[DayView(day=day.day, flags=day.flags, denied_calls=day.denied_calls) for day in filled])
