"""Everything is shown before anything is erased, and the operator has to agree."""

import pytest

from denylist.flags import Flagged
from denylist.text import iso
from tests.unit.records import CALLER, NOW, Item, flagged, item
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import (
    OTHERS,
    REMOVED,
    SPELLING,
    Forget,
    Workflow,
    everything,
    kept_of_others,
)
from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.operate.storage import Storage


def test_dry_run_shows_everything_and_changes_nothing(forget: Forget, full: Storage, tables: Tables) -> None:
    before = everything(tables, full)
    said = forget(SPELLING, "--dry-run")
    for part in (
        f"entry         {CALLER}, PENDING, denied until",
        f"spelling      {SPELLING}, REFUSED, does not deny, note “protected”",
        "change        2027-01-15T08:00:00Z flagged by maria",
        "denied calls  3, the last at 2027-01-15T09:00:00Z",
        "parked        a record in the dead-letter queue, StoreError",
        "at least 3 execution(s)",
        "Amazon Connect's flow log, /aws/connect/ and the instance's alias",
        "nothing was erased",
    ):
        assert part in said
    assert everything(tables, full) == before


def test_what_each_agent_said_is_shown(forget: Forget, tables: Tables) -> None:
    said = Flagged("maria", iso(NOW), "threat", reason="shouts", contact="call-1")
    taken_back = Flagged("noah", iso(NOW + 1), withdrawn=iso(NOW + 2))
    tables.put(flagged(Flags={"M": {"one": {"M": said.as_item()}, "two": {"M": taken_back.as_item()}}}))
    shown = forget(CALLER, "--dry-run")
    assert f"flag          made by maria at {iso(NOW)}, threat, reason “shouts”, call “call-1”" in shown
    assert f"flag          made by noah at {iso(NOW + 1)}, withdrawn at {iso(NOW + 2)}" in shown


def test_no_other_number_is_ever_told(forget: Forget, workflow: Workflow) -> None:
    workflow.records(REMOVED)
    assert "0143" not in forget(CALLER, "--yes")


def test_operator_is_told_that_a_denied_number_will_not_be_denied(forget: Forget, workflow: Workflow) -> None:
    workflow.records(REMOVED)
    assert f"{CALLER} is denied: once that is erased, its calls are NOT turned away any more" in forget(CALLER, "--yes")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (item(Status="PROTECTED", Version=3), "is PROTECTED: once that is erased"),
        (flagged(Status="EXPIRED"), ""),
        (flagged(ExpiresAt=NOW - 10**9), ""),
    ],
)
def test_consequence_is_told_where_there_is_one(
    forget: Forget, workflow: Workflow, tables: Tables, entry: Item, said: str
) -> None:
    tables.put(entry)
    workflow.records(REMOVED)
    out = forget(CALLER, "--yes")
    assert said in out
    assert ("once that is erased" in out) == bool(said)


def test_who_does_not_agree_changes_nothing(
    forget: Forget, full: Storage, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "n")
    before = everything(tables, full)
    with pytest.raises(LocalError, match="Nothing was erased"):
        forget()
    assert everything(tables, full) == before


def test_number_is_erased_when_the_operator_agrees(
    forget: Forget, workflow: Workflow, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, "y")
    workflow.records(REMOVED)
    forget()
    assert kept_of_others(tables) == OTHERS


def test_run_without_a_terminal_is_refused(forget: Forget, full: Storage, tables: Tables) -> None:
    before = everything(tables, full)
    with pytest.raises(LocalError, match="There is no terminal to ask on; nothing was erased; add YES=1"):
        forget()
    assert everything(tables, full) == before
