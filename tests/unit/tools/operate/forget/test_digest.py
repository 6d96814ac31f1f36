"""A number's changes that wait for a digest are shown, exported and erased with the rest."""

import json
from pathlib import Path

from tests.unit.records import CALLER, NOW, OTHER, flagged, item
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import (
    FLAGGED,
    OTHERS,
    REMOVED,
    SPELLING,
    Forget,
    Workflow,
    change,
    kept_of_others,
    waits,
)
from tools.operate.forget.known import Wanted, look
from tools.operate.storage import Storage

OTHERS_WAITING = ("digest", "2027-01-15T08:00:00Z#event-7")


def put(tables: Tables) -> None:
    """Put three waiting changes: of the number, of a spelling of it, and of another number."""
    refused = change(None, item(SPELLING, Status="REFUSED"), event="event-6")
    others = change(None, flagged(OTHER), event="event-7")
    tables.put(waits(FLAGGED), waits(refused), waits(others), table="History")


def test_what_waits_is_found_under_any_spelling(full: Storage, tables: Tables) -> None:
    put(tables)
    keys = ["2027-01-15T08:00:00Z#event-1", "2027-01-15T08:00:00Z#event-6"]
    assert [i["At"]["S"] for i in look(full, Wanted.of(CALLER, "US")).waiting] == keys


def test_what_waits_is_reason_enough(full: Storage, tables: Tables) -> None:
    tables.put(waits(change(None, flagged("+12065550199"))), table="History")
    assert not look(full, Wanted.of("+12065550199", "US")).is_nothing


def test_partition_itself_is_no_number(full: Storage, tables: Tables) -> None:
    put(tables)
    assert look(full, Wanted.of("digest", "US")).is_nothing


def test_what_waits_is_shown_and_exported(forget: Forget, tables: Tables, tmp_path: Path) -> None:
    put(tables)
    said = forget(CALLER, "--dry-run", "--export", str(tmp_path / "export.json"))
    assert "to be mailed  2027-01-15T08:00:00Z flagged, in the next digest" in said
    assert len(json.loads((tmp_path / "export.json").read_text())["to_be_mailed"]) == 2


def test_what_waits_is_erased_and_the_removal_that_comes_with_it(
    forget: Forget, workflow: Workflow, tables: Tables
) -> None:
    put(tables)
    workflow.records(REMOVED, waits(REMOVED))
    assert "3 change(s) that the next digest would have told" in forget(CALLER, "--yes")
    assert kept_of_others(tables) == sorted([*OTHERS, OTHERS_WAITING])


def test_what_is_new_of_a_number_that_is_listed_again_still_waits(
    forget: Forget, workflow: Workflow, tables: Tables
) -> None:
    again = change(None, flagged(FlagIds={"flag-9"}), at=NOW + 61, event="event-10")

    def flag_again() -> None:
        tables.put(REMOVED, waits(REMOVED), again, waits(again), table="History")
        tables.put(flagged(FlagIds={"flag-9"}))

    put(tables)
    workflow.does = [flag_again]
    forget(CALLER, "--yes")
    assert [at for key, at in (k for k in kept_of_others(tables) if k[0] == "digest")] == [
        "2027-01-15T08:00:00Z#event-7",
        "2027-01-15T08:01:01Z#event-10",
    ]
