"""What a change to DenylistTable means, told from the two images of its stream record alone, and by its effect.

Pure functions of one record. Who wrote it, who delivered it, how often and in which order makes no difference: a pipe
delivers at least once, two writers' records interleave, and anybody can write any attribute. The workflow's own writes
are known before this is asked (`own`).
"""

from datetime import datetime
from enum import StrEnum

from denylist import own
from denylist.entries import APPROVED, DENYING, EXPIRED, FLAGGED, PENDING, PROTECTED, REFUSED, Before, Entry
from denylist.stream import UNPROCESSED, Record
from denylist.terms import TERMS, Policy


class Change(StrEnum):
    """What happened to a number; the values are history's `Event`."""

    FLAGGED = "flagged"
    FLAGGED_AGAIN = "flagged_again"
    """One more flag of an entry in force, and nothing else."""
    ADDED = "added"
    """Typed or put whole by hand, by the console or by an import."""
    APPROVED = "approved"
    EXPIRED = "expired"
    REOPENED = "reopened"
    """Set back to wait for a reviewer by hand."""
    PROTECTED = "protected"
    UNPROTECTED = "unprotected"
    TAKEN_BACK = "taken_back"
    """A reviewer took the last decision back."""
    REFUSED = "refused"
    EXTENDED = "extended"
    """A reviewer let it end later."""
    END_CHANGED = "end_changed"
    """Its end was changed by hand."""
    COMPLETED = "completed"
    """What the workflow fills in was filled in, which changes nothing for a caller."""
    EDITED = "edited"
    """Something else was changed by hand, such as a note."""
    LAPSED = "lapsed"
    REMOVED = "removed"


# What processing finds out, and what one more flag replaces.
_FOUND = frozenset({"FlaggedBy", "FlaggedAt", "Term", "Source", "Country", "NumberType", "Dialled"})
_LATEST_FLAG = frozenset({"FlaggedBy", "FlaggedAt", "ContactId", "Reason", "Term", "Source", "Dialled"})
_COUNTED = frozenset({"FlagCount", "FlagIds", "Version"})
_ROUND = frozenset({"Status", "Note", "ReviewedBy", "ReviewedAt", "Before"})


def change_of(record: Record, policy: Policy) -> Change | None:
    """What the record means; `None` where nothing changed, and where time to live tidied up what had ended."""
    if record.new is None:
        return _removal(record)
    if record.old is None:
        put = {FLAGGED: Change.FLAGGED, REFUSED: Change.REFUSED}.get(record.new.status or "", Change.ADDED)
        return _decided(Entry(""), record.new) or put
    return _modification(record, record.old, record.new, policy) if own.changed(record) else None


def is_kept_flag(record: Record) -> bool:
    """Whether the record is of a flag that was kept for review without denying, over what denied nobody before it."""
    old, new = record.old, record.new
    if new is None or new.status != REFUSED or (old and (old.status == PROTECTED or old.is_in_force(record.at))):
        return False
    return _is_one_flag_more(record) and {*own.changed(record)} <= _allowed(_LATEST_FLAG | _COUNTED | _ROUND)


def _removal(record: Record) -> Change | None:
    gone = record.entry
    if record.by_ttl and gone.status in (EXPIRED, REFUSED):
        return None
    return Change.LAPSED if record.by_ttl and gone.status in DENYING else Change.REMOVED


def _modification(record: Record, old: Entry, new: Entry, policy: Policy) -> Change:
    if new.flag_count > old.flag_count and (change := _flag(record, old, new, policy)):
        return change
    if _is_completion(record, old, new):
        return Change.COMPLETED
    if change := _decided(old, new):
        return change
    if new.status != old.status:
        return _by_hand(old, new)
    return Change.EDITED if new.expires_at == old.expires_at else Change.END_CHANGED


# ── Flags ───────────────────────────────────────────────────────────────────────────────────────


def _flag(record: Record, old: Entry, new: Entry, policy: Policy) -> Change | None:
    """A flag that began a round, that was kept without denying, or that joined an entry; `None` if it is none."""
    if new.status == REFUSED:
        return Change.REFUSED
    if new.status == FLAGGED and _opened(old, new):
        return Change.FLAGGED
    return Change.FLAGGED_AGAIN if _is_further(record, old, new, policy) else None


def _opened(old: Entry, new: Entry) -> bool:
    """Whether a flag began a new round, as against joining an entry that was in force when it came.

    `FLAGGED` over `FLAGGED` is a second flag that came before the first was processed, unless the first had run out.
    """
    return old.status != FLAGGED or not old.is_in_force(_flagged_at(new))


def _flagged_at(entry: Entry) -> float:
    try:
        return datetime.fromisoformat(entry.flagged_at).timestamp()
    except ValueError:
        return 0.0


def _is_further(record: Record, old: Entry, new: Entry, policy: Policy) -> bool:
    """Whether it is all that one more flag of an entry in force does: it ends no sooner, and no later than it may."""
    if not _is_one_flag_more(record) or not {*own.changed(record)} <= _allowed(_LATEST_FLAG | _COUNTED):
        return False
    if new.expires_at == old.expires_at:
        return True
    latest = policy.until(new.term, record.at) if TERMS.get(new.term) else 0
    return old.expires_at is not None and new.expires_at is not None and old.expires_at < new.expires_at <= latest


def _is_one_flag_more(record: Record) -> bool:
    """Whether one flag's id came, or stands alone where there is room for no more, and everything counted one up."""
    old, new = record.old or Entry(""), record.entry
    ids = new.flag_ids - old.flag_ids
    counted = (new.flag_count, new.version) == (old.flag_count + 1, (old.version or 0) + 1)
    return counted and len(ids) == 1 and new.flag_ids in (old.flag_ids | ids, ids)


def _allowed(names: frozenset[str]) -> frozenset[str]:
    return names | {"ContactNumber", "ExpiresAt", "OpenedBy"}


# ── What is completed, decided, edited ──────────────────────────────────────────────────────────


def _is_completion(record: Record, old: Entry, new: Entry) -> bool:
    """Whether all that changed is what processing fills in, and what it stands for a caller is as before."""
    if new.status != old.status and not (old.status in UNPROCESSED and new.status == PENDING):
        return False
    changed = {*own.changed(record)} - {"Status", "SettledBy"}
    if "Version" in changed and new.version != (old.version or 0) + 1:
        return False
    return changed - {"Version"} <= _FOUND - {*record.was}


def _decided(old: Entry, new: Entry) -> Change | None:
    """A reviewer's decision in its own word, if the entry says so and it did what the word says."""
    if new.version != (old.version or 0) + 1:
        return None
    if new.before is None:
        return Change.TAKEN_BACK if old.before and _is_taken_back(old, old.before, new) else None
    if new.before.version != (old.version or 0) or new.before == old.before:
        return None
    did = {
        Change.ADDED: new.status == APPROVED,
        Change.APPROVED: new.status == APPROVED,
        Change.EXPIRED: new.status == EXPIRED and old.status != PROTECTED,
        Change.EXTENDED: _is_extended(old, new),
        Change.PROTECTED: new.status == PROTECTED,
        Change.UNPROTECTED: new.status == EXPIRED and old.status == PROTECTED,
    }
    return next((change for change, done in did.items() if done and change == new.before.decision), None)


def _is_taken_back(old: Entry, before: Before, new: Entry) -> bool:
    """Whether the entry is again what the last decision replaced; what was not there before is ended."""
    if old.version != before.version + 1:
        return False
    return (
        new.status == EXPIRED
        if before.status == ""
        else _standing(new) == _standing(Entry("", before.status, before.expires_at))
    )


def _is_extended(old: Entry, new: Entry) -> bool:
    if old.expires_at is None or (new.expires_at is not None and new.expires_at <= old.expires_at):
        return False
    return new.status == (PENDING if old.status in UNPROCESSED else old.status)


def _standing(entry: Entry) -> tuple[str | None, int | None]:
    """What counts of an entry; a protected one has no end, whatever it was given."""
    return entry.status, None if entry.status == PROTECTED else entry.expires_at


def _by_hand(old: Entry, new: Entry) -> Change:
    """What a new status means that no decision gave."""
    if old.status in UNPROCESSED and new.status == PENDING:
        return Change.EDITED if new.expires_at == old.expires_at else Change.END_CHANGED
    if old.status == PROTECTED and new.status != APPROVED:
        return Change.UNPROTECTED
    changes = {
        APPROVED: Change.APPROVED,
        EXPIRED: Change.EXPIRED,
        PROTECTED: Change.PROTECTED,
        PENDING: Change.REOPENED,
        REFUSED: Change.REFUSED,
        FLAGGED: Change.FLAGGED,
        None: Change.ADDED,
    }
    return changes.get(new.status, Change.EDITED)
