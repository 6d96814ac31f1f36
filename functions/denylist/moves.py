"""Moves: an entry that somebody typed under a spelling goes to its number's key. Pure."""

from denylist import entries, life, own
from denylist.claims import Claim, Outcome, marked
from denylist.entries import Item
from denylist.expressions import conditional, whole


def move(claim: Claim, met: Item | None) -> Outcome:
    """Move a spelling to its number, where the last attempt `met` that item.

    It joins an entry in force there; else it takes the place. If the spelling was typed without a status or as
    `FLAGGED`, it is a claim like an agent's, and does not replace an entry in force. Any other status is a person's
    decision and replaces it. A protected entry is replaced by another protection only.
    """
    removal = own.delete(claim.record.image, claim.record.cut)
    if met and entries.read(met).is_in_force(claim.record.at):
        left = _joined(claim, met)
        return Outcome(entries.read(left), (removal, marked(claim, met, left)))
    left = _placed(claim)
    return Outcome(entries.read(left), (removal, own.put(left, **_placing(claim))))


def _joined(claim: Claim, met: Item) -> Item:
    """The entry in force at the number: it may end later for the spelling, never sooner.

    If it is not processed yet, it is completed here as well, and its own record will find nothing to do.
    """
    unprocessed = entries.read(met).status in entries.UNPROCESSED
    found = {name: text for name, text in claim.found.items() if unprocessed and name != "FlaggedBy"}
    left = life.completed(met, found, claim.end)
    end = entries.read(left).expires_at
    return left if end is None or end >= claim.end else {**left, "ExpiresAt": whole(claim.end)}


def _placed(claim: Claim) -> Item:
    """The typed item under its number, with everything else that somebody typed into it."""
    typed = {name: value for name, value in claim.record.image.items() if value.get("S") != "" and name != "Before"}
    mark = {"S": claim.mark}
    left = life.completed(typed, claim.found, claim.until)
    return {**left, "ContactNumber": {"S": claim.number}, "Version": whole(1), "OpenedBy": mark, "SettledBy": mark}


def _placing(claim: Claim) -> dict[str, object]:
    """The condition on which a spelling takes its number's place."""
    status = claim.record.entry.status
    if status == entries.PROTECTED:
        return {}
    yields = status in entries.UNPROCESSED
    condition = f"NOT {entries.IN_FORCE} AND {entries.UNPROTECTED}" if yields else entries.UNPROTECTED
    return conditional(condition, entries.condition_values(claim.record.at))
