"""Flags: what an entry keeps of each flag, and what the entry is when one of them changes. Pure.

`Flags` of an entry maps a flag's id to what its agent said. What the entry says of its latest flag, and its end as long
as no reviewer has decided since, follow from the flags that are not withdrawn (`standing`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from denylist import entries
from denylist.agent_key import agent_key
from denylist.entries import DENYING, EXPIRED, LATEST, Entry, Item, text_of
from denylist.expressions import whole

MOST = 20
"""Flags that an entry keeps; then the oldest one goes."""
_TEXTS = {
    "by": "By",
    "at": "At",
    "category": "Category",
    "term": "Term",
    "reason": "Reason",
    "contact": "Contact",
    "dialled": "Dialled",
    "source": "Source",
    "withdrawn": "Withdrawn",
    "request": "Request",
}
NAMES = (*_TEXTS.values(), "Until", "Warnings", "Told")
LATEST_FLAG = {
    "FlaggedBy": "By",
    "FlaggedAt": "At",
    "ContactId": "Contact",
    "Reason": "Reason",
    "Term": "Term",
    "Source": "Source",
    "Dialled": "Dialled",
    "Category": "Category",
}
"""The attributes of an entry that are its latest flag's, and where the flag has them."""
SAID = frozenset({"Category", "Term", "Reason", "Warnings", "Until"})
"""What an agent may say later: `Until` follows from the term."""


class Flagged(NamedTuple):
    """One flag of an entry. Texts are empty where nothing was said."""

    by: str = ""
    at: str = ""
    """ISO 8601 UTC."""
    category: str = ""
    term: str = ""
    reason: str = ""
    contact: str = ""
    """The call that the agent was on."""
    dialled: str = ""
    source: str = ""
    withdrawn: str = ""
    """ISO 8601 UTC; empty while the flag stands."""
    request: str = ""
    """Which request of the panel made it, so that a repeat of that request makes no other flag."""
    until: int = 0
    """Epoch seconds at which it ends by itself."""
    warnings: int | None = None
    """How often the agent had warned the caller."""
    told: bool = False
    """Whether the workflow has completed the flag and recorded it in history."""

    @classmethod
    def of(cls, item: Item) -> Self:
        """The flag in a member of `Flags`, which anybody may have edited."""
        texts = {field: text_of(item, name) for field, name in _TEXTS.items()}
        told = item.get("Told", {}).get("BOOL") is True
        return cls(**texts, until=_seconds(item.get("Until")) or 0, warnings=_seconds(item.get("Warnings")), told=told)

    def as_item(self) -> dict[str, Any]:
        """DynamoDB's JSON."""
        texts = {name: {"S": text} for field, name in _TEXTS.items() if (text := getattr(self, field))}
        counted = {} if self.warnings is None else {"Warnings": whole(self.warnings)}
        return {**texts, "Until": whole(self.until), **counted, **({"Told": {"BOOL": True}} if self.told else {})}


# ── What there is ───────────────────────────────────────────────────────────────────────────────


def members(image: Item) -> dict[str, Item]:
    """The flags of an item as stored, by their ids; what is no flag is left out."""
    kept = image.get("Flags", {}).get("M")
    if not isinstance(kept, Mapping):
        return {}
    return {flag: member["M"] for flag, member in kept.items() if isinstance(member.get("M"), Mapping)}


def read(image: Item) -> dict[str, Flagged]:
    """The flags of an item, oldest first, by their ids."""
    found = {flag: Flagged.of(item) for flag, item in members(image).items()}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].at, pair[0])))


def is_decided(entry: Entry, flag: Flagged) -> bool:
    """Whether a reviewer has decided since the flag. Then it can be neither amended nor withdrawn."""
    return bool(entry.reviewed_at) and entry.reviewed_at >= flag.at


def of_call(image: Item, call: str, agent: str) -> dict[str, Flagged]:
    """The agent's flags of that call, oldest first, by their ids.

    A flag that does not say whose it is, is the agent's: only one agent has a contact.
    """
    mine = ("", "unknown", agent_key(agent))
    return {flag: said for flag, said in read(image).items() if said.contact == call and agent_key(said.by) in mine}


def standing(kept: Mapping[str, Flagged]) -> list[str]:
    """The ids of those that are not withdrawn."""
    return [flag for flag, said in kept.items() if not said.withdrawn]


# ── What becomes of an entry ────────────────────────────────────────────────────────────────────


def joined(image: Item, flag: str, said: Flagged) -> dict[str, Any]:
    """`Flags` of an entry with one more flag."""
    there = members(image)
    kept = {one: {"M": there[one]} for one in [*read(image)][1 - MOST :]}
    return {"M": {**kept, flag: {"M": said.as_item()}}}


def changed(image: Item, flag: str, item: Item) -> dict[str, Any]:
    """The entry in `image` with `item` in place of what it keeps of that flag.

    The entry is `EXPIRED` if its flags made it deny and this was the last of them to be withdrawn.
    """
    left = {**image, "Flags": {"M": {**image["Flags"]["M"], flag: {"M": item}}}}
    entry, were, are = entries.read(image), read(image), read(left)
    is_withdrawal = bool(are[flag].withdrawn and not were[flag].withdrawn)
    if is_withdrawal and entry.status in DENYING and entry.opened_by in are and not standing(are):
        left["Status"] = {"S": EXPIRED}
    left.update(_latest_of(image, left, flag))
    ends = _end(image, flag, were, are)
    return {name: value for name, value in {**left, **ends}.items() if value is not None}


def base_of(image: Item) -> int | None:
    """The end that an entry has without its flags: a reviewer's, or a typed one. `None` if only flags made it."""
    entry, kept = entries.read(image), _seconds(image.get("EndBefore"))
    untils = _untils(entry, read(image))
    if kept is not None and entry.expires_at in (kept, *untils):
        return kept
    return None if untils and entry.expires_at == max(untils) else entry.expires_at


def _latest_of(image: Item, left: Item, flag: str) -> dict[str, Any]:
    """What the entry says of its latest flag; `None` takes an attribute away. What a person edited there stays."""
    if flag != _latest(image):
        return {}
    are = read(left)
    latest = (standing(are) or [flag])[-1] if are[flag].withdrawn else flag
    was, now = members(image)[flag], members(left)[latest]
    return {
        name: now.get(part) for name, part in LATEST_FLAG.items() if image.get(name) == was.get(part) != now.get(part)
    }


def _latest(image: Item) -> str:
    """The flag that the entry's own attributes are of; empty if they are a person's.

    Of flags within one second, it is the one that the entry repeats whole.
    """
    entry = entries.read(image)
    of_then = [
        flag for flag, said in read(image).items() if (said.at, said.contact) == (entry.flagged_at, entry.contact_id)
    ]
    repeated = [
        flag
        for flag in of_then
        if all(image.get(name) == members(image)[flag].get(part) for name, part in LATEST_FLAG.items())
    ]
    return (repeated or of_then or [""])[-1]


def _end(image: Item, flag: str, were: Mapping[str, Flagged], are: Mapping[str, Flagged]) -> dict[str, Any]:
    """`ExpiresAt`, and `EndBefore` if the entry has an end of its own that flags moved.

    A flag that asks for more than the entry's end was overruled by the person who typed that end. Such a flag counts
    again once its agent asks for yet more.
    """
    entry, base = entries.read(image), base_of(image)
    if entry.expires_at is None or entry.expires_at == entries.UNREADABLE:
        return {}
    ends = [until for until in _untils(entry, are) if until <= entry.expires_at]
    if are[flag].until > were[flag].until:
        ends += _untils(entry, {flag: are[flag]})
    ends = ends if base is None else [base, *ends]
    if not ends:
        return {}
    moved = base is not None and base < max(ends)
    return {"ExpiresAt": whole(max(ends)), "EndBefore": whole(base or 0) if moved else None}


def _untils(entry: Entry, flags: Mapping[str, Flagged]) -> list[int]:
    return [said.until for said in flags.values() if not said.withdrawn and not is_decided(entry, said)]


def _seconds(value: object) -> int | None:
    text = value.get("N", "") if isinstance(value, Mapping) else ""
    whole_number = isinstance(text, str) and text.isascii() and text.isdigit()
    return int(text) if whole_number and int(text) < LATEST else None
