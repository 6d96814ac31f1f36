"""What becomes of an entry under a former key. Pure rules.

A former key is another number of a line (`denylist.lines`). Calls are looked up under the line's key alone, so an entry
under a former key neither denies nor protects. Where the line's key has an entry of its own, the two become one:

1. If one is protected, it stays, and has no end.
2. Else, if one is in force, it stays. If both are, the one that a reviewer approved stays, else the one at the key. It
   gets the later end of the two, and no end if one of them has none. It keeps what agents said in both (`Flags`), the
   latest 20, and the later of the ends that flags moved (`EndBefore`).
3. Else the one at the key stays as it is.
Flags of both are counted.
"""

from typing import Any

from denylist import entries, flags
from denylist.entries import APPROVED, PROTECTED, Entry, Item
from denylist.expressions import whole
from denylist.keys import judge_key, kind_of
from denylist.numbers import Number
from denylist.writes import MOST_FLAG_IDS

_OF_THE_KEY = ("ContactNumber", "Version", "SettledBy")


def key_of_former(key: str) -> str | None:
    """The key to which an entry under this key belongs; `None` if it is there already.

    Other spellings are left alone: the workflow has moved or refused each of them.
    """
    judged = judge_key(key, "ZZ") if key.startswith("+") else None
    return judged.e164 if isinstance(judged, Number) and kind_of(key, judged) == "spelling" else None


def merged(former: Item, at_key: Item | None, key: str, now: int) -> dict[str, Any]:
    """The attributes that the entry at the key has afterwards, but for its version."""
    if at_key is None:
        return _standing(former, key)
    one, other = (at_key, former) if _stands(at_key, former, now) else (former, at_key)
    stands, falls = entries.read(one), entries.read(other)
    item = _standing(one, key)
    if stands.status != PROTECTED and stands.is_in_force(now) and falls.is_in_force(now):
        item |= _later_end(stands, falls)
        if None in (stands.expires_at, falls.expires_at):
            item.pop("ExpiresAt", None)
        item = _with_flags(item, one, other)
    return item | _counted(entries.read(at_key), entries.read(former))


def _standing(item: Item, key: str) -> dict[str, Any]:
    """The item as it is put under the key. A protection gets no end, so that time to live does not delete it."""
    kept = {name: dict(value) for name, value in item.items() if name not in _OF_THE_KEY}
    if entries.read(item).status == PROTECTED:
        kept.pop("ExpiresAt", None)
    return {**kept, "ContactNumber": {"S": key}}


def _stands(at_key: Item, former: Item, now: int) -> bool:
    """Whether the entry at the key is the one that stays."""
    return _rank(entries.read(at_key), now) >= _rank(entries.read(former), now)


def _rank(entry: Entry, now: int) -> int:
    if entry.status == PROTECTED:
        return 3
    if not entry.is_in_force(now):
        return 0
    return 2 if entry.status == APPROVED else 1


def _later_end(stands: Entry, falls: Entry) -> dict[str, Any]:
    ends = [entry.expires_at for entry in (stands, falls) if entry.expires_at is not None]
    return {"ExpiresAt": {"N": str(max(ends))}} if ends else {}


def _with_flags(item: dict[str, Any], one: Item, other: Item) -> dict[str, Any]:
    """The item with the flags of both, and with the end that it would have without them, if they moved it."""
    both = {**flags.read(other), **flags.read(one)}
    members = {**flags.members(other), **flags.members(one)}
    latest = sorted(both, key=lambda flag: (both[flag].at, flag))[-flags.MOST :]
    bases = [base for base in (flags.base_of(one), flags.base_of(other)) if base is not None]
    moved = "ExpiresAt" in item and bases and max(bases) < int(item["ExpiresAt"]["N"])
    kept = {name: value for name, value in item.items() if name not in {"Flags", "EndBefore"}}
    said = {"Flags": {"M": {flag: {"M": members[flag]} for flag in latest}}} if latest else {}
    return {**kept, **said, **({"EndBefore": whole(max(bases))} if moved else {})}


def _counted(at_key: Entry, former: Entry) -> dict[str, Any]:
    ids = sorted(at_key.flag_ids | former.flag_ids)[:MOST_FLAG_IDS]
    counted: dict[str, Any] = {"FlagCount": {"N": str(at_key.flag_count + former.flag_count)}}
    return {**counted, **({"FlagIds": {"SS": ids}} if ids else {})}
