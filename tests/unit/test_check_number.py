"""`check_number`: what it answers about an inbound call. In doubt the call goes on; only a fault raises."""

import json
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.entries import DENYING, STATUSES, read
from denylist.errors import StoreError
from denylist.wire import client, reader
from tests.unit.conftest import CONTEXT, Load
from tests.unit.denylist.dynamodb_json import EXPIRIES, STATUS_VALUES
from tests.unit.denylist.test_contacts import DETAILS, JSON
from tests.unit.dynamodb_http import DynamodbHttp
from tests.unit.records import CALLER, DAY, EVENTS, NOW, call, event, flagged, item
from tests.unit.tables import Tables
from tools.measure.reckon import costs

type Check = Callable[[Any], dict[str, str]]

ALLOW = {"Success": "false", "Decision": "allow", "Status": "NONE", "ExpiresAt": "NONE"}
WITHHELD = {**ALLOW, "Decision": "withheld"}
OTHER_CHANNELS = JSON.filter(lambda value: value not in (None, "") and str(value).strip().upper() != "VOICE")


@pytest.fixture
def app(load: Load) -> ModuleType:
    """The function with the template's defaults."""
    return load("check_number")


@pytest.fixture
def check(app: ModuleType) -> Check:
    return lambda event: app.lambda_handler(event, CONTEXT)


# ── Decisions ───────────────────────────────────────────────────────────────────────────────────


def test_caller_whom_nobody_flagged_goes_on(check: Check) -> None:
    assert check(event("connect_inbound_voice")) == ALLOW


def test_flagged_caller_is_denied(check: Check, tables: Tables) -> None:
    tables.put(flagged("+12125550142"))
    answer = {"Success": "true", "Decision": "deny", "Status": "FLAGGED", "ExpiresAt": str(NOW + 3 * DAY)}
    assert check(event("connect_inbound_voice")) == answer


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_status_decides_while_an_entry_lasts(check: Check, tables: Tables, status: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW + 1))
    answer = check(call())
    assert answer["Success"] == ("true" if status in DENYING else "false")
    assert answer["Status"] == status


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_ended_entry_that_is_still_in_the_table_is_allowed(check: Check, tables: Tables, status: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW))
    assert check(call()) == {"Success": "false", "Decision": "allow", "Status": status, "ExpiresAt": str(NOW)}


def test_article_made_item_is_denied_for_ever(check: Check, tables: Tables) -> None:
    tables.put(item())
    assert check(call()) == {"Success": "true", "Decision": "deny", "Status": "NONE", "ExpiresAt": "NONE"}


@given(status=STATUS_VALUES | st.none(), expiry=EXPIRIES | st.just({"S": "soon"}) | st.none())
def test_answer_is_the_entrys_and_fit_for_a_flow(check: Check, tables: Tables, status: Any, expiry: Any) -> None:  # noqa: ANN401
    stored = item(Status=status, ExpiresAt=expiry)
    tables.put(stored)
    answer = check(call())
    assert answer["Success"] == ("true" if read(stored).is_in_force(NOW) else "false")
    assert answer["Decision"] == ("deny" if answer["Success"] == "true" else "allow")
    assert all(re.fullmatch("[A-Za-z0-9_-]+", text) for text in answer.values())


@pytest.mark.parametrize("address", ["12065550142", "tel:+12065550142", "+1 (206) 555-0142", "２０６５５５０１４２"])  # noqa: RUF001
def test_number_that_a_carrier_sent_otherwise_is_found(check: Check, tables: Tables, address: str) -> None:
    tables.put(flagged())
    assert check(call(address))["Decision"] == "deny"


def test_region_reads_what_a_carrier_sent_otherwise(load: Load, tables: Tables) -> None:
    app = load("check_number", DEFAULT_REGION="KR")
    tables.put(flagged("+821012345678"))
    assert app.lambda_handler(call("010-1234-5678"), CONTEXT)["Decision"] == "deny"


def test_number_is_the_one_that_the_flow_passes(check: Check, tables: Tables) -> None:
    tables.put(flagged())
    assert check(call("+12125550143", CustomerNumber=CALLER))["Decision"] == "deny"


@pytest.mark.parametrize("channel", ["VOICE", "voice", " Voice ", "", None])
def test_call_is_denied_and_so_is_an_event_that_does_not_say(check: Check, tables: Tables, channel: object) -> None:
    tables.put(flagged())
    assert check(call(Channel=channel))["Decision"] == "deny"


@pytest.mark.parametrize("address", [CALLER, "anonymous", None])
@given(
    channel=st.sampled_from(["CHAT", "TASK", "EMAIL", "SMS", "WHATSAPP", "VOICE_CHAT", "\uff36OICE"]) | OTHER_CHANNELS
)
def test_no_other_channel_is_denied_or_costs_a_read_or_a_count(
    check: Check, tables: Tables, dynamodb_http: DynamodbHttp, address: str | None, channel: object
) -> None:
    tables.put(flagged())
    dynamodb_http.requests.clear()
    for parameters in ({}, {"CustomerNumber": address}, {"Source": "after_call"}, {"Source": "outbound"}):
        assert check(call(address, Channel=channel, **parameters)) == ALLOW
    assert dynamodb_http.operations == []


@pytest.mark.parametrize("name", ["connect_sms", "connect_chat", "connect_email", "connect_task_nulls"])
def test_kept_event_of_another_channel_goes_on_though_the_number_is_denied(
    check: Check, tables: Tables, name: str
) -> None:
    tables.put(flagged("+12125550142"))
    assert check(event(name)) == ALLOW


# ── Bad input ───────────────────────────────────────────────────────────────────────────────────

KEPT = {
    "connect_no_details": WITHHELD,
    "connect_null_details": WITHHELD,
    "connect_withheld_null": WITHHELD,
    "connect_withheld_empty": WITHHELD,
    "connect_withheld_word": WITHHELD,
    "connect_withheld_keypad": WITHHELD,
    "connect_quick_connect_withheld": WITHHELD,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("connect_*.json")))
def test_every_kept_event_lets_the_call_go_on(check: Check, name: str) -> None:
    assert check(event(name)) == KEPT.get(name, ALLOW)


def test_no_key_denies_withheld_callers(check: Check, tables: Tables) -> None:
    tables.put(*(item(text) for text in ("anonymous", "+266696687", "restricted", "None", "null", "0")))
    for address in ("anonymous", "+266696687", "restricted", None, "", 0):
        assert check(call(address)) == WITHHELD


@pytest.mark.parametrize(
    "address",
    ["+12065550142", "+4402071838750", "+820212345678", "2065550142", "+390612345678", "+12065550142*"],
)
def test_caller_who_was_flagged_is_denied_however_the_carrier_writes_it(load: Load, check: Check, address: str) -> None:
    flagged_as = load("add_number").lambda_handler(call(address), CONTEXT)
    assert flagged_as["Result"] == "added"
    assert check(call(address))["Decision"] == "deny"


@pytest.mark.parametrize("address", ["*12065550142", "+1206*5550142", " +12065550142\N{FULLWIDTH ASTERISK}"])
def test_denied_caller_stays_denied_with_a_star_in_the_address(check: Check, tables: Tables, address: str) -> None:
    tables.put(flagged())
    assert check(call(address))["Decision"] == "deny"


@given(value=JSON | DETAILS.map(lambda details: {"Details": details}))
def test_any_json_is_answered_with_a_flat_map_of_words(check: Check, value: object) -> None:
    answer = check(value)
    assert list(answer) == list(ALLOW)
    assert answer["Success"] == "false"
    assert all(isinstance(text, str) and re.fullmatch("[A-Za-z0-9_-]+", text) for text in answer.values())


# ── What it costs ───────────────────────────────────────────────────────────────────────────────


def test_first_connection_is_made_during_initialisation(load: Load, dynamodb_http: DynamodbHttp) -> None:
    load("check_number")
    assert dynamodb_http.operations == ["GetItem"]


def test_allowed_call_costs_one_read_and_denied_call_two_counts_more(
    check: Check, tables: Tables, dynamodb_http: DynamodbHttp
) -> None:
    dynamodb_http.requests.clear()
    check(call())
    assert dynamodb_http.operations == ["GetItem"]
    tables.put(flagged())
    check(call())
    assert dynamodb_http.operations == ["GetItem", "GetItem", "UpdateItem", "UpdateItem"]
    assert dynamodb_http.connections == 1


@pytest.mark.parametrize("address", ["anonymous", "", None, "911", "sip:alice@example.com"])
def test_what_is_no_number_costs_nothing(check: Check, dynamodb_http: DynamodbHttp, address: object) -> None:
    dynamodb_http.requests.clear()
    check(call(address))
    assert dynamodb_http.operations == []


def test_worst_case_is_below_what_the_flow_waits() -> None:
    """The sum holds for a cold start and a check that meet the same fault."""
    reading = reader.READ_ATTEMPTS * reader.READ_SECONDS + (reader.READ_ATTEMPTS - 1) * client.PAUSE_SECONDS
    assert reading < reader.CHECK_SECONDS
    assert reader.START_SECONDS + reader.CHECK_SECONDS < 2.2


# ── Counting, faults and logs ───────────────────────────────────────────────────────────────────


def test_denied_calls_are_counted_and_kept_for_the_retention(check: Check, tables: Tables) -> None:
    tables.put(flagged())
    for _ in range(3):
        check(call())
    counted = {"DeniedCount": {"N": "3"}, "LastDeniedAt": {"S": "2027-01-15T08:00:00Z"}}
    kept = {"RetainUntil": {"N": str(NOW + 400 * DAY)}}
    assert tables.counter(f"calls:{CALLER}", "denied") == {
        **item(f"calls:{CALLER}"),
        "At": {"S": "denied"},
        **counted,
        **kept,
    }


def test_allowed_calls_are_not_counted(check: Check, tables: Tables) -> None:
    tables.put(item(Status="EXPIRED"))
    check(call())
    assert tables.counter(f"calls:{CALLER}", "denied") is None


def test_denied_calls_are_counted_by_the_day(check: Check, tables: Tables) -> None:
    tables.put(flagged())
    for _ in range(2):
        check(call())
    counted = tables.counter("day", "2027-01-15")
    assert counted
    assert (counted["DeniedCalls"], counted["RetainUntil"]) == ({"N": "2"}, {"N": str(NOW + 400 * DAY)})


def test_slow_table_is_not_asked_to_count_the_day_too(
    load: Load, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = load("check_number")
    seconds = iter([0.0, 0.1, app.CHECK_SECONDS - app.CHART_SECONDS])
    monkeypatch.setattr(app.time, "monotonic", lambda: next(seconds))
    tables.put(flagged())
    assert app.lambda_handler(call(), CONTEXT)["Decision"] == "deny"
    assert tables.counter(f"calls:{CALLER}", "denied")
    assert tables.counter("day", "2027-01-15") is None


def metrics(printed: str) -> list[str]:
    lines = [json.loads(line) for line in printed.splitlines()]
    return [m["Name"] for line in lines if "_aws" in line for m in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]]


def test_denied_call_is_a_metric(check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.put(flagged())
    check(call())
    assert metrics(capsys.readouterr().out) == ["Denied"]


def test_denied_call_logs_the_bytes_that_costs_are_reckoned_with(
    check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    check(call())
    allowed = capsys.readouterr().out
    tables.put(item(Status="APPROVED"))  # the longest name of a status that denies
    check(call())
    assert (len(allowed), len(capsys.readouterr().out.encode())) == (0, costs.DENIED_LOG_BYTES)


def test_metric_is_in_embedded_metric_format(check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.put(flagged())
    check(call())
    line = next(json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    described = line["_aws"]["CloudWatchMetrics"][0]
    assert line["_aws"]["Timestamp"] == NOW * 1000
    assert (described["Namespace"], described["Dimensions"]) == ("DenyList", [["stack", "service"]])
    assert (line["stack"], line["service"], line["Denied"]) == ("connect-deny-list", "check_number", 1)


def test_call_that_cannot_be_counted_is_denied_all_the_same(
    check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.put(flagged())
    tables.client.delete_table(TableName="History")
    assert check(call())["Decision"] == "deny"
    assert sorted(metrics(capsys.readouterr().out)) == ["Denied", "DeniedNotCounted"]


def test_fault_raises_and_never_answers(check: Check, tables: Tables) -> None:
    tables.client.delete_table(TableName="Denylist")
    with pytest.raises(StoreError, match=r"^ResourceNotFoundException$"):
        check(call())


def test_withheld_caller_goes_on_whatever_the_table_does(check: Check, tables: Tables) -> None:
    tables.client.delete_table(TableName="Denylist")
    assert check(call("anonymous")) == WITHHELD


def test_initialisation_survives_a_table_that_does_not_answer(
    load: Load, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.client.delete_table(TableName="Denylist")
    app = load("check_number")
    assert json.loads(capsys.readouterr().out)["message"] == "first connection failed"
    with pytest.raises(StoreError):
        app.lambda_handler(call(), CONTEXT)


def test_no_log_holds_a_number_or_what_people_wrote(
    check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    tables.put(flagged(FlaggedBy="CANARYNAME", Reason="CANARYREASON", Note="CANARYNOTE"))
    for address in (CALLER, "(206) 555-0142", "CANARYWORD", "sip:CANARYWORD@example.com"):
        check(call(address))
    tables.client.delete_table(TableName="History")
    check(call())
    said = capsys.readouterr().out
    assert "***0142" in said
    for canary in (CALLER, "2065550142", "555-0142", "CANARY"):
        assert canary not in said


def test_every_line_of_the_log_is_one_object(check: Check, tables: Tables, capsys: pytest.CaptureFixture[str]) -> None:
    tables.put(item(Status={"S": "FLAGGED"}, Note="a\nb"))
    check(call("+1 206\n555 0142"))
    check(call())
    for line in capsys.readouterr().out.splitlines():
        assert isinstance(json.loads(line), dict)
