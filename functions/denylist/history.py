"""History: what is kept, and told to supervisors, of one change.

Pure. A summary is built from the stream record and what the workflow found out, never from the
table, so that the same record always makes the same history and the same alert.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from denylist import keys, own
from denylist.changes import Change
from denylist.contacts import DIALLED
from denylist.entries import DENYING, PENDING, REFUSED, UNREADABLE, Entry, Item
from denylist.refusals import Refusal
from denylist.stream import UNPROCESSED, Record
from denylist.text import clean, iso

UNKNOWN = "unknown"
TIME_TO_LIVE = "time to live"

_CLAIMS = (Change.FLAGGED, Change.FLAGGED_AGAIN, Change.ADDED, Change.REFUSED)
# A wish to be told, not a wish to be told twenty times: further flags of an entry in force are only recorded, and so is
# what the workflow would have filled in, whoever did it.
_UNANNOUNCED = (Change.FLAGGED_AGAIN, Change.COMPLETED)
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
    """`outbound` or `callback` where the number was dialled, and did not call."""

    @property
    def is_announced(self) -> bool:
        """Whether supervisors are told."""
        return self.event not in _UNANNOUNCED

    @property
    def is_over_limit(self) -> bool:
        """Whether it is one of the flags over a limit, of which supervisors are told once an hour."""
        return self.event == Change.REFUSED and self.why in (Refusal.TOO_MANY_FLAGS, Refusal.TOO_MANY_UNNAMED)

    @property
    def counted_as(self) -> str:
        """Whose limit it is over: an agent's, or, empty, the one that flags without a name share."""
        return "" if self.why == Refusal.TOO_MANY_UNNAMED else self.actor

    def as_json(self) -> dict[str, Any]:
        """For the workflow and for machines that read alerts."""
        return asdict(self)


def summarize(  # noqa: PLR0913, PLR0917
    record: Record,
    change: Change,
    number: str,
    found: Mapping[str, str],
    until: int,
    why: str,
    *,
    joined: Entry | None = None,
    stands: bool = True,
) -> Summary:
    """What `record` means for `number`; `found` and `until` (epoch seconds) complete an entry that came without.

    A spelling that `joined` the number's entry leaves that one. One that no longer `stands`, because somebody changed
    or removed it before it was moved, denied nobody.
    """
    entry = joined or (_outcome(record, change, until) if stands else record.entry)
    denied = stands and record.new is not None and entry.is_in_force(record.at)
    return Summary(
        event=change,
        number=clean(number, _LINE) or _UNPRINTABLE,
        at=record.when,
        actor=_actor(record, change, found),
        before=clean(record.old.status, _LINE) if record.old else "",
        after="" if record.new is None else clean(entry.status, _LINE),
        why=clean(why or _why(record, change), _LINE),
        until=iso(entry.expires_at) if denied and entry.expires_at else "",
        denied=denied,
        term=clean(entry.term or found.get("Term"), _LINE),
        flag_count=entry.flag_count,
        country=clean(entry.country or found.get("Country"), _LINE),
        number_type=clean(entry.number_type or found.get("NumberType"), _LINE),
        source=clean(entry.source or found.get("Source"), _LINE),
        contact_id=clean(entry.contact_id, _LINE),
        dialled=_dialled(entry.dialled or found.get("Dialled", "")),
    )


def _outcome(record: Record, change: Change, until: int) -> Entry:
    """The entry as the workflow leaves it: completed, refused, or as it was."""
    entry = record.entry
    if change is Change.REFUSED and entry.status in (*UNPROCESSED, *DENYING):
        return entry._replace(status=REFUSED, expires_at=until)
    endless = entry.status in (*UNPROCESSED, PENDING) and entry.expires_at in (None, UNREADABLE)
    status = PENDING if entry.status in UNPROCESSED else entry.status
    return entry._replace(status=status, expires_at=until if endless else entry.expires_at)


def _dialled(word: str) -> str:
    return word if word in DIALLED else ""


def _actor(record: Record, change: Change, found: Mapping[str, str]) -> str:
    """Who did it, as far as the images tell: a decision is nobody's whose reviewer did not change with it."""
    entry, old = record.entry, record.old
    if record.by_ttl:
        return TIME_TO_LIVE
    if change is Change.REMOVED:
        return UNKNOWN
    if _is_undone(record):
        return clean(entry.undone_by, _LINE)
    # Two decisions of one reviewer within a second differ in what they replaced.
    reviewed = old is None or _decided(entry) != _decided(old)
    if reviewed and entry.reviewed_by:
        return clean(entry.reviewed_by, _LINE)
    claimant = (entry.flagged_by or found.get("FlaggedBy")) if change in _CLAIMS else ""
    return clean(claimant, _LINE) or UNKNOWN


def _is_undone(record: Record) -> bool:
    """Whether a decision was taken back: the review that is on the entry now was made before."""
    return bool(record.new and record.new.undone_by and record.old and record.old.before)


def _decided(entry: Entry) -> tuple[object, ...]:
    return entry.reviewed_by, entry.reviewed_at, entry.before


def _why(record: Record, change: Change) -> str:
    """An agent's reason for a claim, the note of a refusal or a decision, or which attributes somebody edited."""
    if change in (Change.LAPSED, Change.REMOVED, Change.COMPLETED, Change.TAKEN_BACK):
        return ""
    if change in _CLAIMS and change is not Change.REFUSED:
        return record.entry.reason
    if change is Change.EDITED:
        changed = {*own.changed(record)}
        return ", ".join(sorted(changed - {"Version", "SettledBy"} or changed))
    # A note that was there before says nothing of what a hand did now.
    is_former = change is Change.END_CHANGED and record.old and record.old.note == record.entry.note
    return "" if is_former else record.entry.note


_TEXTS = {
    "Event": "event",
    "Actor": "actor",
    "From": "before",
    "To": "after",
    "Why": "why",
    "Until": "until",
    "Term": "term",
    "Source": "source",
    "ContactId": "contact_id",
    "Dialled": "dialled",
    "Country": "country",
    "NumberType": "number_type",
}


def key_of(number: str, record: Record) -> tuple[str, str]:
    """Partition and range key of a change of that number in HistoryTable: a repeat of the record is the same item."""
    return keys.partition_of(clean(number, _LINE) or _UNPRINTABLE), keys.change_at(record.when, record.event_id)


def item_of(summary: Summary, record: Record, retain_until: int) -> dict[str, Any]:
    """The change as an item of HistoryTable."""
    partition, at = key_of(summary.number, record)
    given = summary.as_json()
    texts = {"ContactNumber": partition, "At": at, "Sequence": record.sequence}
    texts |= {name: given[part] for name, part in _TEXTS.items()}
    return {
        **{name: {"S": text} for name, text in texts.items() if text},
        "FlagCount": {"N": str(summary.flag_count)},
        "Denied": {"BOOL": summary.denied},
        "RetainUntil": {"N": str(retain_until)},
    }


def read(item: Item) -> Summary:
    """The change that a history item tells: what a former attempt found is told, and not found out again."""
    texts = {part: str(item.get(name, {}).get("S", "")) for name, part in _TEXTS.items()}
    return Summary(
        **texts,
        number=keys.number_of(item["ContactNumber"]["S"]),
        at=item["At"]["S"].partition("#")[0],
        denied=item.get("Denied", {}).get("BOOL") is True,
        flag_count=int(item.get("FlagCount", {}).get("N", 0)),
    )
