"""`normalize_number`: the workflow's first step."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from denylist.errors import MalformedRecordError
from denylist.refusals import Refusal
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.records import CALLER, event, item, record
from tests.unit.tables import Tables

type Normalize = Callable[[dict[str, Any]], dict[str, str]]

TYPED = "(206) 555-0142"
DENIABLE = {"Outcome": "deniable", "Why": "", "Number": CALLER, "Country": "US", "NumberType": "FIXED_LINE_OR_MOBILE"}


@pytest.fixture
def normalize(load: Load) -> Normalize:
    """The function with the template's defaults."""
    return normalizing(load)


def normalizing(load: Load, **variables: str) -> Normalize:
    app = load("normalize_number", **variables)
    return lambda raw: app.lambda_handler({"Record": raw}, CONTEXT)


def refused(why: str) -> dict[str, str]:
    return {"Outcome": "refused", "Why": why, "Number": "", "Country": "", "NumberType": ""}


@pytest.mark.parametrize(
    "name", ["insert_flag", "insert_typed_number", "insert_typed_spelling", "modify_flag_joins_pending"]
)
def test_record_names_its_number(normalize: Normalize, name: str) -> None:
    assert normalize(event(f"stream_{name}")) == DENIABLE


@pytest.mark.parametrize("typed", [TYPED, "206.555.0142", "tel:+1-206-555-0142", "12065550142", "٢٠٦٥٥٥٠١٤٢"])
def test_spelling_is_brought_to_its_number(normalize: Normalize, typed: str) -> None:
    assert normalize(record(None, item(typed))) == DENIABLE


def test_spelling_is_read_as_people_of_the_region_write_it(load: Load) -> None:
    answer = normalizing(load, DEFAULT_REGION="KR")(record(None, item("010-1234-5678")))
    assert (answer["Number"], answer["Country"], answer["NumberType"]) == ("+821012345678", "KR", "MOBILE")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("anonymous", Refusal.WITHHELD),
        ("+266696687", Refusal.WITHHELD),
        ("911", Refusal.EMERGENCY),
        ("411", Refusal.SHORT_CODE),
        ("hello", Refusal.NOT_A_NUMBER),
        ("5555555555", Refusal.NOT_VALID),
        ("+15555555555", Refusal.NO_PLAN),
        ("7378742833", Refusal.SPELLS_WITHHELD),
        ("6561234567", Refusal.AMBIGUOUS),
        ("jane@example.com", Refusal.ADDRESS),
        ("9" * 2000, Refusal.TOO_LONG),
        (" ", Refusal.EMPTY),
        (f"{CALLER}*", Refusal.STAR),
    ],
)
def test_what_must_not_be_denied_is_refused_by_name(normalize: Normalize, typed: str, why: str) -> None:
    assert normalize(record(None, item(typed))) == refused(why)


def test_answer_is_text_that_travels_as_json(normalize: Normalize) -> None:
    for typed in (CALLER, "911"):
        answer = normalize(record(None, item(typed)))
        assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("typed", [CALLER, TYPED])
def test_answer_is_the_records_alone_whatever_the_table_holds(normalize: Normalize, tables: Tables, typed: str) -> None:
    """A record that is processed again must be judged as it was the first time."""
    tables.put(item(Status="PROTECTED"))
    assert normalize(record(None, item(typed))) == DENIABLE
    tables.client.delete_table(TableName="Denylist")
    assert normalize(record(None, item(typed))) == DENIABLE


@AFTER_A_FAULT
@pytest.mark.parametrize("raw", [{}, {"eventID": "e"}, None, "record", {"eventID": "e", "dynamodb": {}}])
def test_what_is_no_record_is_refused_by_name(normalize: Normalize, raw: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedRecordError):
        normalize(raw)


def test_no_log_holds_a_number_or_what_people_wrote(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    normalize = normalizing(load)
    for typed in (CALLER, TYPED, "+15555555555", "CANARYNUMBER", "CANARY@example.com"):
        normalize(record(None, item(typed, Reason="CANARYREASON", FlaggedBy="CANARYNAME")))
    said = capsys.readouterr().out
    assert "***5555" in said
    assert "***MBER" in said
    for canary in (CALLER, "2065550142", TYPED, "15555555555", "CANARY"):
        assert canary not in said
