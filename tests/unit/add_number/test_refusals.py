"""Bad input: a clear answer, and nothing in the table."""

import re

import pytest
from hypothesis import given

from denylist.entries import read
from denylist.refusals import Refusal
from tests.unit.add_number.adding import Add, no
from tests.unit.denylist.test_contacts import DETAILS, JSON
from tests.unit.records import call, event
from tests.unit.tables import Tables

NOT_VOICE = no("not_voice", "not_voice")
BAD_EVENTS = {
    "connect_no_details": no("no_number", "empty"),
    "connect_null_details": no("no_number", "empty"),
    "connect_chat": NOT_VOICE,
    "connect_sms": NOT_VOICE,
    "connect_email": NOT_VOICE,
    "connect_task_nulls": NOT_VOICE,
    "connect_withheld_null": no("no_number", "empty"),
    "connect_withheld_empty": no("no_number", "empty"),
    "connect_withheld_word": no("no_number", "withheld"),
    "connect_withheld_keypad": no("no_number", "withheld"),
    "connect_quick_connect_withheld": no("no_number", "withheld"),
    "connect_sip_caller": no("refused", "address"),
    "connect_long_address": no("refused", "too_long"),
    "connect_control_characters": no("refused", "not_a_number"),
    "connect_quick_connect_permanent": no("refused", "unknown_term"),
}


@pytest.mark.parametrize("name", BAD_EVENTS)
def test_bad_event_is_answered_and_stores_nothing(add: Add, tables: Tables, name: str) -> None:
    assert add(event(name)) == BAD_EVENTS[name]
    assert tables.entries() == {}


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("911", Refusal.EMERGENCY),
        ("+82112", Refusal.EMERGENCY),
        ("411", Refusal.SHORT_CODE),
        ("hello", Refusal.NOT_A_NUMBER),
        ("5555555555", Refusal.NOT_VALID),
        ("6561234567", Refusal.AMBIGUOUS),
        ("1" * 300, Refusal.TOO_LONG),
        ("sip:alice@example.com", Refusal.ADDRESS),
        ("*31#555 014 212", Refusal.STAR),
        ("+1 206 555 01*42", Refusal.STAR),
    ],
)
def test_number_that_must_not_be_denied_is_refused_at_once(add: Add, tables: Tables, address: str, why: str) -> None:
    assert add(call(address)) == no("refused", why)
    assert tables.entries() == {}


@pytest.mark.parametrize(
    ("address", "why"), [("+811045000", Refusal.NO_PLAN), ("+17378742833", Refusal.SPELLS_WITHHELD)]
)
def test_flag_of_a_number_that_only_a_reviewer_may_deny_is_kept_for_one(
    add: Add, tables: Tables, address: str, why: str
) -> None:
    for _ in range(2):
        assert add(call(address)) == no("refused", why)
    entry = read(tables.entries()[address])
    assert (entry.status, entry.note, entry.flag_count) == ("REFUSED", why, 1)


@pytest.mark.parametrize("term", ["permanent", "30", "31d", "forever", 30, ["30d"], {"term": "30d"}, True, "x" * 9999])
def test_term_that_is_not_the_agents_to_give_is_refused(add: Add, tables: Tables, term: object) -> None:
    assert add(call(Term=term)) == no("refused", "unknown_term")
    assert tables.entries() == {}


@pytest.mark.parametrize("address", ["", "restricted", "Anonymous", "+266696687", "+8656696", None, 0, [], {}])
def test_withheld_caller_can_never_be_flagged(add: Add, tables: Tables, address: object) -> None:
    answer = add(call(address))
    assert (answer["Success"], answer["Result"]) == ("false", "no_number")
    assert tables.entries() == {}


@given(value=JSON | DETAILS.map(lambda details: {"Details": details}))
def test_any_json_is_answered_with_a_flat_map_of_words(add: Add, tables: Tables, value: object) -> None:
    answer = add(value)
    assert list(answer) == ["Success", "Result", "Why"]
    assert all(isinstance(text, str) and re.fullmatch("[A-Za-z0-9_-]+", text) for text in answer.values())
    assert answer["Success"] == ("true" if answer["Result"] in {"added", "already_listed"} else "false")
    if answer["Success"] == "false":
        assert tables.entries() == {}
