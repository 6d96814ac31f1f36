"""What a stream record means: which change it is, and what has to be done about it.

Pure functions of the record's two images. A pipe delivers a record at least once, records of two writers interleave,
and anybody can write any attribute. So nothing else is asked, and what a change is follows from its effect. Records of
the workflow's own writes are recognised before this (`own`).
"""

from denylist import entries, flags, life, updates
from denylist.entries import (
    APPROVED,
    DENYING,
    EXPIRED,
    FLAGGED,
    PROTECTED,
    REFUSED,
    UNPROCESSED,
    Before,
    Entry,
)
from denylist.events import Change
from denylist.flags import LATEST_FLAG, Flagged
from denylist.stream import Record
from denylist.terms import TERMS, Policy
from denylist.text import seconds

_ONE_FLAG = frozenset(
    {"ContactNumber", "ExpiresAt", "OpenedBy", "FlagCount", "FlagIds", "Version", "Flags", "EndBefore", *LATEST_FLAG}
)
"""What one more flag may change: the counters, and what the entry keeps of its latest flag."""
_KEPT_FLAG = _ONE_FLAG | {"Status", "Note", "ReviewedBy", "ReviewedAt", "Before"}


def change_of(record: Record, policy: Policy) -> Change | None:
    """What the record means; `None` if nothing changed, or time to live removed an entry that had ended."""
    if record.new is None:
        return _removal(record)
    if record.old is None:
        put = {FLAGGED: Change.FLAGGED, REFUSED: Change.REFUSED}.get(record.new.status or "", Change.ADDED)
        return _decided(Entry(""), record.new) or put
    return _modification(record, record.old, record.new, policy) if _changed(record) else None


def is_kept_flag(record: Record) -> bool:
    """Whether the record is of a flag that was kept for review without denying, and did nothing else."""
    old, new = record.old, record.new
    if new is None or new.status != REFUSED or (old and (old.status == PROTECTED or old.is_in_force(record.at))):
        return False
    return _is_one_flag_more(record) and _changed(record) <= _KEPT_FLAG


def may_be_flag(record: Record) -> bool:
    """Whether the record is of a flag or of a number typed by hand: Amazon Connect may have to be asked who flagged.

    The workflow's first choice is this rule in its own language, so that no record costs an invocation only to be
    sorted. A test evaluates that choice beside this function.
    """
    old, new = record.old, record.new
    return new is not None and (
        new.status in UNPROCESSED or (old is not None and new.flag_count > max(0, old.flag_count))
    )


def waits(record: Record) -> bool:
    """Whether a flag's record waits for its agent to give a category, where the stack's menu asks for one.

    A choice of the workflow is this rule in its own language, and a test compares.
    """
    if record.new is None or record.new.source != "ccp" or "S" in record.image.get("Category", {}):
        return False
    was, now = (image.get("FlagCount", {}).get("N") for image in (record.was, record.image))
    return record.old is None or was is None or (now is not None and now != was)


def is_claim(record: Record) -> bool:
    """Whether the entry asks to deny or protect a number, and may have to be completed, moved or refused.

    That is so for every new one, and for any other until it has all that processing gives.
    """
    if record.new is None or record.new.status not in (*DENYING, PROTECTED):
        return False
    return record.old is None or may_be_flag(record) or not life.is_complete(record.image)


def _removal(record: Record) -> Change | None:
    gone = record.entry
    if record.by_ttl and gone.status in (EXPIRED, REFUSED):
        return None
    return Change.LAPSED if record.by_ttl and gone.status in DENYING else Change.REMOVED


def _modification(record: Record, old: Entry, new: Entry, policy: Policy) -> Change:
    if new.flag_count > old.flag_count and (change := _flag(record, old, new, policy)):
        return change
    if change := _of_a_flag(record, policy):
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
    """A flag that makes an entry deny, is kept without denying, or joins an entry in force; `None` if it is none."""
    if new.status == REFUSED:
        return Change.REFUSED
    if new.status == FLAGGED and _opened(old, new):
        return Change.FLAGGED
    return Change.FLAGGED_AGAIN if _is_further(record, old, new, policy) else None


def _opened(old: Entry, new: Entry) -> bool:
    """Whether the flag found no entry in force.

    If both images are `FLAGGED`, the second flag came before the first was processed, or after the first had lapsed.
    """
    return old.status != FLAGGED or not old.is_in_force(seconds(new.flagged_at))


def _is_further(record: Record, old: Entry, new: Entry, policy: Policy) -> bool:
    """Whether the record does what one more flag of an entry in force does, and nothing else.

    The entry may end later by it, but not later than the flag's own term allows.
    """
    if not _is_one_flag_more(record) or not _changed(record) <= _ONE_FLAG:
        return False
    if new.expires_at == old.expires_at:
        return True
    latest = policy.until(new.term, record.at) if TERMS.get(new.term) else 0
    return old.expires_at is not None and new.expires_at is not None and old.expires_at < new.expires_at <= latest


def _is_one_flag_more(record: Record) -> bool:
    """Whether the counters went up by one and one flag's id came in. A full set of ids begins again with that one."""
    old, new = record.old or Entry(""), record.entry
    ids = new.flag_ids - old.flag_ids
    counted = (new.flag_count, new.version) == (old.flag_count + 1, (old.version or 0) + 1)
    if not counted or len(ids) != 1 or new.flag_ids not in (old.flag_ids | ids, ids):
        return False
    others = {flag: item for flag, item in flags.members(record.image).items() if flag not in ids}
    return others.items() <= flags.members(record.was).items()


def _changed(record: Record) -> set[str]:
    return {*updates.changed(record.was, record.image)}


def flag_of(record: Record) -> str:
    """The id of the flag that the record brings, if the entry keeps what its agent said; else empty."""
    old = record.old or Entry("")
    ids = (record.entry.flag_ids - old.flag_ids) & {*flags.members(record.image)}
    return next(iter(ids)) if len(ids) == 1 and record.new and record.new.flag_count > old.flag_count else ""


def changed_flag(record: Record) -> str:
    """The id of the one flag that both images have and that differs; empty if there is none, or more than one."""
    were, are = flags.members(record.was), flags.members(record.image)
    differ = [flag for flag in {*were, *are} if were.get(flag) != are.get(flag)]
    return differ[0] if len(differ) == 1 and differ[0] in were and differ[0] in are else ""


def is_told(record: Record) -> bool:
    """Whether the flag that the record changes had been told when it was changed."""
    flag = flags.read(record.was).get(changed_flag(record))
    return flag is not None and flag.told


def is_news(record: Record, change: Change) -> bool:
    """Whether a withdrawal has to be announced: its flag was told, and by it callers meet something else."""
    old, new = record.old, record.new
    if change is not Change.WITHDRAWN or old is None or new is None:
        return True
    return is_told(record) and (old.status, old.expires_at) != (new.status, new.expires_at)


def _of_a_flag(record: Record, policy: Policy) -> Change | None:
    """A flag of the entry that was amended or withdrawn, if that is all that the record does; else `None`."""
    flag = changed_flag(record)
    if not flag or record.entry.version != ((record.old and record.old.version) or 0) + 1:
        return None
    was, now = flags.members(record.was)[flag], flags.members(record.image)[flag]
    if Flagged.of(was).withdrawn or flags.is_decided(entries.read(record.was), Flagged.of(was)):
        return None  # an agent can do nothing more about it
    left = flags.changed(record.was, flag, now) | {"Version": record.image["Version"]}
    if updates.changed(left, record.image):
        return None
    parts = {*updates.changed(was, now)}
    if parts == {"Withdrawn"}:
        return Change.WITHDRAWN
    said = Flagged.of(now)
    until = policy.until(said.term, seconds(said.at)) if TERMS.get(said.term) else 0
    return Change.AMENDED if parts <= flags.SAID and said.until == until else None


# ── What is completed, decided, edited ──────────────────────────────────────────────────────────


def _is_completion(record: Record, old: Entry, new: Entry) -> bool:
    """Whether the record only fills in what processing fills in, and the entry means the same for a caller."""
    if new.status not in (old.status, life.processed(old.status)):
        return False
    changed = _changed(record) - {"Status", "SettledBy"}
    if "Version" in changed and new.version != (old.version or 0) + 1:
        return False
    return changed - {"Version"} <= {*life.FOUND} - {*record.was}


def _decided(old: Entry, new: Entry) -> Change | None:
    """The reviewer's decision that the entry names, if the entry also became what that decision makes of it."""
    if new.version != (old.version or 0) + 1:
        return None
    if new.before is None:
        return Change.TAKEN_BACK if old.before and _is_taken_back(old, old.before, new) else None
    if new.before.version != (old.version or 0) or new.before == old.before:
        return None
    change = next((change for change in Change if change == new.before.decision), Change.EDITED)
    if life.decided(change, old.status) != new.status or (change is Change.EXTENDED and not _ends_later(old, new)):
        return None
    return change


def _is_taken_back(old: Entry, before: Before, new: Entry) -> bool:
    """Whether the entry is again what the last decision replaced; if there was none, it is ended."""
    if old.version != before.version + 1:
        return False
    return (
        new.status == EXPIRED
        if before.status == ""
        else _standing(new) == _standing(Entry("", before.status, before.expires_at))
    )


def _ends_later(old: Entry, new: Entry) -> bool:
    return old.expires_at is not None and (new.expires_at is None or new.expires_at > old.expires_at)


def _standing(entry: Entry) -> tuple[str | None, int | None]:
    """The status and the end; a protected entry has no end, even if somebody gave it one."""
    return entry.status, None if entry.status == PROTECTED else entry.expires_at


def _by_hand(old: Entry, new: Entry) -> Change:
    """What a new status means that no decision gave."""
    if new.status == life.processed(old.status):
        return Change.EDITED if new.expires_at == old.expires_at else Change.END_CHANGED
    if old.status == PROTECTED and new.status != APPROVED:
        return Change.UNPROTECTED
    return life.by_hand(new.status)
