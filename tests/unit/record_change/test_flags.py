"""A flag is completed, recorded and counted in its day."""

import pytest

from denylist.entries import read
from denylist.errors import StoreError
from denylist.text import iso
from tests.unit.conftest import Load
from tests.unit.record_change.steps import Workflow, happened
from tests.unit.records import CALLER, DAY, NOW, WINDOW, Item, flagged, item, record
from tests.unit.tables import Tables

# ── Completed ───────────────────────────────────────────────────────────────────────────────────


def test_agent_who_was_found_is_kept(workflow: Workflow, tables: Tables) -> None:
    raw = record(None, {k: v for k, v in flagged().items() if k != "FlaggedBy"})
    happened(tables, raw)
    assert workflow.run(raw)["Change"]["actor"] == "noah"
    assert read(tables.get() or {}).flagged_by == "noah"


def test_history_is_kept_for_the_retention(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    workflow.run(record(None, flagged(), event_id="event-7"))
    (kept_item,) = tables.history()
    assert kept_item["At"] == {"S": "2027-01-15T08:00:00Z#event-7"}
    assert kept_item["RetainUntil"] == {"N": str(NOW + 400 * DAY)}
    assert kept_item["Execution"] == {"S": "run-1"}


def test_record_that_was_parked_is_announced_by_the_execution_that_parked_it(
    workflow: Workflow, tables: Tables
) -> None:
    tables.put(flagged())
    raw = record(None, flagged())
    assert workflow.run(raw, "run-1")["New"] is True
    assert workflow.run({**raw, "Execution": "run-1"}, "run-redrive")["New"] is True


@pytest.mark.parametrize("now", [flagged(Status="APPROVED", Version=3), flagged(Status="EXPIRED", Version=2), None])
def test_late_record_leaves_a_newer_entry_alone(workflow: Workflow, tables: Tables, now: Item | None) -> None:
    tables.put(*([now] if now else []))
    assert workflow.run(record(None, flagged()))["New"] is True
    assert tables.get() == now


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_order_of_two_flags_records_makes_no_difference(
    workflow: Workflow, tables: Tables, order: tuple[int, int]
) -> None:
    first, second = flagged(), flagged(FlagCount=2, FlagIds={"flag-1", "flag-2"}, Version=2)
    tables.put(second)
    records = [record(None, first, event_id="event-1"), record(first, second, event_id="event-2")]
    for n in order:
        workflow.run(records[n])
    assert tables.get() == {
        **second,
        **item(Status="PENDING", Version=3, Country="US", NumberType="FIXED_LINE_OR_MOBILE"),
        **item(SettledBy=f"{iso(NOW)}#event-2#{CALLER}"),
    }
    assert sorted(i["Event"]["S"] for i in tables.history()) == ["flagged", "flagged_again"]


@pytest.mark.parametrize("policy", ["provisional", "trusted"])
@pytest.mark.parametrize(
    ("term", "until"), [("24h", DAY), ("365d", 365 * DAY), ("permanent", 30 * DAY), ("soon", 30 * DAY)]
)
def test_typed_term_lasts_as_the_policy_says(load: Load, tables: Tables, policy: str, term: str, until: int) -> None:
    raw = record(None, item(Term=term))
    happened(tables, raw)
    Workflow(load, REVIEW_POLICY=policy).run(raw)
    lasts = until if policy == "trusted" else min(until, WINDOW)
    assert read(tables.get() or {}).expires_at == NOW + lasts


# ── The day's chart ─────────────────────────────────────────────────────────────────────────────


def flags_of_the_day(tables: Tables) -> int:
    counted = tables.counter("day", "2027-01-15")
    return int(counted["Flags"]["N"]) if counted else 0


def test_every_flag_counts_once_in_its_day(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    for execution in ("run-1", "run-1", "run-2"):
        workflow.run(record(None, flagged()), execution)
    assert flags_of_the_day(tables) == 1
    workflow.run(record(flagged(), flagged(FlagCount=2, Version=2, FlagIds={"flag-1", "flag-2"}), event_id="event-2"))
    assert flags_of_the_day(tables) == 2


def test_changes_by_others_than_agents_are_no_flags_of_the_day(workflow: Workflow, tables: Tables) -> None:
    for number, status in enumerate(("APPROVED", "EXPIRED", "PROTECTED", "REFUSED")):
        tables.put(item(Status=status, Version=1))
        workflow.run(record(None, item(Status=status, Version=1), event_id=f"event-{number}"))
    assert flags_of_the_day(tables) == 0


def test_record_is_kept_though_its_day_cannot_be_counted(
    workflow: Workflow, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("ThrottlingException")

    monkeypatch.setattr(workflow.app.STORE, "count_day", fail)
    tables.put(flagged())
    assert workflow.run(record(None, flagged()))["New"] is True
    assert len(tables.history()) == 1
