"""A spelling typed by hand moves to its E.164 key once, and supervisors are told the number."""

from typing import Any

import pytest

from denylist.entries import read
from denylist.errors import StoreError
from denylist.text import iso
from tests.unit.conftest import AFTER_A_FAULT
from tests.unit.record_change.steps import TYPED, Workflow, contents, happened
from tests.unit.records import CALLER, DAY, NOW, Item, flagged, item, record
from tests.unit.tables import Tables, changes


def typed(tables: Tables, spelling: str = TYPED, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Put an item as if it were typed by hand, and return its record."""
    raw = record(None, item(spelling, **attributes))
    happened(tables, raw)
    return raw


def fail_once(monkeypatch: pytest.MonkeyPatch, workflow: Workflow, method: str, *, after: bool) -> None:
    """Let a method of the recorder fail once, before its work or after it."""
    real = getattr(workflow.app.RECORDER, method)

    def failing(*arguments: Any) -> Any:  # noqa: ANN401
        monkeypatch.undo()
        if after:
            real(*arguments)
        raise StoreError("ReadTimeoutError")

    monkeypatch.setattr(type(workflow.app.RECORDER), method, lambda _, *arguments: failing(*arguments))


@AFTER_A_FAULT
@pytest.mark.parametrize("method", ["is_own", "record"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("there", [None, flagged(), item(Status="EXPIRED"), item(Status="PROTECTED")])
@pytest.mark.parametrize("status", [None, "APPROVED"])
def test_step_that_is_tried_again_ends_as_if_it_had_not_failed(  # noqa: PLR0913, PLR0917
    workflow: Workflow, tables: Tables, method: str, after: bool, there: Item | None, status: str | None  # noqa: FBT001
) -> None:  # fmt: skip
    attributes = {"Status": status} if status else {}
    tables.put(*([there] if there else []))
    raw = typed(tables, **attributes)
    expected = workflow.run(raw)
    undisturbed = contents(tables)
    for number in tables.entries():
        tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": number}})
    for change in tables.history():
        tables.client.delete_item(TableName="History", Key={k: change[k] for k in ("ContactNumber", "At")})

    tables.put(*([there] if there else []))
    raw = typed(tables, **attributes)
    passed = {"Record": raw, "Execution": "run-1", **workflow.prepare(raw)}
    with pytest.MonkeyPatch.context() as patch:
        fail_once(patch, workflow, method, after=after)
        try:
            answer = workflow.record(passed)
        except StoreError:
            answer = workflow.record(passed)
    assert answer == expected
    assert contents(tables) == undisturbed


@pytest.mark.parametrize("there", [flagged(), item(), item(Status="APPROVED")])
def test_spelling_of_an_entry_in_force_joins_it_and_is_told_as_that_entry_is_now(
    workflow: Workflow, tables: Tables, there: Item
) -> None:
    tables.put(there)
    raw = typed(tables)
    answer = workflow.run(raw)
    assert list(tables.entries()) == [CALLER]
    joined = read(tables.get() or {})
    assert joined.status == (read(there).status if read(there).status == "APPROVED" else "PENDING")
    told = answer["Change"]
    assert (answer["New"], told["event"], told["after"], told["denied"]) == (True, "added", joined.status, True)
    assert told["until"] == (iso(joined.expires_at) if joined.expires_at else "")


@pytest.mark.parametrize(("typed_end", "end"), [(-3600, 1800), (3600, 3600), (365 * DAY, 365 * DAY)])
def test_entry_in_force_ends_no_later_than_a_spelling_that_joins_it_asks(
    workflow: Workflow, tables: Tables, typed_end: int, end: int
) -> None:
    tables.put(flagged(Status="PENDING", ExpiresAt=NOW + 1800))
    workflow.run(typed(tables, ExpiresAt=NOW + typed_end))
    assert read(tables.get() or {}).expires_at == NOW + end


def test_spelling_that_changed_meanwhile_is_left_to_its_newer_record(workflow: Workflow, tables: Tables) -> None:
    raw = typed(tables)
    tables.put(item(TYPED, Version=1, Reason="second thoughts"))
    answer = workflow.run(raw)
    assert (answer["New"], answer["Change"]["event"], answer["Change"]["denied"]) == (True, "added", False)
    assert list(tables.entries()) == [TYPED]
    assert [change["ContactNumber"] for change in tables.history()] == [{"S": CALLER}]


# The second has the form of E.164, and yet is a spelling of another number: +44 (0)121 …
@pytest.mark.parametrize(("spelling", "number"), [(TYPED, CALLER), ("+4401212345678", "+441212345678")])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED", "PROTECTED"])
def test_moving_is_no_news(workflow: Workflow, tables: Tables, spelling: str, number: str, status: str | None) -> None:
    raw = typed(tables, spelling, Status=status)
    before = tables.entries()
    workflow.run(raw)
    assert list(tables.entries()) == [number]
    settled = contents(tables)
    for n, own in enumerate(changes(before, settled[0])):
        assert workflow.run({**own, "eventID": f"own-{n}"}, "run-2")["New"] is False
    assert contents(tables) == settled


def test_two_spellings_of_a_number_are_one_entry(workflow: Workflow, tables: Tables) -> None:
    first, second = typed(tables), typed(tables, "206.555.0142")
    assert workflow.run({**first, "eventID": "event-1"})["Change"]["event"] == "added"
    assert workflow.run({**second, "eventID": "event-2"})["Change"]["event"] == "added"
    assert list(tables.entries()) == [CALLER]
