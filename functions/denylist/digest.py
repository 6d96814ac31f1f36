"""Digests: one mail for a window's changes, where supervisors would else get one for each.

Pure. A change waits as an item of HistoryTable, which the workflow writes in the place of an alert: its key begins with
the change's time and names the stream record, so that a retry or a replay writes the same item.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from denylist import alerts
from denylist.counters import DIGEST
from denylist.history import Summary
from denylist.languages import LANGUAGES
from denylist.text import clean
from denylist.unlinked import unlinked

PARTITION = DIGEST
"""Partition key of the changes that wait. None of them has an `Event`, so nothing takes them for history."""
EVENT = "digest"
"""What machines find where an alert names its event."""

# SNS takes 256 KB, attributes among them, and counts what each protocol gets.
_BYTES = 250_000
_LISTED = (50, 25, 10, 3, 1, 0)
_ACTORS = 20
_NAME = 60
_LINE = 300
_MACHINES = ("sqs", "lambda", "http", "https", "firehose")
_NOTHING = Summary(
    event="unreadable", number="?", at="", actor="unknown", before="", after="", why="", until="", denied=False,
    term="", flag_count=0, country="", number_type="", source="", contact_id="", dialled="",
)  # fmt: skip


def read(item: Mapping[str, Any]) -> Summary:
    """The change that an item holds.

    What cannot be read of it, because a hand or another release wrote it, is as in no change at all: it is counted,
    told and deleted, and stands in nobody's way.
    """
    try:
        change = json.loads(item["Change"]["S"])
    except (KeyError, TypeError, ValueError):
        change = None
    given = change if isinstance(change, dict) else {}
    return Summary(**{name: _as(usual, given.get(name)) for name, usual in _NOTHING.as_json().items()})


def _as(usual: Any, value: Any) -> Any:  # noqa: ANN401 - text, a number or a truth
    """The value if it is of the usual kind, text as one clean line; else the usual one."""
    if type(value) is not type(usual):
        return usual
    return clean(value, _LINE) if isinstance(value, str) else value


def subject(count: int) -> str:
    """ASCII, one line, under 100 characters, whatever the language; like an alert's, fit for a locked screen."""
    return f"Deny list: {count} change{'s' * (count != 1)}"


def message(changes: Sequence[Summary], *, further: bool, language: str, console_url: str) -> str:
    """What `MessageStructure: json` takes: text for people's protocols, JSON for machines'.

    `further` says that more wait, which another digest tells. Everything is counted; listed are the first fifty, or as
    many fewer as SNS has room for. English where there is no such language.
    """
    words = LANGUAGES.get(language, LANGUAGES["en"])
    sizes = (_written(changes, listed, words, console_url, further=further) for listed in _LISTED)
    return next(text for text in sizes if len(text.encode()) <= _BYTES)


def _written(changes: Sequence[Summary], listed: int, words: ModuleType, console_url: str, *, further: bool) -> str:
    """The message with that many changes in it."""
    body = "\n".join(_lines(changes, listed, words, console_url, further=further))
    machine = {**_facts(changes, listed), "subject": subject(len(changes)), "body": body, "link": console_url}
    as_json = json.dumps(machine, ensure_ascii=False)
    return json.dumps({"default": body, **dict.fromkeys(_MACHINES, as_json)}, ensure_ascii=False)


def _facts(changes: Sequence[Summary], listed: int) -> dict[str, Any]:
    actors, others = _actors(changes)
    return {
        "event": EVENT,
        "count": len(changes),
        "first": changes[0].at,
        "last": changes[-1].at,
        "events": _events(changes),
        "actors": actors,
        "other_actors": others,
        "changes": [change.as_json() for change in changes[:listed]],
        "more": max(0, len(changes) - listed),
    }


def _events(changes: Sequence[Summary]) -> dict[str, int]:
    return dict(Counter(clean(change.event, _NAME) for change in changes).most_common())


def _actors(changes: Sequence[Summary]) -> tuple[dict[str, int], int]:
    """Who made most changes, and how many all others made."""
    return _most([clean(change.actor, _NAME) for change in changes])


def _most(names: list[str]) -> tuple[dict[str, int], int]:
    named = dict(Counter(names).most_common(_ACTORS))
    return named, len(names) - sum(named.values())


def _lines(changes: Sequence[Summary], listed: int, words: ModuleType, console_url: str, *, further: bool) -> list[str]:
    """How many changes and of when, by what happened, by whom, of which numbers, and where to decide."""
    said = words.DIGEST
    times = said["times"].format(first=alerts.moment(changes[0].at), last=alerts.moment(changes[-1].at))
    events = [f"- {words.HAPPENED.get(event) or unlinked(event)}: {count}" for event, count in _events(changes).items()]
    actors, others = _most([clean(alerts.actor(change, words), _NAME) for change in changes])
    people = [f"- {actor}: {count}" for actor, count in actors.items()]
    rest = len(changes) - min(listed, len(changes))
    return [
        said["count"].format(count=len(changes)),
        times,
        *([said["further"]] if further else []),
        *("", said["events"], *events),
        *("", said["actors"], *people, *([f"- {said['others']}: {others}"] if others else [])),
        *("", said["numbers"], *(_line(change, words) for change in changes[:listed])),
        *([said["more"].format(count=rest)] if rest else []),
        *("", words.DECIDE.format(link=console_url), ""),
    ]


def _line(change: Summary, words: ModuleType) -> str:
    happened, actor = words.HAPPENED.get(change.event) or unlinked(change.event), alerts.actor(change, words)
    return f"- {alerts.moment(change.at)}, {unlinked(change.number)}: {happened}, {clean(actor, _NAME)}"
