"""What the tables hold, as the API answers it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from denylist.changes import Change
from denylist.tables.listing import Calls, Day
from review_entries.explain import Reason
from review_entries.models import CallsView, ChangeView, Days, DayView, Explanation, split_refusal


def change(item: Mapping[str, Any]) -> ChangeView:
    """One item of HistoryTable. The key's time is the stream record's; what follows it only keeps keys apart."""
    texts = {name: str(value.get("S", "")) for name, value in item.items()}
    why, refusal = split_refusal(texts.get("Why", ""), is_refusal=texts.get("Event") == Change.REFUSED)
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
    why, refusal = split_refusal(reason.why, is_refusal=reason.because == "refused")
    given = {"number": number or "", **asdict(reason), "why": why, "refusal": refusal}
    return Explanation.model_validate({**given, "readings": list(reason.readings)})


def days(counted: Mapping[str, Day], last: date, length: int) -> Days:
    """`length` days up to `last`; those that nothing was counted on are zero."""
    names = [(last - timedelta(days=back)).isoformat() for back in reversed(range(length))]
    filled = [counted.get(name, Day(name)) for name in names]
    return Days(days=[DayView(day=day.day, flags=day.flags, denied_calls=day.denied_calls) for day in filled])
