"""Deciding: asks a decision's rule, and writes what comes of it."""

from denylist import decisions
from denylist.decisions import Objection
from denylist.entries import Entry
from denylist.rulings import Decision, Ruling
from denylist.tables.store import Store


def make(store: Store, name: str, entry: Entry | None, ruling: Ruling) -> tuple[Entry | None, Objection | None]:
    """The entry as it is then, and what stood in the decision's way, if anything did.

    A request that comes again because its answer was lost is answered as the first one was.
    """
    answer = decisions.decide(name, entry, ruling)
    if isinstance(answer, Decision):
        entry, is_made = store.decide(answer)
        return entry if entry.number else None, None if is_made else Objection.CONFLICT
    return entry, None if entry and decisions.is_made(name, entry, ruling) else answer
