"""Alerts: what supervisors read in their mail when an entry changes.

Plain text. What came from a caller or an agent is one cleaned line behind a label, so that it can neither shape the
subject nor pass for a line of ours, and the only link is the console's. Programs get the texts as they were written.
"""

from collections.abc import Mapping
from types import ModuleType
from urllib.parse import quote

from denylist.entries import WAITING
from denylist.events import Change
from denylist.history import UNKNOWN, Summary
from denylist.languages import LANGUAGES
from denylist.text import mask
from denylist.unlinked import unlinked


def subject(summary: Summary) -> str:
    """ASCII, one line, under 100 characters (the bound of SNS), whatever the language and the number.

    It has only the event's name and a masked number, because locked screens show subjects.
    """
    shown = mask(summary.number).encode("ascii", "replace").decode()
    return f"Deny list: {shown} {summary.event.replace('_', ' ')}"[:99]


def link(summary: Summary, console_url: str) -> str:
    """The console's page of this number. It gives no right: a person who opens it has to sign in.

    The number stands behind the `#`, which browsers do not send, so that no server logs it.
    """
    return f"{console_url}#/entries/{quote(summary.number, safe='+', errors='replace')}"


def body(summary: Summary, language: str, console_url: str) -> str:
    """The change, its facts with labels, what happens next, and where to decide. An unknown language gives English."""
    words = LANGUAGES.get(language, LANGUAGES["en"])
    facts = [f"{words.LABELS[name]}: {value}" for name, value in _facts(summary, words).items() if value]
    decide = words.DECIDE.format(link=link(summary, console_url))
    event = words.DIALLED_EVENTS.get(summary.event) if summary.dialled else None
    return "\n".join([event or words.EVENTS[summary.event], "", *facts, "", *_next(summary, words), "", decide, ""])


def _facts(summary: Summary, words: ModuleType) -> dict[str, str]:
    """What is known, by label: our codes in words, and what people wrote as it is, with addresses broken up."""
    kind = words.NUMBER_TYPES.get(summary.number_type, "")
    moved = [_said(words.STATUSES, status) for status in (summary.before, summary.after) if status]
    return {
        "number": unlinked(summary.number),
        "country": ", ".join(filter(None, [unlinked(summary.country), kind])),
        "actor": actor(summary, words),
        "at": moment(summary.at),
        "category": words.CATEGORIES.get(summary.category, ""),
        "term": _said(words.TERMS, summary.term),
        "edited" if summary.event == Change.EDITED else "why": _said(
            words.REFUSALS if summary.event == Change.REFUSED else {}, summary.why
        ),
        "flag_count": str(summary.flag_count) if summary.flag_count > 1 else "",
        "contact_id": unlinked(summary.contact_id),
        "dialled": words.DIALLED.get(summary.dialled, ""),
        "source": _said(words.SOURCES, summary.source),
        "after": " -> ".join(moved) if summary.after else "",
    }


def actor(summary: Summary, words: ModuleType) -> str:
    """Who did it. An agent may be called `time to live`, too, and is then shown as an agent."""
    automatic = summary.event in [change for change in Change if change.is_automatic]
    known = words.ACTORS if automatic else {UNKNOWN: words.ACTORS[UNKNOWN]}
    return _said(known, summary.actor)


def _said(known: Mapping[str, str], text: str) -> str:
    """The words for one of our codes; any other text was written by a person, and has its addresses broken up."""
    return known.get(text) or unlinked(text)


def _next(summary: Summary, words: ModuleType) -> list[str]:
    """Whether calls are denied, until when, and what happens if nobody decides."""
    if not summary.denied:
        return [words.NOT_DENIED]
    if not summary.until:
        return [words.DENIED_PERMANENTLY]
    ends = words.DENIED_UNTIL.format(until=moment(summary.until))
    return [ends, words.LAPSES] if summary.after in WAITING else [ends]


def moment(iso: str) -> str:
    """`2026-11-22T11:10:00Z` for people.

    >>> moment("2026-11-22T11:10:00Z")
    '2026-11-22 11:10 UTC'
    """
    return f"{iso[:10]} {iso[11:16]} UTC"
