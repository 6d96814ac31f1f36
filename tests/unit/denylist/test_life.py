"""The state table in denylist.life agrees with the code that moves entries; and what processing makes of an entry."""

import re
from typing import Any

import pytest
from hypothesis import given

from denylist import changes, claims, decisions, entries, flags, life, stream
from denylist.entries import Entry, read
from denylist.rulings import Decision
from tests.unit.denylist.deciding import STATES, ruling
from tests.unit.denylist.dynamodb_json import KEYED_ITEMS
from tests.unit.denylist.stores import FOUND, a_claim, a_flag, store_on
from tests.unit.records import CALLER, NOW, Item, item, record
from tests.unit.tables import Tables

HEAD, _, *ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\|.*\|$", str(life.__doc__), re.MULTILINE)
]
TABLE = {row[0]: dict(zip(HEAD[1:], row[1:], strict=True)) for row in ROWS}
STATE_OF = {row: row.lower() for row in TABLE} | {"no status": "typed"}
CELLS = [(row, happens) for row in TABLE for happens in HEAD[1:]]


def left(tables: Tables, entry: Entry | None, happens: str) -> str | None:
    """The status that the real code leaves, or `None` if it does nothing."""
    match happens:
        case "flag":
            return status(tables) if store_on(tables.client).flag(a_flag("new")).result != "protected" else None
        case "kept flag":
            store_on(tables.client).keep_for_review(a_flag("new"), "too_many_flags")
            return status(tables) if "new" in read(tables.get() or {}).flag_ids else None
        case "withdraw":
            return status(tables) if store_on(tables.client).withdraw(CALLER, "flag-1", NOW).said.withdrawn else None
        case "processing":
            claim = a_claim(tables.get() or item(Status="EXPIRED"))
            return claims.complete(claim).entry.status if changes.is_claim(claim.record) else None
        case "its end":
            return ended(entry) if entry else None
        case _:
            return decided(entry, happens)


def with_a_flag(image: Item) -> Item:
    """The entry with a flag on which no reviewer has decided; it made the entry if that waits for a reviewer."""
    made = {"OpenedBy": {"S": "flag-1"}} if read(image).status in entries.WAITING - {None} else {}
    return {**image, **made, "Flags": flags.joined({}, "flag-1", a_flag("flag-1").said)}


def status(tables: Tables) -> str:
    return read(tables.get() or {}).status or "no status"


def ended(entry: Entry) -> str | None:
    if entry.status == entries.PROTECTED:
        return None
    return "lapsed" if entry.is_in_force(NOW) else "removed"


def decided(entry: Entry | None, happens: str) -> str | None:
    name = "add" if entry is None and happens == "approve" else happens
    decision = decisions.decide(name, entry, ruling((entry.version or 0) if entry else 0))
    return decision.status if isinstance(decision, Decision) else None


def test_table_has_every_status() -> None:
    assert set(TABLE) == {"none", "no status", "lapsed", *entries.STATUSES}


@pytest.mark.parametrize(("row", "happens"), CELLS)
def test_cell_is_what_the_rules_do(tables: Tables, row: str, happens: str) -> None:
    image = STATES.get(STATE_OF[row])
    if row == "no status" and happens == "extend":
        # Only an entry with an end can be extended. A typed one without an end has not been processed yet.
        image = {**STATES["typed"], "ExpiresAt": {"N": str(NOW + 1)}}
    if image and happens == "withdraw":
        image = with_a_flag(image)
    tables.put(*([image] if image else []))
    entry = read(image) if image else None
    cell, before = TABLE[row][happens], (entry.status or "no status") if entry else "none"
    expected = {"-": None, "=": before, "as above": "PENDING"}.get(cell, cell)
    assert left(tables, entry, happens) == expected
    assert cell != "-" or tables.get() == image, "what cannot happen leaves the item as it is"


@pytest.mark.parametrize("number", [CALLER, "+1 206 555 0142"])
@given(image=KEYED_ITEMS)
def test_what_is_completed_is_complete_and_stays_so(number: str, image: Item) -> None:
    """If not, the records of a typed item could ask to be completed for ever."""
    once = life.completed({**image, "ContactNumber": {"S": number}}, FOUND, NOW)
    assert life.completed(once, FOUND, NOW + 1) == once
    assert life.is_complete(once) == (number == CALLER)
    done = stream.parse(record(image, once))
    assert changes.is_claim(done) == (number != CALLER and read(once).status in {*entries.DENYING, entries.PROTECTED})


@given(image=KEYED_ITEMS)
def test_completing_ends_nothing_that_was_in_force_and_makes_nothing_permanent(image: Any) -> None:  # noqa: ANN401
    before, after = read(image), read(life.completed(image, FOUND, NOW + 1))
    assert after.is_in_force(NOW) or not before.is_in_force(NOW)
    assert not after.is_in_force(NOW) or after.expires_at is not None or before.status == entries.APPROVED
