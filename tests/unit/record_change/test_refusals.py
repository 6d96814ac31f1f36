"""A number that cannot be denied is refused, supervisors are told, and the entry denies nobody."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.entries import DENYING, read
from tests.unit.record_change.steps import Workflow, happened
from tests.unit.records import CALLER, NOW, WINDOW, flagged, item, record
from tests.unit.starred import starred
from tests.unit.tables import Tables

# ── Garbage ─────────────────────────────────────────────────────────────────────────────────────

GARBAGE = {"911": "emergency", "anonymous": "withheld", "+266696687": "withheld", "hello": "not_a_number",
           "555-5555": "not_valid", "6561234567": "ambiguous",
           "jane@example.com": "address", "4" * 150: "too_long", " ": "empty"}  # fmt: skip


@pytest.mark.parametrize("typed", GARBAGE)
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_garbage_is_refused_told_and_denies_nobody(
    workflow: Workflow, tables: Tables, typed: str, status: str | None
) -> None:
    raw = record(None, item(typed, Status=status))
    happened(tables, raw)
    answer = workflow.run(raw)
    stored = read(tables.get(typed) or {})
    assert (stored.status, stored.note) == ("REFUSED", GARBAGE[typed])
    assert stored.flagged_at == "2027-01-15T08:00:00Z", "no list of refused entries shows one without it"
    assert stored.expires_at == NOW + WINDOW
    assert answer["New"] is True
    told = answer["Change"]
    assert (told["event"], told["why"], told["denied"], told["after"]) == ("refused", GARBAGE[typed], False, "REFUSED")


@pytest.mark.parametrize(("number", "why"), [("+811045000", "no_plan"), ("+17378742833", "spells_withheld")])
@pytest.mark.parametrize(
    ("status", "left"), [(None, "REFUSED"), ("FLAGGED", "REFUSED"), ("PENDING", "PENDING"), ("APPROVED", "APPROVED")]
)
def test_number_that_only_a_reviewer_may_deny_is_kept_unless_it_was_put_as_decided(  # noqa: PLR0913, PLR0917
    workflow: Workflow, tables: Tables, number: str, why: str, status: str | None, left: str
) -> None:
    raw = record(None, item(number, Status=status))
    happened(tables, raw)
    workflow.run(raw)
    stored = read(tables.get(number) or {})
    assert (stored.status, stored.note) == (left, why if left == "REFUSED" else "")


def test_protected_garbage_stands(workflow: Workflow, tables: Tables) -> None:
    raw = record(None, item("911", Status="PROTECTED"))
    happened(tables, raw)
    assert workflow.run(raw)["Change"]["event"] == "added"
    assert tables.get("911") == item("911", Status="PROTECTED")


# ── Keys with a star ────────────────────────────────────────────────────────────────────────────


@given(key=starred, status=st.sampled_from([*sorted(DENYING, key=str), "PROTECTED"]))
def test_key_with_a_star_is_refused_where_it_is_and_no_number_is_touched(
    workflow: Workflow, tables: Tables, key: str, status: str | None
) -> None:
    for former in tables.entries():
        tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": former}})
    raw = record(None, item(key, Status=status), event_id=str(uuid.uuid4()))
    there = flagged(Status="EXPIRED")
    tables.put(there)
    happened(tables, raw)
    told = workflow.run(raw)["Change"]
    assert (told["event"], told["why"], told["denied"]) == ("refused", "star", False)
    entries = tables.entries()
    refused = read(entries.pop(key))
    assert (refused.status, refused.note) == ("REFUSED", "star")
    assert entries == {CALLER: there}


@pytest.mark.parametrize("key", [f"{CALLER}*", "+1 206 555 0142*"])
def test_key_with_a_star_stays_even_if_an_earlier_step_read_it_as_a_number(
    workflow: Workflow, tables: Tables, key: str
) -> None:
    """The former release's `normalize_number` did, and an execution may have begun with that."""
    raw = record(None, item(key))
    happened(tables, raw)
    number = {"Outcome": "deniable", "Why": "", "Number": CALLER, "Country": "US", "NumberType": "MOBILE"}
    workflow.record({"Record": raw, "Execution": "run-1", "Number": number, "Agent": {}})
    assert list(tables.entries()) == [key]


# ── Flags over the limit ────────────────────────────────────────────────────────────────────────


def over_limit(n: int, agent: str = "maria") -> dict[str, Any]:
    image = flagged(f"+1206555{n:04}", Status="REFUSED", Note="too_many_flags", FlaggedBy=agent)
    return record(None, image, event_id=f"event-{agent}-{n}")


def test_supervisors_are_told_once_of_an_agents_flags_over_the_limit(workflow: Workflow, tables: Tables) -> None:
    told = [workflow.run(over_limit(n), f"run-{n}")["New"] for n in range(100, 104)]
    assert told == [True, False, False, False]
    assert workflow.run(over_limit(100), "run-100")["New"] is True, "a step that is tried again still has to tell them"
    assert workflow.run(over_limit(110, "joe"))["New"] is True
    assert len(tables.history()) == 5


def test_supervisors_are_told_once_of_flags_over_the_limit_that_name_no_agent(workflow: Workflow) -> None:
    """It does not matter who the agents turn out to be, or that an agent is over a limit of their own as well."""
    why = "too_many_unnamed_flags"
    raws = [
        record(None, flagged(f"+1206555{n:04}", Status="REFUSED", Note=why, FlaggedBy=None), event_id=f"event-{n}")
        for n in range(100, 104)
    ]  # fmt: skip
    assert [workflow.run(raw, f"run-{n}")["New"] for n, raw in enumerate(raws)] == [True, False, False, False]
    assert workflow.run(over_limit(110), "run-110")["New"] is True
    assert [workflow.run(over_limit(111, name), f"run-{name}")["New"] for name in ("MARIA", "joe")] == [False, True]


def test_other_refusals_are_each_told(workflow: Workflow) -> None:
    for n, number in enumerate(("911", "anonymous")):
        raw = record(None, flagged(number), event_id=f"event-{n}")
        assert workflow.run(raw, f"run-{n}")["New"] is True
