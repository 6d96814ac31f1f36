"""Says in lines for the operator's screen what is known about a number, and what was erased."""

from collections.abc import Iterator

from denylist import digest, entries, flags
from denylist.entries import PROTECTED, Entry
from denylist.flags import Flagged
from denylist.text import clean, iso
from tools.operate.forget.erasing import Erased
from tools.operate.forget.known import Known
from tools.operate.storage import Item

_WIDE = 200


def shown(known: Known, now: float) -> Iterator[str]:
    """Everything that is known, a line each."""
    for item in known.items:
        yield f"{'entry' if item is known.entry else 'spelling':<14}{_entry(item, now)}"
        for said in flags.read(item).values():
            yield f"{'flag':<14}{_flag(said)}"
    for change in known.changes:
        yield f"{'change':<14}{_change(change)}"
    for counter in known.counters:
        count, last = counter.get("DeniedCount", {}).get("N", "0"), _text(counter, "LastDeniedAt")
        yield f"{'denied calls':<14}{count}, the last at {last}"
    for item in known.waiting:
        yield f"{'to be mailed':<14}{_text(item, 'At')[:20]} {digest.read(item).event}, in the next digest"
    for body in known.letters.bodies:
        error = body.get("Error")
        name = error.get("Error", "") if isinstance(error, dict) else ""
        yield f"{'parked':<14}a record in the dead-letter queue, {clean(name, _WIDE) or 'without an error'}"


def _entry(item: Item, now: float) -> str:
    entry = entries.read(item)
    parts = [
        clean(entry.number, _WIDE),
        "not yet processed" if entry.status is None else clean(entry.status, _WIDE) or "with an odd status",
        _end(entry, now),
        f"flagged {entry.flag_count} time(s)" if entry.flag_count else "",
        _by("last flagged", entry.flagged_by, entry.flagged_at),
        _said("reason", entry.reason),
        _by("reviewed", entry.reviewed_by, entry.reviewed_at),
        _said("note", entry.note),
        _said("call", entry.contact_id),
    ]
    return ", ".join(part for part in parts if part)


def _flag(said: Flagged) -> str:
    parts = [
        _by("made", said.by, said.at),
        clean(said.category, _WIDE),
        _said("reason", said.reason),
        _said("call", said.contact),
        _by("withdrawn", "", said.withdrawn),
    ]
    return ", ".join(part for part in parts if part)


def _end(entry: Entry, now: float) -> str:
    if not entry.is_in_force(now):
        return "does not deny"
    return f"denied until {iso(entry.expires_at)}" if entry.expires_at else "denied for good"


def _by(what: str, who: str, when: str) -> str:
    by = f" by {clean(who, _WIDE)}" if who else ""
    at = f" at {clean(when, _WIDE)}" if when else ""
    return f"{what}{by}{at}" if by or at else ""


def _said(what: str, text: str) -> str:
    return f"{what} “{clean(text, _WIDE)}”" if text else ""


def _change(item: Item) -> str:
    why = _text(item, "Why")
    return f"{_text(item, 'At')[:20]} {_text(item, 'Event')} by {_text(item, 'Actor')}{why and f': {why}'}"


def _text(item: Item, name: str) -> str:
    return clean(item.get(name, {}).get("S"), _WIDE)


def consequence(known: Known, now: float) -> str:
    """What erasing changes for calls; empty if nothing."""
    entry = entries.read(known.entry) if known.entry else None
    if entry and entry.status == PROTECTED:
        return f"{entry.number} is PROTECTED: once that is erased, an agent can flag it, and it would be denied"
    if entry and entry.is_in_force(now):
        return f"{entry.number} is denied: once that is erased, its calls are NOT turned away any more"
    return ""


def outcome(done: Erased) -> Iterator[str]:
    """What was erased, and what was left because it is new."""
    parts = [
        (done.entries, "entry"),
        (done.spellings, "other spelling(s)"),
        (done.changes, "change(s)"),
        (done.counters, "counter of denied calls"),
        (done.waiting, "change(s) that the next digest would have told"),
        (done.messages, "message(s) of the dead-letter queue"),
    ]
    yield "Erased: " + (", ".join(f"{count} {what}" for count, what in parts if count) or "nothing")
    if done.relisted:
        yield f"The number was put on the list again meanwhile: that entry and its {done.left} change(s) are left"


def advice(known: Known) -> Iterator[str]:
    """What could still write the number again."""
    if known.is_being_processed:
        yield "The workflow had not finished with it: run this once more in a few minutes"
    if known.removal_is_missing:
        yield (
            "The table had no entry, and history told of no removal. If the workflow has yet to record one, it writes "
            "of the number again: run this once more then"
        )
    if known.letters.pointers:
        yield (
            f"{known.letters.pointers} message(s) of the dead-letter queue only point into the stream. They hold no "
            "number, but make redrive may write of it again: run that, and then this once more"
        )


def elsewhere(known: Known) -> Iterator[str]:
    """Other places that hold the number, and from which this command cannot erase it."""
    if known.executions:
        yield (
            f"the input of at least {len(known.executions)} execution(s) of the workflow: "
            "AWS keeps it for 90 days after their end"
        )
    else:
        yield "the input of executions of the workflow: AWS keeps it for 90 days after their end"
    yield "mails that supervisors got, and anything else that subscribes to the alerts"
    yield "point-in-time recovery of both tables, up to 35 days, and backups and copies that you made"
    yield "contact records and recordings of Amazon Connect, and the provider's own records"
    yield (
        "Amazon Connect's flow log, /aws/connect/ and the instance's alias, where flows switch it on: full numbers, "
        "names and reasons, for as long as that group keeps them"
    )
    yield "the stack's logs hold masked numbers only, and reasons and notes about other numbers were not searched"
