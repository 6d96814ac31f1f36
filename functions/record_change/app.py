"""`record_change`: complete the entry, write history, and say whether supervisors have yet to be told.

Every write is conditional on what the record showed, and history is keyed by the record: deliver a
record twice, late or out of order, and the tables end up the same.
"""

import os
import time
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import aws, history, stream, terms, writes
from denylist.entries import PROTECTED
from denylist.errors import StoreError
from denylist.metrics import stack_metrics
from denylist.numbers import Number, Refusal, judge, of_key
from denylist.store import Recorded, Store
from denylist.stream import Change, Record
from denylist.text import mask

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]
POLICY = terms.Policy.of(os.environ["REVIEW_POLICY"], os.environ["REVIEW_WINDOW_HOURS"], os.environ["DEFAULT_TERM"])
RETENTION = int(os.environ["HISTORY_RETENTION_DAYS"]) * 86_400
TWO_HOURS = 7200
STORE = Store(aws.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry that asks to deny a number, and what processing has found out about it."""

    record: Record
    judged: Number | Refusal
    found: dict[str, str]
    until: int


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
    change, why = stream.change_of(record), ""
    claim = _claim(record, event)
    if claim:
        change, why = _settle(claim, change)
    elif record.new is None and of_key(record.entry.number) is None:
        # Calls come under no such key: a spelling's going is its move, or no loss to anybody.
        change = None
    metrics.add_metric(name=f"Change_{change or 'none'}", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="RecordAge", unit=MetricUnit.Seconds, value=max(0, time.time() - record.at))
    if change is None:
        return {"New": False, "Change": {}}
    summary = _summarize(record, change, claim, why)
    # A parked record that is run again carries the execution it was parked by, whose announcement it still owes.
    execution = event["Record"].get("Execution") or event["Execution"]
    recorded = STORE.record(history.item_of(summary, record, record.at + RETENTION), execution)
    own = recorded is not Recorded.BY_ANOTHER
    logger.info("recorded", change=change, number=mask(summary.number), event_id=record.event_id, own=own)
    if recorded is Recorded.NEW and change in (Change.FLAGGED, Change.FLAGGED_AGAIN):
        _count_flag(record)
    return {"New": own and summary.is_announced and _is_first(summary, record), "Change": summary.as_json()}


def _is_first(summary: history.Summary, record: Record) -> bool:
    """Whether it is news: of the flags over one limit, only the first in each clock hour is."""
    if not summary.is_over_limit:
        return True
    return STORE.is_first_told(summary.counted_as, summary.at[:13], record.event_id, record.at + TWO_HOURS)


def _count_flag(record: Record) -> None:
    """One flag more in its day's chart. The chart may miss one; the record may not fail for it."""
    try:
        STORE.count_day("Flags", record.when, record.at + RETENTION)
    except StoreError as exc:
        logger.warning("flag not counted", error=str(exc), event_id=record.event_id)


def _claim(record: Record, event: dict[str, Any]) -> Claim | None:
    """The entry as a claim, when it is new, not yet completed, or has just been flagged once more."""
    entry = record.new
    if entry is None or not stream.is_claim(record):
        return None
    judged = _judged(event.get("Number"), entry.number)
    term = entry.term if terms.TERMS.get(entry.term) else POLICY.default_term
    found = {
        "FlaggedBy": event.get("Agent", {}).get("FlaggedBy", ""),
        "Dialled": event.get("Agent", {}).get("Dialled", ""),
        "FlaggedAt": record.when,
        "Term": term,
        "Source": "table",
        **({"Country": judged.country, "NumberType": judged.type} if isinstance(judged, Number) else {}),
    }
    return Claim(record, judged, found, POLICY.until(term, record.at))


def _judged(answer: dict[str, str] | None, typed: str) -> Number | Refusal:
    """What `normalize_number` answered; an entry put whole goes another way through the workflow and is judged here."""
    if answer is None:
        return judge(typed, REGION)
    if answer["Outcome"] == "refused":
        return Refusal(answer["Why"])
    return Number(answer["Number"], answer["Country"], answer["NumberType"])


def _settle(claim: Claim, change: Change | None) -> tuple[Change | None, str]:
    """Complete, move or refuse the entry; what the change turned out to be, and why if it was refused."""
    entry, judged = claim.record.entry, claim.judged
    if isinstance(judged, Refusal):
        stands = entry.status == PROTECTED or change is Change.FLAGGED_AGAIN
        return (change, "") if stands else _refuse(claim, change, judged)
    if judged.e164 == entry.number:
        write = writes.complete_entry(claim.record.image, claim.found, claim.until, claim.record.event_id)
        if write:
            STORE.apply(write)
        return change, ""
    return _move(claim, change, judged)


def _refuse(claim: Claim, change: Change | None, why: Refusal) -> tuple[Change | None, str]:
    STORE.apply(writes.refuse_entry(claim.record.entry, why, claim.until, claim.record.event_id, claim.record.when))
    return (change and Change.REFUSED), why


def _move(claim: Claim, change: Change | None, number: Number) -> tuple[Change | None, str]:
    """Whichever of a spelling's records moves it tells of it, even one that showed no more than an edited note."""
    record, change = claim.record, change or Change.ADDED
    move = writes.Move(number.e164, record.image, claim.found, claim.until, record.at, record.event_id)
    met = STORE.move(move)
    if met == "protected":
        return _refuse(claim, change, Refusal.PROTECTED)
    if met == "gone":
        return None, ""
    return (Change.FLAGGED_AGAIN if met == "already_listed" else change), ""


def _summarize(record: Record, change: Change, claim: Claim | None, why: str) -> history.Summary:
    """What is told of the change, under the number it is about."""
    if claim is None:
        return history.summarize(record, change, record.entry.number, {}, record.at, why)
    judged = claim.judged
    number = judged.e164 if isinstance(judged, Number) else record.entry.number
    return history.summarize(record, change, number, claim.found, claim.until, why)
