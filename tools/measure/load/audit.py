"""The audit: the ledger against what the tables, the queue and the mails hold once all is at rest. No network."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from denylist import digest
from denylist.agent_key import agent_key
from denylist.keys import DIGEST
from denylist.writes import id_in_hour
from tools.measure.load.ledger import Ledger, Made

type Item = Mapping[str, Mapping[str, Any]]

FLAGS = ("flagged", "flagged_again")


@dataclass(frozen=True)
class Found:
    """What is there when nothing runs any more."""

    entries: Mapping[str, Item]
    """By key."""
    history: Sequence[Item]
    """All of HistoryTable, counters and changes that wait for a digest too."""
    mails: Sequence[Mapping[str, Any]]
    """As machines read them."""
    windows: int | None = None
    """How often a digest could be sent; none where each change is mailed at once."""
    failed_windows: int = 0
    """Of those, how often sending failed: what was not deleted then, the next digest tells once more."""
    parked: int = 0
    executions: Mapping[str, int] = field(default_factory=dict)
    """How many ended how."""
    killed: int = 0
    """Functions that were ended because they took too long: whether they counted a call is unknown."""


def audit(ledger: Ledger, found: Found) -> Iterator[str]:
    """Each promise that did not hold, in a sentence."""
    yield from ledger.wrong
    numbers = ledger.numbers()
    for key in found.entries.keys() - numbers.keys():
        yield f"{key} has an entry without a flag"
    for number, flags in numbers.items():
        yield from _flags(number, flags, found.entries.get(number, {}))
        yield from _history(number, found.entries.get(number, {}), found.history)
    yield from _told(numbers, found)
    yield from _digests(found)
    yield from _hours(ledger, found)
    yield from _calls(ledger, found)
    if found.parked:
        yield f"{found.parked} records were parked"
    for status, count in found.executions.items():
        if status != "SUCCEEDED":
            yield f"{count} executions of the workflow ended as {status}"


def _flags(number: str, flags: Sequence[Made], entry: Item) -> Iterator[str]:
    """Every acknowledged flag is there, there are no others, and the workflow has completed the entry."""
    stored = _set(entry, "FlagIds")
    for flag in flags:
        if flag.acknowledged and flag.flag_id not in stored:
            yield f"{number}: the flag {flag.flag_id} was acknowledged and is lost"
    if stored - {flag.flag_id for flag in flags}:
        yield f"{number} has flags that no agent made"
    if entry and _number(entry, "FlagCount") != len(stored):
        yield f"{number} counts {_number(entry, 'FlagCount')} flags and has the ids of {len(stored)}"
    if entry and _text(entry, "Status") != "PENDING":
        yield f"{number} is {_text(entry, 'Status')}: the workflow has not completed it"


def _history(number: str, entry: Item, history: Sequence[Item]) -> Iterator[str]:
    """One item for each flag that the table has."""
    events = [_text(item, "Event") for item in history if _text(item, "ContactNumber") == number and "Event" in item]
    recorded, stored = sum(event in FLAGS for event in events), len(_set(entry, "FlagIds"))
    if recorded != stored:
        yield f"{number} has {stored} flags and {recorded} of them in its history"
    if events.count("flagged") != (1 if entry else 0):
        yield f"{number} was opened {events.count('flagged')} times by its history"
    if others := set(events) - set(FLAGS):
        yield f"{number} has {', '.join(sorted(others))} in its history, which did not happen"


def _told(numbers: Mapping[str, object], found: Found) -> Iterator[str]:
    """Supervisors were told once of each number that has an entry, in an alert or in a digest.

    A long digest lists some of its changes and counts the rest, so that many numbers may be in none of the lists.
    """
    told = Counter(
        (change["event"], change["number"]) for mail in found.mails for change in mail.get("changes", [mail])
    )
    for (event, number), count in told.items():
        if event != "flagged" or number not in numbers:
            yield f"supervisors were told that {number} was {event}, which did not happen"
        elif count > 1 and not found.failed_windows:
            yield f"supervisors were told {count} times that {number} was flagged"
    counted = sum(mail.get("more", 0) for mail in found.mails)
    untold = [number for number in numbers if number in found.entries and not told["flagged", number]]
    if len(untold) > counted or (len(untold) < counted and not found.failed_windows):
        yield from (f"supervisors were never told that {number} was flagged" for number in untold)
        yield f"digests count {counted} changes that they do not list, and {len(untold)} numbers are in no list"


def _digests(found: Found) -> Iterator[str]:
    """One mail a window at most, and nothing waits for another."""
    if found.windows is None:
        return
    if any(mail["event"] != digest.EVENT for mail in found.mails):
        yield "a change was mailed by itself, and not in a digest"
    if not 1 <= len(found.mails) <= found.windows:
        yield f"{len(found.mails)} digests were mailed in {found.windows} windows"
    if waiting := sum(_text(item, "ContactNumber") == DIGEST for item in found.history):
        yield f"{waiting} changes still wait for a digest"


def _hours(ledger: Ledger, found: Found) -> Iterator[str]:
    """What is counted of an agent's hours are the agent's flags, each once, and all that were stored."""
    stored = {id_in_hour(flag, key) for key, entry in found.entries.items() for flag in _set(entry, "FlagIds")}
    for agent, made in ledger.by_agent().items():
        counters = [item for item in found.history if _text(item, "ContactNumber") == f"agent:{agent_key(agent)}"]
        counted = [flag for counter in counters for flag in _set(counter, "FlagIds")]
        if (count := sum(_number(counter, "FlagCount") for counter in counters)) != len(counted):
            yield f"{agent}'s hours count {count} flags for {len(counted)}"
        if not made & stored <= set(counted) <= made:
            yield f"{agent}'s hours do not hold the flags that {agent} made"


def _calls(ledger: Ledger, found: Found) -> Iterator[str]:
    """Every call that was turned away is counted, except for those that a metric or a killed function tells of.

    One more may be counted for each metric: the answer that said so was lost.
    """
    counters = {
        _text(item, "ContactNumber").removeprefix("calls:"): item
        for item in found.history
        if _text(item, "At") == "denied"
    }
    for number in counters.keys() - +ledger.denied:
        if not found.killed:
            yield f"{number} has a count of denied calls, and none was turned away"
    turned_away, counted = ledger.denied.total(), sum(_number(item, "DeniedCount") for item in counters.values())
    if not turned_away - ledger.uncounted <= counted <= turned_away + found.killed:
        yield f"{turned_away} calls were turned away, {ledger.uncounted} not counted by the metric, {counted} counted"


def _text(item: Item, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _number(item: Item, name: str) -> int:
    return int(item.get(name, {}).get("N", 0))


def _set(item: Item, name: str) -> set[str]:
    return set(item.get(name, {}).get("SS", ()))
