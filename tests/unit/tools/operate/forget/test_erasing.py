"""The order in which a number is erased, and what stops it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.unit.records import CALLER, NOW, OTHER, Item, flagged, item
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import (
    FLAGGED,
    OTHERS,
    PENDING,
    REMOVED,
    SPELLING,
    Forget,
    Workflow,
    change,
    kept_of_others,
    park,
    parked,
    waiting,
)
from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.operate.storage import Storage


def test_everything_about_the_number_goes_and_nothing_else(
    forget: Forget, full: Storage, workflow: Workflow, tables: Tables
) -> None:
    workflow.records(REMOVED)
    said = forget(CALLER, "--yes")
    assert kept_of_others(tables) == OTHERS
    assert waiting(full) == [parked(flagged(OTHER), "other")]
    assert (
        "Erased: 1 entry, 1 other spelling(s), 3 change(s), 1 counter of denied calls, "
        "2 message(s) of the dead-letter queue" in said
    )


def test_removal_that_is_recorded_may_not_come_once_more(forget: Forget, workflow: Workflow, tables: Tables) -> None:
    tables.put({**FLAGGED, "At": {"S": "2027-01-15T08:00:09Z#event-3"}, "To": {"S": "PENDING"}}, table="History")
    workflow.records(REMOVED)
    assert "run this once more" not in forget(CALLER, "--yes")


def test_history_goes_only_after_the_removal_is_recorded(
    forget: Forget, full: Storage, workflow: Workflow, tables: Tables
) -> None:
    seen: list[tuple[bool, int, int]] = []

    def see() -> None:
        seen.append((tables.get() is None, len(tables.history()), len(waiting(full))))

    workflow.does = [see, see, lambda: tables.put(REMOVED, table="History")]
    forget(CALLER, "--yes")
    assert seen == [(True, 3, 3)] * 2, "the entry is erased first, and nothing else before the removal is recorded"


def test_an_earlier_removal_is_not_taken_for_this_one(forget: Forget, workflow: Workflow, tables: Tables) -> None:
    tables.put(change(PENDING, None, at=NOW - 60, event="event-0"), table="History")
    with pytest.raises(LocalError, match="has not recorded the removal"):
        forget(CALLER, "--yes")
    assert workflow.slept > 4


@pytest.mark.parametrize(
    "meanwhile",
    [
        flagged(Status="PENDING", Version=3, Reason="shouts"),
        flagged(Status="APPROVED", Version=2, Reason="shouts"),
        flagged(Status="PENDING", Version=2, Reason="shouts", ExpiresAt=NOW + 9),
        flagged(Status="PENDING", Version=2, Reason="shouts", Note="wait for the lawyer"),
        flagged(Status="PENDING", Version=2, Reason=None),
        None,
    ],
)
def test_entry_that_changed_after_it_was_shown_stops_everything(
    forget: Forget, full: Storage, tables: Tables, monkeypatch: pytest.MonkeyPatch, meanwhile: Item | None
) -> None:
    def answer(_: str) -> str:
        if meanwhile:
            tables.put(meanwhile)
        else:
            tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": CALLER}})
        return "y"

    answering(monkeypatch, answer)
    with pytest.raises(LocalError, match="The entry was changed after it was shown, so it was not erased"):
        forget()
    assert (tables.get(), tables.get(SPELLING) is not None) == (meanwhile, True)
    assert (len(tables.history()), len(waiting(full))) == (3, 3)


def test_removal_that_is_not_recorded_leaves_history_and_the_next_run_ends_it(
    forget: Forget, full: Storage, workflow: Workflow, tables: Tables
) -> None:
    with pytest.raises(LocalError) as stopped:
        forget(CALLER, "--yes")
    said = str(stopped.value)
    assert said.startswith("The entry is erased, and the number is not denied any more. The workflow has not recorded")
    assert "2 change(s), the counter of denied calls, 2 message(s) of the dead-letter queue" in said
    assert said.endswith("running this again is safe, and erases what remains")
    assert (tables.get(), len(tables.history()), len(waiting(full))) == (None, 3, 3)

    tables.put(REMOVED, table="History")
    assert "Erased: 3 change(s), 1 counter" in forget(CALLER, "--yes")
    assert kept_of_others(tables) == OTHERS


def test_second_run_before_the_removal_is_recorded_says_that_it_may_come(forget: Forget, tables: Tables) -> None:
    with pytest.raises(LocalError):
        forget(CALLER, "--yes")
    tables.put({**FLAGGED, "At": {"S": "2027-01-15T08:00:09Z#event-3"}, "To": {"S": "PENDING"}}, table="History")
    assert "history told of no removal" in forget(CALLER, "--yes")
    assert kept_of_others(tables) == OTHERS


def test_running_executions_are_waited_for(forget: Forget, full: Storage, workflow: Workflow, tables: Tables) -> None:
    late = change(flagged(), flagged(FlagCount=2), event="event-5")
    workflow.records(REMOVED)
    workflow.records(late)
    full.states.looks = [{"a", "b"}, {"b", "new"}, {"new"}]
    assert "the workflow's running executions" in forget(CALLER, "--yes")
    assert kept_of_others(tables) == OTHERS, "what they wrote last is erased, too; a newer execution is not waited for"


def test_executions_that_do_not_end_leave_history(
    forget: Forget, full: Storage, workflow: Workflow, tables: Tables
) -> None:
    workflow.records(REMOVED)
    full.states.looks = [{"a"}]
    with pytest.raises(LocalError, match=r"still running after 5 s.*running this again is safe"):
        forget(CALLER, "--yes")
    assert len(tables.history()) == 4


def test_number_that_is_listed_again_meanwhile_keeps_what_is_new(
    forget: Forget, workflow: Workflow, tables: Tables
) -> None:
    again = flagged(FlagIds={"flag-9"}, Reason="again")

    def flag_again() -> None:
        tables.put(REMOVED, change(None, again, at=NOW + 61, event="event-10"), table="History")
        tables.put(again)

    workflow.does = [flag_again]
    said = forget(CALLER, "--yes")
    assert "The number was put on the list again meanwhile: that entry and its 1 change(s) are left" in said
    assert tables.get() == again
    assert [i["At"]["S"] for i in tables.history() if i["ContactNumber"]["S"] == CALLER] == [
        "2027-01-15T08:01:01Z#event-10"
    ]


@pytest.mark.parametrize("entry", [item(), flagged()])
def test_entry_that_is_yet_to_be_processed_may_be_written_of_again(
    forget: Forget, workflow: Workflow, tables: Tables, entry: Item
) -> None:
    tables.put(entry)
    workflow.records(REMOVED)
    said = forget(CALLER, "--yes")
    assert "The workflow had not finished with it: run this once more" in said
    assert "record the removal" in said
    assert kept_of_others(tables) == OTHERS


def test_place_in_the_stream_is_left_and_told(forget: Forget, full: Storage, workflow: Workflow) -> None:
    pointer = {"DDBStreamBatchInfo": {"shardId": "shard-1", "batchSize": 1}}
    park(full, pointer)
    workflow.records(REMOVED)
    assert "1 message(s) of the dead-letter queue only point into the stream" in forget(CALLER, "--yes")
    assert pointer in waiting(full)


def test_fault_in_the_middle_says_how_far_it_came(
    forget: Forget, full: Storage, workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    workflow.records(REMOVED)

    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": OTHER}}, "DeleteItem")

    monkeypatch.setattr(full.dynamodb, "delete_item", refuse)
    with pytest.raises(LocalError, match=r"^The entry is erased.*may not do DeleteItem.*running this again is safe"):
        forget(CALLER, "--yes")


def test_conflicting_write_is_no_erasing(
    forget: Forget, full: Storage, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(**_: object) -> None:
        response: Any = {"Error": {"Code": "TransactionCanceledException", "Message": ""},
                         "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]}  # fmt: skip
        raise ClientError(response, "TransactWriteItems")

    monkeypatch.setattr(full.dynamodb, "transact_write_items", conflict)
    with pytest.raises(LocalError, match="not erased"):
        forget(CALLER, "--yes")
    assert tables.get() == PENDING
