"""History: what is kept of a change, and told to supervisors. Pure.

A summary is made from the stream record and what the workflow found out, and never from the table. So a record always
makes the same history and the same alert.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from denylist import keys, updates
from denylist.contacts import DIALLED
from denylist.entries import TEXTS, Entry, Item
from denylist.events import Change
from denylist.refusals import Refusal
from denylist.stream import Record
from denylist.text import clean, iso

UNKNOWN = "unknown"
TIME_TO_LIVE = "time to live"

_OF_THE_ENTRY = ("term", "country", "number_type", "source", "contact_id", "category")
"""What a summary says in the entry's own texts."""
_TEXTS = {
    "event": "Event",
    "actor": "Actor",
    "before": "From",
    "after": "To",
    "why": "Why",
    "until": "Until",
    **{part: TEXTS[part] for part in (*_OF_THE_ENTRY, "dialled")},
}
"""The texts of a summary, and the attributes of HistoryTable that keep them."""
_LINE = 300
_UNPRINTABLE = "(unprintable)"


@dataclass(frozen=True, slots=True)
class Summary:
    """One change to one number, flat: a history item, an alert and a machine's message are made from it."""

    event: str
    number: str
    at: str
    """ISO 8601 UTC."""
    actor: str
    before: str
    after: str
    why: str
    """An agent's reason, a reviewer's note, or the name of a refusal."""
    until: str
    """ISO 8601 UTC; empty is permanent, or not denied at all."""
    denied: bool
    """Whether calls are denied now."""
    term: str
    flag_count: int
    country: str
    number_type: str
    source: str
    contact_id: str
    dialled: str = ""
    """`outbound` or `callback` if the number was dialled instead of calling."""
    category: str = ""

    @property
    def is_announced(self) -> bool:
        """Whether supervisors are told."""
        return self.event not in [change for change in Change if change.is_silent]

    @property
    def is_over_limit(self) -> bool:
        """Whether it is a flag over a limit; supervisors are told of the first such flag in an hour."""
        return self.event == Change.REFUSED and self.why in (Refusal.TOO_MANY_FLAGS, Refusal.TOO_MANY_UNNAMED)

    @property
    def counted_as(self) -> str:
        """The agent whose limit it is over; empty for the limit that all flags without a name share."""
        return "" if self.why == Refusal.TOO_MANY_UNNAMED else self.actor

    def as_json(self) -> dict[str, Any]:
        """For the workflow, and for programs that read alerts."""
        return asdict(self)


def summarize(  # noqa: PLR0913
    record: Record,
    change: Change,
    number: str,
    left: Entry,
    found: Mapping[str, str] = MappingProxyType({}),
    *,
    why: str = "",
    stands: bool = True,
) -> Summary:
    """What `record` means for `number`, whose entry the workflow has `left` so; `found` tells what the entry lacks.

    A spelling no longer `stands` if somebody changed or removed it before it was moved; then it did not deny.
    """
    # A typed spelling may have joined an entry whose agents did not say it.
    said = left if number == record.entry.number else record.entry
    denied = stands and record.new is not None and left.is_in_force(record.at)
    texts = {part: getattr(left, part) or found.get(TEXTS[part]) for part in _OF_THE_ENTRY}
    return Summary(
        event=change,
        number=clean(number, _LINE) or _UNPRINTABLE,
        at=record.when,
        actor=_actor(record, change, said.flagged_by or found.get("FlaggedBy", "")),
        before=clean(record.old.status, _LINE) if record.old else "",
        after="" if record.new is None else clean(left.status, _LINE),
        why=clean(why or _why(record, change, said), _LINE),
        until=iso(left.expires_at) if denied and left.expires_at else "",
        denied=denied,
        flag_count=left.flag_count,
        dialled=_dialled(left.dialled or found.get("Dialled", "")),
        **{part: clean(text, _LINE) for part, text in texts.items()},
    )


def _dialled(word: str) -> str:
    return word if word in DIALLED else ""


def _actor(record: Record, change: Change, claimant: str) -> str:
    """Who did it, as far as the images tell.

    If the reviewer fields are unchanged, we cannot say who made the change and report `unknown`.
    """
    entry, old = record.entry, record.old
    if record.by_ttl:
        return TIME_TO_LIVE
    if change is Change.REMOVED:
        return UNKNOWN
    if _is_undone(record):
        return clean(entry.undone_by, _LINE)
    # One reviewer's two decisions within a second differ only in what they replaced.
    reviewed = old is None or _decided(entry) != _decided(old)
    if reviewed and entry.reviewed_by:
        return clean(entry.reviewed_by, _LINE)
    return (clean(claimant, _LINE) if change.is_claim else "") or UNKNOWN


def _is_undone(record: Record) -> bool:
    """Whether a decision was taken back. The review that the entry names then is an older one, which is valid again."""
    return bool(record.new and record.new.undone_by and record.old and record.old.before)


def _decided(entry: Entry) -> tuple[object, ...]:
    return entry.reviewed_by, entry.reviewed_at, entry.before


def _why(record: Record, change: Change, said: Entry) -> str:
    """The reason, from where the change says it is."""
    entry = record.entry
    if change.why == "attributes":
        changed = {*updates.changed(record.was, record.image)}
        return ", ".join(sorted(changed - {"Version", "SettledBy"} or changed))
    if change is Change.END_CHANGED and record.old and record.old.note == entry.note:
        # The note is an earlier decision's.
        return ""
    return {"reason": said.reason, "note": entry.note}.get(change.why, "")


def key_of(number: str, record: Record) -> tuple[str, str]:
    """Partition and range key of a change of that number in HistoryTable. A repeated record has the same ones."""
    return keys.partition_of(clean(number, _LINE) or _UNPRINTABLE), keys.change_at(record.when, record.event_id)


def item_of(summary: Summary, record: Record, retain_until: int) -> dict[str, Any]:
    """The change as an item of HistoryTable."""
    partition, at = key_of(summary.number, record)
    given = summary.as_json()
    texts = {"ContactNumber": partition, "At": at, "Sequence": record.sequence}
    texts |= {name: given[part] for part, name in _TEXTS.items()}
    return {
        **{name: {"S": text} for name, text in texts.items() if text},
        "FlagCount": {"N": str(summary.flag_count)},
        "Denied": {"BOOL": summary.denied},
        "RetainUntil": {"N": str(retain_until)},
    }


def read(item: Item) -> Summary:
    """The change that a history item tells of: a repeat tells what the first attempt found out."""
    texts = {part: str(item.get(name, {}).get("S", "")) for part, name in _TEXTS.items()}
    return Summary(
        **texts,
        number=keys.number_of(item["ContactNumber"]["S"]),
        at=item["At"]["S"].partition("#")[0],
        denied=item.get("Denied", {}).get("BOOL") is True,
        flag_count=int(item.get("FlagCount", {}).get("N", 0)),
    )
