"""Alerts: what supervisors read in their mail when an entry changes.

Plain text. Whatever came from a caller or an agent is one cleaned line behind a label, so it can neither
shape the subject nor pass for a line of ours.
"""

from types import ModuleType
from urllib.parse import quote

from denylist.history import Summary
from denylist.languages import LANGUAGES
from denylist.text import mask

_UNREVIEWED = ("FLAGGED", "PENDING")


def subject(summary: Summary) -> str:
    """ASCII, one line, under 100 characters (the bound of SNS), whatever the language and the number.

    Made of the event's name and a masked number only: subjects show on locked screens.
    """
    shown = mask(summary.number).encode("ascii", "replace").decode()
    return f"Deny list: {shown} {summary.event.replace('_', ' ')}"[:99]


def link(summary: Summary, console_url: str) -> str:
    """Where the console shows this number. A pointer and no authority: whoever opens it must sign in and decide.

    The number stands behind the `#`, which no browser sends and so no server logs.
    """
    return f"{console_url}#/entries/{quote(summary.number, safe='+', errors='replace')}"


def body(summary: Summary, language: str, console_url: str) -> str:
    """The change, its labelled facts, what happens next, where to decide. English where there is no such language."""
    words = LANGUAGES.get(language, LANGUAGES["en"])
    facts = [f"{words.LABELS[name]}: {value}" for name, value in _facts(summary, words).items() if value]
    decide = words.DECIDE.format(link=link(summary, console_url))
    return "\n".join([words.EVENTS[summary.event], "", *facts, "", *_next(summary, words), "", decide, ""])


def _facts(summary: Summary, words: ModuleType) -> dict[str, str]:
    country = ", ".join(filter(None, [summary.country, words.NUMBER_TYPES.get(summary.number_type, "")]))
    return {
        "number": summary.number,
        "country": country,
        "actor": words.ACTORS.get(summary.actor, summary.actor),
        "at": moment(summary.at),
        "term": summary.term,
        "why": words.REFUSALS.get(summary.why, summary.why) if summary.event == "refused" else summary.why,
        "flag_count": str(summary.flag_count) if summary.flag_count > 1 else "",
        "contact_id": summary.contact_id,
        "source": summary.source,
        "after": f"{summary.before} -> {summary.after}" if summary.before and summary.after else summary.after,
    }


def _next(summary: Summary, words: ModuleType) -> list[str]:
    """Whether calls are taken, until when, and what happens if nobody acts."""
    if not summary.denied:
        return [words.NOT_DENIED]
    if not summary.until:
        return [words.DENIED_PERMANENTLY]
    ends = words.DENIED_UNTIL.format(until=moment(summary.until))
    return [ends, words.LAPSES] if summary.after in _UNREVIEWED else [ends]


def moment(iso: str) -> str:
    """`2026-11-22T11:10:00Z` for people.

    >>> moment("2026-11-22T11:10:00Z")
    '2026-11-22 11:10 UTC'
    """
    return f"{iso[:10]} {iso[11:16]} UTC"
