"""`add_number`: what an agent's flag is answered, and what it leaves in the table."""

import importlib
import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given

from denylist.entries import read
from denylist.errors import StoreError
from denylist.numbers import Refusal
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.denylist.test_contacts import DETAILS, JSON
from tests.unit.records import CALLER, DAY, HOUR, NOW, OTHER, WINDOW, call, event, flagged, item
from tests.unit.tables import Tables

type Answer = dict[str, str]
type Add = Callable[[Any], Answer]

ADDED = {"Success": "true", "Result": "added", "Why": "NONE"}
LISTED = {"Success": "true", "Result": "already_listed", "Why": "NONE"}


@pytest.fixture
def add(load: Load) -> Add:
    """The function with the template's defaults."""
    return adding(load)


def adding(load: Load, **variables: str) -> Add:
    app = load("add_number", **variables)
    return lambda event: app.lambda_handler(event, CONTEXT)


def no(result: str, why: str) -> Answer:
    return {"Success": "false", "Result": result, "Why": why}


# ── A flag ──────────────────────────────────────────────────────────────────────────────────────


def test_number_is_denied_from_the_moment_of_the_answer(add: Add, tables: Tables) -> None:
    assert add(event("connect_quick_connect")) == ADDED
    assert read(tables.get("+12125550142") or {}).is_in_force(NOW)


def test_flag_is_stored_whole(add: Add, tables: Tables) -> None:
    assert add(call(FlaggedBy="maria", Reason="shouts", Term="24h")) == ADDED
    stored = tables.get() or {}
    assert stored == {**stored, **flagged(Term="24h", ExpiresAt=NOW + DAY, Reason="shouts")}


def test_named_agent_is_stored(add: Add, tables: Tables) -> None:
    add(event("connect_quick_connect_named_agent"))
    stored = read(tables.get("+12125550142") or {})
    assert (stored.flagged_by, stored.term) == ("jane.doe", "30d")
    assert stored.contact_id == "aaaaaaaa-0000-4000-8000-000000000001"
    assert stored.flag_ids == {"aaaaaaaa-0000-4000-8000-000000000002"}


@pytest.mark.parametrize(
    ("policy", "term", "lasts"),
    [
        ("provisional", "24h", DAY),
        ("provisional", "7d", WINDOW),
        ("provisional", None, WINDOW),
        ("trusted", "24h", DAY),
        ("trusted", "365d", 365 * DAY),
        ("trusted", "default", 30 * DAY),
        ("trusted", None, 30 * DAY),
    ],
)
def test_flag_lasts_as_long_as_the_policy_says(
    load: Load, tables: Tables, policy: str, term: str | None, lasts: int
) -> None:
    assert adding(load, REVIEW_POLICY=policy)(call(Term=term)) == ADDED
    assert read(tables.get() or {}).expires_at == NOW + lasts


def test_number_is_read_as_people_of_the_region_write_it(load: Load, tables: Tables) -> None:
    assert adding(load, DEFAULT_REGION="KR")(call("010-1234-5678")) == ADDED
    assert list(tables.entries()) == ["+821012345678"]


def test_number_of_an_outbound_call_is_the_one_that_was_dialled(add: Add, tables: Tables) -> None:
    assert add(event("connect_quick_connect_outbound")) == ADDED
    assert list(tables.entries()) == ["+14155550123"]


def test_number_is_flagged_by_a_form_after_the_call(add: Add, tables: Tables) -> None:
    form = {"Channel": "CHAT", "Source": "after_call", "FlaggedBy": "maria"}
    assert add(call(None, CustomerNumber=CALLER, **form)) == ADDED
    assert add(call(OTHER, **form)) == no("not_voice", "not_voice")
    assert list(tables.entries()) == [CALLER]


@pytest.mark.parametrize("name", ["connect_quick_connect_no_parameters", "connect_quick_connect_sparse"])
def test_event_without_parameters_or_endpoint_is_enough(add: Add, tables: Tables, name: str) -> None:
    assert add(event(name)) == ADDED
    assert list(tables.entries()) == ["+12125550142"]


def test_three_retries_of_a_flag_are_one_flag(add: Add, tables: Tables) -> None:
    answers = [add(event("connect_quick_connect")) for _ in range(4)]
    assert answers == [ADDED] * 4
    assert read(tables.get("+12125550142") or {}).flag_count == 1


def test_second_agents_flag_counts(add: Add, tables: Tables) -> None:
    assert add(call(FlaggedBy="maria")) == ADDED
    assert add(call(ContactId="flag-2", FlaggedBy="noah")) == LISTED
    assert read(tables.get() or {}).flag_count == 2


def test_flag_without_contact_id_counts_by_itself(add: Add, tables: Tables) -> None:
    assert add(call(ContactId=None)) == ADDED
    assert add(call(ContactId=None)) == LISTED
    assert read(tables.get() or {}).flag_count == 2


@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
@pytest.mark.parametrize("end", [None, NOW + 99 * DAY])
def test_flag_never_shortens_an_entry_in_force(add: Add, tables: Tables, status: str | None, end: int | None) -> None:
    there = item(Status=status, ExpiresAt=end)
    tables.put(there)
    assert add(call(Term="24h")) == LISTED
    stored = read(tables.get() or {})
    assert (stored.status, stored.expires_at) == (status, end)


@pytest.mark.parametrize(
    "there", [item(Status="EXPIRED"), item(Status="PENDING", ExpiresAt=NOW), item(ExpiresAt=NOW - DAY)]
)
def test_number_is_flagged_anew_after_its_end(add: Add, tables: Tables, there: dict[str, Any]) -> None:
    tables.put(there)
    assert add(call()) == ADDED
    assert read(tables.get() or {}).is_in_force(NOW)


def test_protected_number_is_not_flagged(add: Add, tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    assert add(call()) == no("protected", "protected")
    assert tables.get() == item(Status="PROTECTED")


def test_what_an_agent_writes_is_stored_as_one_bounded_line(add: Add, tables: Tables) -> None:
    add(call(Reason="shouts\r\nStatus: APPROVED\x00" + "!" * 500, FlaggedBy="maria\nBy: ruth"))
    stored = read(tables.get() or {})
    assert stored.reason.startswith("shouts Status: APPROVED!!!")
    assert len(stored.reason) == 200
    assert stored.flagged_by == "maria By: ruth"


# ── Bad input ───────────────────────────────────────────────────────────────────────────────────

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
        ("+15555555555", Refusal.NOT_VALID),
        ("1" * 300, Refusal.TOO_LONG),
        ("sip:+12065550142@example.com", Refusal.ADDRESS),
    ],
)
def test_number_that_must_not_be_denied_is_refused_at_once(add: Add, tables: Tables, address: str, why: str) -> None:
    assert add(call(address)) == no("refused", why)
    assert tables.entries() == {}


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


# ── An agent's hour ─────────────────────────────────────────────────────────────────────────────


def caller(n: int) -> str:
    return f"+1206555{n:04d}"


def flag_by(add: Add, agent: str, *calls: int) -> list[str]:
    return [add(call(caller(n), ContactId=f"flag-{n}", FlaggedBy=agent))["Result"] for n in calls]


def test_flags_beyond_an_agents_hour_are_kept_but_do_not_deny(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    assert flag_by(add, "maria", 1, 2, 3) == ["added", "added", "refused"]
    kept = read(tables.get(caller(3)) or {})
    assert (kept.status, kept.note, kept.flagged_by) == ("REFUSED", "too_many_flags", "maria")
    assert not kept.is_in_force(NOW)


def test_answer_beyond_an_agents_hour_says_why(load: Load) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "maria", 1)
    assert add(call(caller(2), ContactId="flag-2", FlaggedBy="maria")) == no("refused", "too_many_flags")


def test_retry_in_the_next_hour_of_a_flag_that_was_kept_gets_its_first_answer(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    assert flag_by(add, "maria", 1, 2) == ["added", "refused"]
    app = importlib.import_module("add_number.app")
    monkeypatch.setattr(app, "time", SimpleNamespace(time=lambda: NOW + 3600))
    assert flag_by(add, "maria", 2) == ["refused"]
    assert not read(tables.get(caller(2)) or {}).is_in_force(NOW + 3600)


def test_retry_in_the_next_hour_of_a_flag_that_denies_gets_its_first_answer(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also once others have filled that hour: an agent does not hear of a number that is denied that it is not."""
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    first, second = (call(CALLER, ContactId=f"flag-{n}", FlaggedBy="maria") for n in (1, 2))
    answers = [add(first), add(second)]
    assert [answer["Result"] for answer in answers] == ["added", "already_listed"]
    before = tables.get(CALLER)
    app = importlib.import_module("add_number.app")
    monkeypatch.setattr(app, "time", SimpleNamespace(time=lambda: NOW + HOUR))
    flag_by(add, "maria", 8, 9)
    assert [add(first), add(second)] == answers
    assert tables.get(CALLER) == before


def test_retry_within_a_full_hour_gets_its_first_answer(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="2")
    assert flag_by(add, "maria", 1, 2, 1, 2) == ["added"] * 4
    assert flag_by(add, "maria", 3, 3, 3) == ["refused"] * 3
    assert read(tables.get(caller(3)) or {}).flag_count == 1


def test_one_agents_hour_is_not_anothers(load: Load) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    assert flag_by(add, "maria", 1, 2) == ["added", "refused"]
    assert flag_by(add, "noah", 3) == ["added"]
    assert flag_by(add, "", 4, 5, 6) == ["added"] * 3


def test_flag_beyond_an_agents_hour_leaves_an_entry_in_force(load: Load, tables: Tables) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    flag_by(add, "maria", 1)
    tables.put(item(caller(2), Status="APPROVED"), item(caller(3), Status="PROTECTED"))
    assert flag_by(add, "maria", 2, 3) == ["refused"] * 2
    assert tables.get(caller(2)) == item(caller(2), Status="APPROVED")
    assert tables.get(caller(3)) == item(caller(3), Status="PROTECTED")


# ── Faults, logs and metrics ────────────────────────────────────────────────────────────────────


@AFTER_A_FAULT
def test_fault_of_the_table_raises(add: Add, tables: Tables) -> None:
    tables.client.delete_table(TableName="Denylist")
    with pytest.raises(StoreError, match=r"^ResourceNotFoundException$"):
        add(call())


@AFTER_A_FAULT
def test_fault_of_the_counter_raises_and_flags_nothing(add: Add, tables: Tables) -> None:
    tables.client.delete_table(TableName="History")
    with pytest.raises(StoreError):
        add(call(FlaggedBy="maria"))
    assert tables.entries() == {}


def test_no_log_holds_a_number_a_reason_or_a_name(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    add = adding(load, FLAGS_PER_AGENT_PER_HOUR="1")
    for address in (CALLER, OTHER, "206-555-0199", "anonymous", "911", "sip:+12065550142@example.com", "9" * 300):
        for term in ("30d", "permanent"):
            add(call(address, Term=term, FlaggedBy="CANARYNAME", Reason="CANARYREASON"))
    logged = capsys.readouterr()
    said = logged.out + logged.err
    assert '"result":"added"' in said
    for canary in (
        CALLER,
        OTHER,
        "2065550142",
        "2065550199",
        "206-555",
        "CANARYNAME",
        "CANARYREASON",
        "example.com",
        "9" * 8,
    ):
        assert canary not in said


@pytest.mark.parametrize("address", ["+1206\r\n{level: ERROR}5550142", "a\u2028b\x1b[2Jc"])
def test_no_address_makes_a_log_line_of_its_own(load: Load, capsys: pytest.CaptureFixture[str], address: str) -> None:
    adding(load)(call(address))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2  # one log line and one metric
    assert all(isinstance(json.loads(line), dict) for line in lines)


@pytest.mark.parametrize(
    ("address", "metric"), [(CALLER, "Flag_added"), ("911", "Flag_refused"), (None, "Flag_no_number")]
)
def test_every_answer_is_counted(add: Add, capsys: pytest.CaptureFixture[str], address: object, metric: str) -> None:
    add(call(address))
    emitted = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert [metric in line for line in emitted] == [True]


def test_hour_of_a_flag_is_the_clocks(add: Add, tables: Tables) -> None:
    add(call(FlaggedBy="maria"))
    counted = tables.counter("agent:maria", "flags#2027-01-15T08") or {}
    assert counted["FlagCount"] == {"N": "1"}
    assert int(counted["RetainUntil"]["N"]) >= NOW + HOUR
