"""`record_change`: complete the entry, write history, and say whether supervisors have yet to be told.

History and what the workflow itself makes of the entry are one transaction, keyed by the stream record: deliver a
record twice, late or out of order, and the tables end up the same. By what it left in history the workflow knows the
records of its own writes, and by nothing else.
"""

import os
import time
from dataclasses import dataclass, replace
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import changes, clients, entries, history, own, settling, stream, terms
from denylist.changes import Change
from denylist.entries import PROTECTED, Entry, Item
from denylist.errors import StoreBusyError, StoreError
from denylist.history import Summary
from denylist.metrics import stack_metrics
from denylist.numbers import Number, judge
from denylist.own import OwnWrite
from denylist.refusals import Refusal
from denylist.settling import Settling
from denylist.stream import Record
from denylist.tables.recorder import Recorded, Recorder
from denylist.tables.store import Store
from denylist.text import mask

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]
POLICY = terms.Policy.of(os.environ["REVIEW_POLICY"], os.environ["REVIEW_WINDOW_HOURS"], os.environ["DEFAULT_TERM"])
RETENTION = int(os.environ["HISTORY_RETENTION_DAYS"]) * 86_400
_TABLES = clients.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"]
STORE, RECORDER = Store(*_TABLES), Recorder(*_TABLES)

# Each turn of a move either ends or shows a newer entry at the number.
_TURNS = 8


@dataclass(frozen=True, slots=True)
class Recording:
    """A record on its way into history: what it means, for which number, and by which execution."""

    record: Record
    change: Change
    number: str
    execution: str
    settling: Settling | None = None
    """What is to be made of the entry, where the record is a claim."""

    def summary(self, *, why: str = "", joined: Entry | None = None, stands: bool = True) -> Summary:
        """The change as it is told."""
        found, until = (self.settling.found, self.settling.until) if self.settling else ({}, self.record.at)
        return history.summarize(self.record, self.change, self.number, found, until, why, joined=joined, stands=stands)

    def write(self, summary: Summary, *writes: OwnWrite) -> Recorded:
        """History and these changes of entries, all or nothing."""
        item = history.item_of(summary, self.record, self.record.at + RETENTION)
        return RECORDER.record({**item, "Execution": {"S": self.execution}, **own.wrote(writes)}, writes)


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take the `Record`, the `Execution` and, of a flag, its `Number` and `Agent`; answer `New` and the `Change`.

    `New` is true once per change, for the execution that must announce it, however often that one asks.

    Raises:
        MalformedRecordError: not a stream record.
        StoreError: DynamoDB did not answer; every step may be tried again.
    """
    record = stream.parse(event["Record"])
    judged = _judged(event.get("Number"), record.entry.number)
    number = judged.e164 if isinstance(judged, Number) else record.entry.number
    is_own = RECORDER.is_own(record, history.key_of(number, record)[0])
    change = None if is_own else changes.change_of(record, POLICY)
    metrics.add_metric(name=f"Change_{change or 'none'}", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="RecordAge", unit=MetricUnit.Seconds, value=max(0, time.time() - record.at))
    if change is None:
        return {"New": False, "Change": {}}
    # A parked record that is run again carries the execution it was parked by, whose announcement it still owes.
    execution = event["Record"].get("Execution") or event["Execution"]
    recorded = _record(Recording(record, change, number, execution, _settling(record, judged, number, event)), judged)
    assert recorded.item  # noqa: S101 - _record() goes on until it is written
    told = history.read(recorded.item)
    owes = recorded.item.get("Execution") == {"S": execution}
    logger.info("recorded", change=told.event, number=mask(number), event_id=record.event_id, own=owes)
    if recorded.new and told.event in (Change.FLAGGED, Change.FLAGGED_AGAIN):
        _count_flag(record)
    return {"New": owes and told.is_announced and _is_first(told, record), "Change": told.as_json()}


def _is_first(told: Summary, record: Record) -> bool:
    """Whether it is news: of the flags over one limit, only the first in each clock hour is."""
    if not told.is_over_limit or not changes.is_kept_flag(record):
        return True
    return STORE.is_first_told(told.counted_as, record.event_id, record.at)


def _count_flag(record: Record) -> None:
    """One flag more in its day's chart. The chart may miss one; the record may not fail for it."""
    try:
        STORE.count_day("Flags", record.when, record.at + RETENTION)
    except StoreError as exc:
        logger.warning("flag not counted", error=str(exc), event_id=record.event_id)


def _judged(answer: dict[str, str] | None, typed: str) -> Number | Refusal:
    """What `normalize_number` answered; what goes another way through the workflow is judged here."""
    if answer is None:
        return judge(typed, REGION)
    if answer["Outcome"] == "refused":
        return Refusal(answer["Why"])
    return Number(answer["Number"], answer["Country"], answer["NumberType"])


def _settling(record: Record, judged: Number | Refusal, number: str, event: dict[str, Any]) -> Settling | None:
    """What is to be made of an entry that is new, not yet completed, or has just been flagged once more."""
    if not stream.is_claim(record):
        return None
    entry = record.entry
    term = entry.term if terms.TERMS.get(entry.term) else POLICY.default_term
    found = {
        "FlaggedBy": event.get("Agent", {}).get("FlaggedBy", ""),
        "Dialled": event.get("Agent", {}).get("Dialled", ""),
        "FlaggedAt": record.when,
        "Term": term,
        "Source": "table",
        **({"Country": judged.country, "NumberType": judged.type} if isinstance(judged, Number) else {}),
    }
    mark = own.mark(*history.key_of(number, record))
    return Settling(record.image, number, found, POLICY.until(term, record.at), record.at, mark, record.cut)


def _record(recording: Recording, judged: Number | Refusal) -> Recorded:
    """Write history, and with it what becomes of the entry, if it is still as the record shows it."""
    claim, entry = recording.settling, recording.record.entry
    if claim is None:
        return recording.write(recording.summary())
    if isinstance(judged, Refusal):
        stands = entry.status == PROTECTED or recording.change is Change.FLAGGED_AGAIN
        return recording.write(recording.summary()) if stands else _refuse(recording, claim, judged)
    if judged.e164 == entry.number:
        return _settle(recording, recording.summary(), settling.complete(claim))
    return _move(recording, claim)


def _settle(recording: Recording, summary: Summary, write: OwnWrite | None) -> Recorded:
    """History with this write; alone where the entry has moved on, and is left to its newer record."""
    recorded = recording.write(summary, *([write] if write else []))
    return recorded if recorded.item else recording.write(summary)


def _refuse(recording: Recording, claim: Settling, why: Refusal) -> Recorded:
    refused = replace(recording, change=Change.REFUSED)
    return _settle(refused, refused.summary(why=why), settling.refuse(claim, why))


def _move(recording: Recording, claim: Settling) -> Recorded:
    """Move a spelling to its number in one transaction, by what it meets there.

    Raises:
        StoreBusyError: others kept changing the number's entry; nothing was moved.
    """
    removal, met = own.delete(claim.image, claim.cut), None
    for _ in range(_TURNS):
        recorded = _moved(recording, claim, removal, met)
        if recorded.item:
            return recorded
        if removal.number in recorded.met:
            return recording.write(recording.summary(stands=False))
        met = recorded.met[claim.number]
        if entries.read(met).status == PROTECTED:
            return _refuse(recording, claim, Refusal.PROTECTED)
    raise StoreBusyError("the entry kept changing while a spelling was being moved to it")


def _moved(recording: Recording, claim: Settling, removal: OwnWrite, met: Item | None) -> Recorded:
    """One attempt: where the entry that the last one met is in force, join it; else take its place."""
    if not met or not entries.read(met).is_in_force(claim.now):
        return recording.write(recording.summary(), removal, settling.place(claim))
    joining = settling.join(claim, met)
    return recording.write(recording.summary(joined=settling.joined(claim, met)), removal, joining)
