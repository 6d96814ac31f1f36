"""`record_change`: complete the entry, write history, and say whether supervisors have yet to be told.

History and the workflow's own change of the entry are one transaction, keyed by the stream record. So a record that
comes twice, late or out of order leaves the tables the same. The workflow recognises the records of its own writes by
what these left in history, and by nothing else.
"""

import os
import time
from dataclasses import dataclass, replace
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import changes, claims, clients, entries, flags, history, life, moves, own, stream, terms
from denylist.claims import Claim, Outcome
from denylist.entries import PROTECTED, Entry, Item
from denylist.errors import StoreBusyError, StoreError
from denylist.events import Change
from denylist.history import Summary
from denylist.keys import judge_key, kind_of
from denylist.metrics import stack_metrics
from denylist.numbers import Number
from denylist.refusals import Refusal
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
    claim: Claim | None = None
    """Set if the record asks to deny or protect a number."""

    def write(self, outcome: Outcome, *, why: str = "", stands: bool = True, is_news: bool = True) -> Recorded:
        """Write history and these changes of entries, all or nothing."""
        found = self.claim.found if self.claim else {}
        told = history.summarize(
            self.record, self.change, self.number, self._said(outcome), found, why=why, stands=stands
        )
        item = history.item_of(told, self.record, self.record.at + RETENTION)
        if not is_news or not changes.is_news(self.record, self.change):
            item["Quiet"] = {"BOOL": True}
        proven = {**item, "Execution": {"S": self.execution}, **own.wrote(outcome.writes)}
        return RECORDER.record(proven, outcome.writes)

    def _said(self, outcome: Outcome) -> Entry:
        """The entry as it is told; what was said of a flag that was amended or withdrawn is that flag's."""
        if self.change not in (Change.AMENDED, Change.WITHDRAWN):
            return outcome.entry
        return claims.said_in(outcome.entry, flags.read(self.record.image)[changes.changed_flag(self.record)])


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take the `Record`, the `Execution` and, of a flag, its `Number` and `Agent`; answer `New` and the `Change`.

    `New` is true for one execution per change, which has to announce it; if it asks again, it is told so again.

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
    if change is None or (change is Change.AMENDED and not changes.is_told(record)):
        # What an agent says of a flag that has not been told is told with the flag.
        return {"New": False, "Change": {}}
    # A parked record that is run again carries the execution that parked it, which has not announced it yet.
    execution = event["Record"].get("Execution") or event["Execution"]
    recorded = _record(Recording(record, change, number, execution, _claim(record, judged, number, event)), judged)
    assert recorded.item  # noqa: S101 - _record() goes on until it is written
    told = history.read(recorded.item)
    owes = recorded.item.get("Execution") == {"S": execution}
    logger.info("recorded", change=told.event, number=mask(number), event_id=record.event_id, own=owes)
    if recorded.new and Change(told.event).is_flag:
        _count_flag(record)
    is_news = told.is_announced and "Quiet" not in recorded.item
    return {"New": owes and is_news and _is_first(told, record), "Change": told.as_json()}


def _is_first(told: Summary, record: Record) -> bool:
    """Whether it is news: of the flags over one limit, only the first in a clock hour is."""
    if not told.is_over_limit or not changes.is_kept_flag(record):
        return True
    return STORE.is_first_told(told.counted_as, record.event_id, record.at)


def _count_flag(record: Record) -> None:
    """Count the flag in its day's chart. The chart may miss one, but the record must not fail because of it."""
    try:
        STORE.count_day("Flags", record.when, record.at + RETENTION)
    except StoreError as exc:
        logger.warning("flag not counted", error=str(exc), event_id=record.event_id)


def _judged(answer: dict[str, str] | None, typed: str) -> Number | Refusal:
    """What `normalize_number` answered. Records that take another way through the workflow are judged here."""
    if answer is None:
        return judge_key(typed, REGION)
    if answer["Outcome"] == "refused":
        return Refusal(answer["Why"])
    return Number(answer["Number"], answer["Country"], answer["NumberType"])


def _claim(record: Record, judged: Number | Refusal, number: str, event: dict[str, Any]) -> Claim | None:
    """The record as a claim, if it is one, with what this and the former steps found out."""
    if not changes.is_claim(record):
        return None
    term = record.entry.term if terms.TERMS.get(record.entry.term) else POLICY.default_term
    agent = {name: event.get("Agent", {}).get(name, "") for name in ("FlaggedBy", "Dialled")}
    facts = life.found_of(judged if isinstance(judged, Number) else None, record.when)
    return Claim(record, number, {**facts, **agent, "Term": term}, POLICY.until(term, record.at))


def _record(recording: Recording, judged: Number | Refusal) -> Recorded:
    """Write history, and with it what becomes of the entry, if it is still as the record shows it."""
    claim, entry = recording.claim, recording.record.entry
    if claim is None:
        return recording.write(Outcome(entry))
    completed = claims.complete(claim)
    if isinstance(judged, Refusal):
        stands = entry.status == PROTECTED or recording.change is Change.FLAGGED_AGAIN
        if stands and judged is not Refusal.STAR:
            return recording.write(Outcome(completed.entry))
        return _refuse(recording, claim, judged)
    if kind_of(entry.number, judged) == "spelling":
        return _move(recording, claim)
    flag = changes.flag_of(recording.record)
    return _tell(recording, claim, flag) if flag else _settle(recording, completed)


def _tell(recording: Recording, claim: Claim, flag: str) -> Recorded:
    """Write history of a flag with what its agent has said since. A flag withdrawn before this is not announced.

    Raises:
        StoreBusyError: others kept changing the entry; the flag is not told yet.
    """
    for _ in range(_TURNS):
        met = STORE.item(recording.number)
        said = flags.read(met).get(flag)
        is_news = said is None or not said.withdrawn
        recorded = recording.write(claims.complete_flag(claim, flag, met), is_news=is_news)
        if recorded.item:
            return recorded
    raise StoreBusyError("the entry kept changing while a flag of it was being told")


def _settle(recording: Recording, outcome: Outcome, why: str = "") -> Recorded:
    """Write history with the outcome's writes. If the entry has changed, history alone: a newer record completes it."""
    recorded = recording.write(outcome, why=why)
    return recorded if recorded.item else recording.write(Outcome(outcome.entry), why=why)


def _refuse(recording: Recording, claim: Claim, why: Refusal) -> Recorded:
    return _settle(replace(recording, change=Change.REFUSED), claims.refuse(claim, why), why)


def _move(recording: Recording, claim: Claim) -> Recorded:
    """Move a spelling to its number in one transaction, by what it meets there.

    Raises:
        StoreBusyError: others kept changing the number's entry; nothing was moved.
    """
    met: Item | None = None
    for _ in range(_TURNS):
        recorded = recording.write(moves.move(claim, met))
        if recorded.item:
            return recorded
        if claim.record.entry.number in recorded.met:
            return recording.write(Outcome(claim.record.entry), stands=False)
        met = recorded.met[claim.number]
        if entries.read(met).status == PROTECTED:
            return _refuse(recording, claim, Refusal.PROTECTED)
    raise StoreBusyError("the entry kept changing while a spelling was being moved to it")
