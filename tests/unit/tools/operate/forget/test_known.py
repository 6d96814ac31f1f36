"""What is found about a number, under which spellings, and what is not."""

from pathlib import Path

import pytest

from tests.unit.records import CALLER, NOW, OTHER, flagged, item
from tests.unit.tables import Tables
from tests.unit.tools.operate.forget.world import (
    ARN,
    COUNTER,
    KEY,
    PENDING,
    REMOVED,
    SPELLING,
    Forget,
    Workflow,
    change,
    everything,
    park,
    parked,
    waiting,
)
from tools.common.errors import LocalError
from tools.operate.forget.known import Wanted, look
from tools.operate.storage import Storage


@pytest.mark.parametrize(
    "spelled", [CALLER, SPELLING, "1-206-555-0142", "tel:+1 206 555 0142", "\uff12\uff10\uff16 555 0142"]
)
def test_any_spelling_finds_everything(full: Storage, spelled: str) -> None:
    known = look(full, Wanted.of(spelled, "US"))
    assert known.entry == PENDING
    assert [i["ContactNumber"]["S"] for i in known.spellings] == [SPELLING]
    assert {i["ContactNumber"]["S"] for i in known.changes} == {CALLER, KEY}
    assert known.counters == (COUNTER,)
    assert len(known.letters.bodies) == 2
    assert known.executions == {ARN + "event-1", ARN + "event-2", ARN + "parked"}


def test_national_spellings_are_those_of_the_stacks_country(full: Storage) -> None:
    assert not look(full, Wanted.of(SPELLING, "US")).is_nothing
    assert Wanted.of(SPELLING, "KR").refusal


def test_a_number_that_is_shaped_alike_and_spelled_wrongly_is_a_spelling(full: Storage, tables: Tables) -> None:
    tables.put(item("+4402079460000", Status="REFUSED"))
    assert look(full, Wanted.of("+44 20 7946 0000", "US")).spellings
    assert not look(full, Wanted.of("+44 20 7946 0001", "US")).spellings


def test_key_with_a_star_is_found_for_the_number_and_finds_itself_alone(full: Storage, tables: Tables) -> None:
    tables.put(item(f"{CALLER}*", Status="REFUSED", Note="star"))
    keys = {i["ContactNumber"]["S"] for i in look(full, Wanted.of(CALLER, "US")).spellings}
    assert keys == {SPELLING, f"{CALLER}*"}
    assert look(full, Wanted.of(f"{CALLER}*", "US")).keys == {f"{CALLER}*"}


def test_looking_leaves_every_message_to_be_seen(full: Storage) -> None:
    look(full, Wanted.of(CALLER, "US"))
    assert len(waiting(full)) == 3


def test_more_messages_than_one_answer_holds_are_all_looked_at(full: Storage) -> None:
    for _ in range(25):
        park(full, parked(flagged(OTHER)))
    park(full, parked(flagged()))
    assert len(look(full, Wanted.of(CALLER, "US")).letters.bodies) == 3


@pytest.mark.parametrize(
    "body", ["no JSON", "[]", "{}", "5", {"Record": 1}, {"Record": {"dynamodb": {}}}, {"Record": None}]
)
def test_message_that_is_no_record_is_left(full: Storage, body: object) -> None:
    park(full, body)
    assert len(look(full, Wanted.of(CALLER, "US")).letters.bodies) == 2


def test_record_without_keys_is_known_by_its_image(full: Storage) -> None:
    park(full, {"Record": {"dynamodb": {"OldImage": item()}}})
    assert len(look(full, Wanted.of(CALLER, "US")).letters.bodies) == 3


def test_nothing_known_is_said_and_is_no_error(forget: Forget, full: Storage, tables: Tables, tmp_path: Path) -> None:
    before = everything(tables, full)
    assert "Nothing is known about +12065550199" in forget(
        "206-555-0199", "--yes", "--export", str(tmp_path / "none.json")
    )
    assert everything(tables, full) == before
    assert not list(tmp_path.iterdir())


def test_second_run_finds_nothing(forget: Forget, workflow: Workflow) -> None:
    workflow.records(REMOVED)
    forget(CALLER, "--yes")
    assert "Nothing is known" in forget(CALLER, "--yes")


@pytest.mark.parametrize("text", ["day", "agent:maria", "911", "anonymous", "206 555"])
def test_what_is_no_number_finds_no_counters_and_is_an_error(
    forget: Forget, full: Storage, tables: Tables, text: str
) -> None:
    before = everything(tables, full)
    with pytest.raises(LocalError, match="is no number that could be denied"):
        forget(text, "--yes")
    assert everything(tables, full) == before


def test_number_in_no_plan_that_nothing_is_known_of_is_half_a_number(forget: Forget) -> None:
    with pytest.raises(LocalError, match="in no country's numbering plan"):
        forget("+1206555014", "--yes")


def test_text_that_could_mean_another_number_names_what_it_could(forget: Forget, full: Storage, tables: Tables) -> None:
    with pytest.raises(LocalError, match=r"may mean \+6561234567; say which"):
        forget("656 123 4567", "--yes")
    tables.put(item("656-123-4567", Status="REFUSED", Note="ambiguous"))
    assert look(full, Wanted.of("+6561234567", "US")).spellings


@pytest.mark.parametrize("other", ["+5215512345678", "00525512345678"])
def test_every_number_of_a_line_is_found(full: Storage, tables: Tables, other: str) -> None:
    tables.put(item(other, Status="APPROVED"))
    for spelled in ("+525512345678", "+521 55 1234 5678"):
        assert look(full, Wanted.of(spelled, "US")).spellings


@pytest.mark.parametrize("text", ["", "  "])
def test_no_number_is_asked_for(forget: Forget, text: str) -> None:
    with pytest.raises(LocalError, match="Say which number"):
        forget(text, "--yes")


@pytest.mark.parametrize("text", ["sip:bob@example.com", "555 555 0142"])
def test_refused_text_is_erased_under_its_very_spelling(
    forget: Forget, tables: Tables, workflow: Workflow, text: str
) -> None:
    refused = item(text, Status="REFUSED", Note="not_valid")
    tables.put(refused)
    tables.put(change(None, refused), table="History")
    workflow.records(change(refused, None, at=NOW + 60, event="event-9"))
    said = forget(text, "--yes")
    assert "Erased: 1 entry, 2 change(s)" in said
    assert tables.get(text) is None
