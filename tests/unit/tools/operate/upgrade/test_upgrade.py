"""`make upgrade` on both tables: entries move once, nothing is announced, and a second run has nothing to do."""

from types import SimpleNamespace

import pytest

from denylist import entries, own, stream
from denylist.keys import key_of
from denylist.tables.recorder import Recorder
from tests.unit.records import DAY, NOW, flagged, item
from tests.unit.tables import Tables, changes
from tools.common.errors import LocalError
from tools.operate.storage import Storage
from tools.operate.upgrade import __main__ as command
from tools.operate.upgrade import plan

FORMER, KEY = "+5491123456789", "+541123456789"
FORMERS = {FORMER: KEY, "+5215512345678": "+525512345678", "+390549886377": "+3780549886377"}


@pytest.fixture
def storage(tables: Tables) -> Storage:
    outputs = {"DenylistTable": "Denylist", "HistoryTable": "History"}
    return Storage("acme", outputs, "US", tables.client, SimpleNamespace(), SimpleNamespace())


def test_entries_and_protections_lie_under_their_key_afterwards(storage: Storage, tables: Tables) -> None:
    statuses = ("PENDING", "APPROVED", "PROTECTED")
    tables.put(*(flagged(former, Status=status) for former, status in zip(FORMERS, statuses, strict=True)))
    tables.put(flagged("+12065550142", Status="PENDING"))
    assert command.run(storage, yes=True) == 3
    stored = {number: entries.read(found) for number, found in tables.entries().items()}
    assert {number: entry.status for number, entry in stored.items()} == {
        **dict(zip(FORMERS.values(), statuses, strict=True)),
        "+12065550142": "PENDING",
    }
    assert stored["+3780549886377"].expires_at is None
    assert all(key_of(number, "US") == number for number in stored)
    assert {found["Event"]["S"] for found in tables.history()} == {"moved"}


def test_second_run_has_nothing_to_do(storage: Storage, tables: Tables) -> None:
    tables.put(flagged(FORMER, Status="PENDING"))
    assert command.run(storage, yes=True) == 1
    before = tables.entries(), tables.history()
    assert command.run(storage, yes=True) == 0
    assert (tables.entries(), tables.history()) == before


@pytest.mark.parametrize("at_key", [None, "PENDING", "APPROVED", "EXPIRED", "PROTECTED"])
@pytest.mark.parametrize("status", ["FLAGGED", "PENDING", "APPROVED", "PROTECTED", "EXPIRED"])
def test_workflow_knows_every_change_as_made_by_history(
    storage: Storage, tables: Tables, status: str, at_key: str | None
) -> None:
    tables.put(flagged(FORMER, Status=status, ExpiresAt=NOW + 9 * DAY, FlagIds={"other"}))
    if at_key:
        tables.put(flagged(KEY, Status=at_key, Version=4))
    before = tables.entries()
    command.run(storage, yes=True)
    recorder = Recorder(tables.client, "Denylist", "History")
    records = changes(before, tables.entries())
    assert len(records) == 2
    for n, raw in enumerate(records):
        record = stream.parse({**raw, "eventID": f"event-{n}"})
        assert recorder.is_own(record, KEY), record
        assert not recorder.is_own(stream.parse({**raw, "eventID": f"another-{n}"}), KEY), "known only once"


def test_dry_run_changes_nothing(storage: Storage, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.put(flagged(FORMER, Status="PENDING"))
    before = tables.entries()
    assert command.run(storage, dry_run=True) == 0
    assert tables.entries() == before
    assert f"{FORMER} (PENDING) moves to {KEY}" in capsys.readouterr().out


def test_entry_that_changes_meanwhile_is_left_to_a_second_run(
    storage: Storage, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.put(flagged(FORMER, Status="PENDING"))

    def steps(asked: Storage, now: int) -> list[object]:
        found = list(planned(asked, now))
        tables.put(flagged(FORMER, Status="EXPIRED", Version=2))
        return list(found)

    planned = plan.steps
    monkeypatch.setattr(plan, "steps", steps)
    with pytest.raises(LocalError, match="second run makes the rest"):
        command.run(storage, yes=True)
    assert tables.entries() == {FORMER: flagged(FORMER, Status="EXPIRED", Version=2)}
    assert not tables.history()


def test_nobody_agreed_and_nothing_is_changed(storage: Storage, tables: Tables) -> None:
    tables.put(item(FORMER, Status="PROTECTED"))
    with pytest.raises(LocalError, match="add YES=1"):
        command.run(storage)
    assert set(tables.entries()) == {FORMER}
    assert own.UNCLAIMED
