"""Digests: one mail for all changes of a window, instead of one mail for each.

Pure. Instead of sending an alert, the workflow writes the change as an item of HistoryTable. Its key consists of the
change's time and the stream record's id, so that a retry or a replay writes the same item.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from denylist import alerts
from denylist.history import Summary
from denylist.languages import LANGUAGES
from denylist.text import clean
from denylist.unlinked import unlinked

EVENT = "digest"
"""What programs find in the place where an alert names its event."""

# SNS takes 256 KB, including attributes, for the texts of all protocols together.
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

    A part that cannot be read, because a person or another release wrote it, gets a neutral value. So the item is still
    counted, told and deleted, and does not hold up the others.
    """
    try:
        change = json.loads(item["Change"]["S"])
    except (KeyError, TypeError, ValueError):
        change = None
    given = change if isinstance(change, dict) else {}
    return Summary(**{name: _as(usual, given.get(name)) for name, usual in _NOTHING.as_json().items()})


def _as(usual: Any, value: Any) -> Any:  # noqa: ANN401 - text, a number or a truth
    """The value if it has the usual type, else the usual value; text becomes one clean line."""
    if type(value) is not type(usual):
        return usual
    return clean(value, _LINE) if isinstance(value, str) else value


def subject(count: int) -> str:
    """ASCII, one line, under 100 characters, whatever the language; like an alert's, it may show on a locked screen."""
    return f"Deny list: {count} change{'s' * (count != 1)}"


def message(changes: Sequence[Summary], *, further: bool, language: str, console_url: str) -> str:
    """A message for `MessageStructure: json`: text for e-mail, and JSON for protocols for programs.

    `further` says that more changes wait for the next digest. All changes are counted; the first fifty are listed, or
    fewer if SNS has no room for them. An unknown language gives English.
    """
    words = LANGUAGES.get(language, LANGUAGES["en"])
    sizes = (_written(changes, listed, words, console_url, further=further) for listed in _LISTED)
    return next(text for text in sizes if len(text.encode()) <= _BYTES)


def _written(changes: Sequence[Summary], listed: int, words: ModuleType, console_url: str, *, further: bool) -> str:
    """The message, with as many changes listed as `listed` says."""
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
    """How many changes each of the most active people made, and how many all others made."""
    return _most([clean(change.actor, _NAME) for change in changes])


def _most(names: list[str]) -> tuple[dict[str, int], int]:
    named = dict(Counter(names).most_common(_ACTORS))
    return named, len(names) - sum(named.values())


def _lines(changes: Sequence[Summary], listed: int, words: ModuleType, console_url: str, *, further: bool) -> list[str]:
    """The mail: how many changes, of which time, by event, by person and by number, and where to decide."""
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
