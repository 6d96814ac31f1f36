"""The audit: the ledger against what the tables, the queue and the alerts hold once all is at rest. No network."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from denylist.agent_key import agent_key
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
    """All of HistoryTable, counters too."""
    alerts: Sequence[Mapping[str, Any]]
    """As machines read them."""
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
        yield f"{key} has an entry, and nobody flagged it"
    for number, flags in numbers.items():
        yield from _flags(number, flags, found.entries.get(number, {}))
        yield from _history(number, found.entries.get(number, {}), found.history)
    yield from _alerts(numbers, found)
    yield from _hours(ledger, found)
    yield from _calls(ledger, found)
    if found.parked:
        yield f"{found.parked} records were parked"
    for status, count in found.executions.items():
        if status != "SUCCEEDED":
            yield f"{count} executions of the workflow ended as {status}"


def _flags(number: str, flags: Sequence[Made], entry: Item) -> Iterator[str]:
    """Every acknowledged flag is there, none that nobody made, and the workflow has completed the entry."""
    stored = _set(entry, "FlagIds")
    for flag in flags:
        if flag.acknowledged and flag.flag_id not in stored:
            yield f"{number}: the flag {flag.flag_id} was acknowledged and is lost"
    if stored - {flag.flag_id for flag in flags}:
        yield f"{number} has flags that nobody made"
    if entry and _number(entry, "FlagCount") != len(stored):
        yield f"{number} counts {_number(entry, 'FlagCount')} flags and has the ids of {len(stored)}"
    if entry and _text(entry, "Status") != "PENDING":
        yield f"{number} is {_text(entry, 'Status')}: the workflow has not completed it"


def _history(number: str, entry: Item, history: Sequence[Item]) -> Iterator[str]:
    """One item for each flag that the table has."""
    told = [_text(item, "Event") for item in history if _text(item, "ContactNumber") == number and "Event" in item]
    recorded, stored = sum(event in FLAGS for event in told), len(_set(entry, "FlagIds"))
    if recorded != stored:
        yield f"{number} has {stored} flags and {recorded} of them in its history"
    if told.count("flagged") != (1 if entry else 0):
        yield f"{number} was opened {told.count('flagged')} times by its history"
    if others := set(told) - set(FLAGS):
        yield f"{number} has {', '.join(sorted(others))} in its history, which nobody did"


def _alerts(numbers: Mapping[str, object], found: Found) -> Iterator[str]:
    """Supervisors were told once of each number that has an entry."""
    told = Counter((alert["event"], alert["number"]) for alert in found.alerts)
    for (event, number), count in told.items():
        if event != "flagged" or number not in numbers:
            yield f"supervisors were told that {number} was {event}, which nobody did"
        elif count > 1:
            yield f"supervisors were told {count} times that {number} was flagged"
    for number in numbers:
        if number in found.entries and not told["flagged", number]:
            yield f"supervisors were never told that {number} was flagged"


def _hours(ledger: Ledger, found: Found) -> Iterator[str]:
    """What is counted of an agent's hours are the agent's flags, each once, and all that were stored."""
    stored = {id_in_hour(flag, key) for key, entry in found.entries.items() for flag in _set(entry, "FlagIds")}
    for agent, made in ledger.by_agent().items():
        counters = [item for item in found.history if _text(item, "ContactNumber") == f"agent:{agent_key(agent)}"]
        counted = [flag for counter in counters for flag in _set(counter, "FlagIds")]
        if sum(_number(counter, "FlagCount") for counter in counters) != len(counted):
            yield f"{agent}'s hours count {sum(_number(c, 'FlagCount') for c in counters)} flags for {len(counted)}"
        if not made & stored <= set(counted) <= made:
            yield f"{agent}'s hours do not hold the flags that {agent} made"


def _calls(ledger: Ledger, found: Found) -> Iterator[str]:
    """Every call that was turned away is counted, but for those that a metric or a killed function tells of.

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
