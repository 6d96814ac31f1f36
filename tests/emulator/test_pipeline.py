"""The deployed stack end to end: flows, functions, table, stream, pipe, workflow, topic."""

import json
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from secrets import SystemRandom
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.emulator.table import Table
from tools.common.errors import LocalError
from tools.common.paths import ROOT, TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.connect.run import Contact, Outcome, Queue, lambda_invoker, open_flow, run
from tools.embedded.stack import Stack
from tools.operate import redrive, target

type Alerts = Callable[..., list[dict[str, Any]]]

QUEUE = Queue("arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/support")
EVENTS = sorted((ROOT / "tests" / "events").glob("connect_*.json"))


def flag(stack: Stack, number: str, contact: str = "", **parameters: str) -> dict[str, str]:
    """One flag by a contact and an agent of its own; what the flow hears. Flags without a name share a limit."""
    parameters = {"FlaggedBy": f"agent of {contact or number}", **parameters}
    data = {"Channel": "VOICE", "ContactId": contact or str(uuid4()), "InitialContactId": "call"}
    event = {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": number, **parameters}}}
    answer: dict[str, str] = stack.invoke(stack.outputs["AddNumberArn"], event)
    return answer


def check(stack: Stack, number: object) -> dict[str, str]:
    event = {
        "Details": {"ContactData": {"Channel": "VOICE", "CustomerEndpoint": {"Address": number}}, "Parameters": {}}
    }
    answer: dict[str, str] = stack.invoke(stack.outputs["CheckNumberArn"], event)
    return answer


def answered(ask: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What a function says once it answers; its caller asks again, as Connect and agents do.

    Each time later: calls that all time out on a busy machine would do so again if they were all repeated at once.
    """
    for most in (1, 2, 4, 8, 16, 32, 64):
        with suppress(LocalError, ReadTimeoutError):
            return ask()
        time.sleep(SystemRandom().uniform(0, most))
    return ask()


def told(messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Event and number of each alert."""
    alerts = [json.loads(message["Message"]) for message in messages]
    return sorted((alert["event"], alert["number"]) for alert in alerts)


def test_a_flag_denies_at_once_is_announced_and_a_decision_ends_it(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    arns = {**stack.outputs, "QueueArn": QUEUE.arn}
    inbound, flagging = open_flow("inbound", arns), open_flow("flag_number", arns)
    invoke = lambda_invoker(stack.client("lambda"))
    call = Contact(customer_address=number)
    assert run(inbound, call, invoke).ended == "queue"

    call.attributes["FlaggedBy"] = "maria"
    pressed = run(flagging, call.quick_connect(QUEUE), invoke)
    assert (pressed.external["Result"], pressed.external["Menu"]) == ("added", "category")
    assert pressed.heard[0].startswith("Listed until reviewed, 72 hours maximum.")
    assert run(inbound, Contact(customer_address=number), invoke).ended == "disconnected"

    (alert,) = alerts(1)
    assert len(alert["Subject"]) < 100
    assert alert["Subject"].isascii()
    assert told([alert]) == [("flagged", number)]
    entry = table.entry(number)
    assert (entry["Status"]["S"], entry["Term"]["S"], entry["FlaggedBy"]["S"]) == ("PENDING", "30d", "maria")
    assert "Category" not in entry

    table.set(number, Status="EXPIRED", ReviewedBy="rosa", ReviewedAt="2026-11-22T12:00:00Z", Note="a mistake")
    assert run(inbound, Contact(customer_address=number), invoke).ended == "queue"
    assert told(alerts(2)) == [("expired", number), ("flagged", number)]
    table.quiet()
    assert table.events(number) == ["flagged", "expired"]
    assert table.counter(number)["DeniedCount"]["N"] == "1"


def _flagged_by_phone(stack: Stack, number: str, keys: str) -> Outcome:
    """One press of the quick connect by an agent of its own, then keys."""
    call = Contact(customer_address=number, attributes={"FlaggedBy": f"agent of {number}"})
    flagging = open_flow("flag_number", {**stack.outputs, "QueueArn": QUEUE.arn})
    return run(flagging, call.quick_connect(QUEUE), lambda_invoker(stack.client("lambda")), keys)


def test_a_key_says_what_it_was_about_and_the_alert_says_so_too(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    outcome = _flagged_by_phone(stack, number, "2")
    assert (outcome.external["Result"], outcome.external["Category"]) == ("updated", "threat")
    assert outcome.heard[1:] == ("Noted for 1 year. For another period, press 0.", "Thank you.")
    (alert,) = alerts(1)
    assert told([alert]) == [("flagged", number)]
    table.quiet()
    entry = table.entry(number)
    assert (entry["Category"]["S"], entry["Term"]["S"], entry["FlagCount"]["N"]) == ("threat", "365d", "1")
    assert check(stack, number)["Decision"] == "deny"
    assert told(alerts(1)) == [("flagged", number)], "one flag is told once, whatever its agent adds"


def test_a_term_of_ones_own_after_the_reason_is_the_flags(stack: Stack, table: Table, number: str) -> None:
    outcome = _flagged_by_phone(stack, number, "101")
    assert (outcome.external["Category"], outcome.external["Term"]) == ("abuse", "24h")
    entry = table.entry(number)
    assert (entry["Category"]["S"], entry["Term"]["S"]) == ("abuse", "24h")
    assert int(entry["ExpiresAt"]["N"]) - time.time() <= 24 * 3600


@pytest.mark.parametrize("keys", ["*", "10*"])
def test_a_star_takes_the_flag_back_and_the_next_call_is_put_through(
    stack: Stack, table: Table, number: str, keys: str
) -> None:
    outcome = _flagged_by_phone(stack, number, keys)
    assert (outcome.external["Result"], outcome.heard[-1]) == ("withdrawn", "It was taken back. Thank you.")
    assert table.entry(number)["Status"]["S"] == "EXPIRED"
    inbound = open_flow("inbound", {**stack.outputs, "QueueArn": QUEUE.arn})
    assert run(inbound, Contact(customer_address=number), lambda_invoker(stack.client("lambda"))).ended == "queue"


def test_a_flag_that_a_reviewer_decided_about_meanwhile_is_not_taken_back(
    stack: Stack, table: Table, number: str
) -> None:
    invoke = lambda_invoker(stack.client("lambda"))
    calls: list[str] = []

    def decided_before_the_key(arn: str, event: dict[str, Any]) -> object:
        if calls:
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
            table.set(number, Status="APPROVED", ReviewedBy="rosa", ReviewedAt=at)
        calls.append(arn)
        return invoke(arn, event)

    call = Contact(customer_address=number, attributes={"FlaggedBy": f"agent of {number}"})
    flagging = open_flow("flag_number", {**stack.outputs, "QueueArn": QUEUE.arn})
    outcome = run(flagging, call.quick_connect(QUEUE), decided_before_the_key, "*")
    assert outcome.heard[-1].startswith("A reviewer has decided already")
    assert check(stack, number)["Decision"] == "deny"


def test_three_retries_of_one_flag_make_one_flag_and_one_alert(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    assert [flag(stack, number, contact="the same")["Result"] for _ in range(3)] == ["added"] * 3
    alerts(1)
    table.quiet()
    assert told(alerts(1)) == [("flagged", number)]
    assert table.entry(number)["FlagCount"]["N"] == "1"


def test_twenty_concurrent_flags_count_twenty_and_are_announced_once(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    """An agent who hears that it went wrong, as twenty at once may on a busy machine, flags again: the same flag."""

    def press(agent: int) -> dict[str, str]:
        return answered(lambda: flag(stack, number, f"{number}-{agent}", FlaggedBy=f"agent-{agent}"))

    with ThreadPoolExecutor(20) as agents:
        answers = list(agents.map(press, range(20)))
    assert sorted(a["Result"] for a in answers) == ["added", *["already_listed"] * 19]
    alerts(1)
    table.quiet()
    entry = table.entry(number)
    assert (entry["FlagCount"]["N"], len(entry["FlagIds"]["SS"]), entry["Status"]["S"]) == ("20", 20, "PENDING")
    assert sorted(table.events(number)) == ["flagged", *["flagged_again"] * 19]
    assert told(alerts(1)) == [("flagged", number)]


def test_a_number_typed_as_people_write_it_moves_to_its_e164_key(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    typed = f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    table.put(ContactNumber=typed)
    assert told(alerts(1)) == [("added", number)]
    table.quiet()
    assert table.entry(typed) == {}
    assert table.entry(number)["Status"]["S"] == "PENDING"
    assert check(stack, number)["Decision"] == "deny"
    assert told(alerts(1)) == [("added", number)]


def test_an_item_of_the_article_denies_at_once_and_is_given_an_end(stack: Stack, table: Table, number: str) -> None:
    table.put(ContactNumber=number)
    assert check(stack, number)["Success"] == "true"
    wait_until(lambda: "ExpiresAt" in table.entry(number), 30, "an end for an entry typed by hand")


def test_an_expired_entry_still_in_the_table_is_allowed(stack: Stack, table: Table, number: str) -> None:
    table.put(ContactNumber=number, Status="APPROVED", ExpiresAt=int(time.time()) - 1)
    assert check(stack, number)["Decision"] == "allow"
    assert table.entry(number), "it is still there"


def test_a_protected_number_cannot_be_flagged(stack: Stack, table: Table, number: str) -> None:
    table.put(ContactNumber=number, Status="PROTECTED")
    assert flag(stack, number)["Result"] == "protected"
    assert check(stack, number)["Decision"] == "allow"


def test_the_workflow_never_feeds_itself_and_a_replayed_shuffled_batch_changes_nothing(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    other = number.replace("+1206", "+1425")
    flag(stack, number, FlaggedBy="ana")
    flag(stack, number, FlaggedBy="ben")
    table.put(ContactNumber=other)
    alerts(2)
    executions = table.quiet()
    before = table.entry(number), table.entry(other), table.history(number), table.history(other)
    records = table.records()
    random.Random(7).shuffle(records)  # noqa: S311
    assert table.run([*records, *records[:3]]) == "SUCCEEDED"
    assert table.quiet() == executions + 1, "the replay wrote nothing that came back"
    assert (table.entry(number), table.entry(other), table.history(number), table.history(other)) == before
    assert len(alerts(2)) == 2


def test_a_broken_record_is_parked_whole_and_its_neighbours_complete(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    flag(stack, number)
    alerts(1)
    table.quiet()
    broken = {"eventID": "broken", "eventName": "INSERT", "dynamodb": {"NewImage": {"Status": {"S": "FLAGGED"}}}}
    fresh = {**table.insertion(number), "eventID": str(uuid4())}
    assert table.run([broken, fresh]) == "SUCCEEDED"
    assert told(alerts(2)) == [("flagged", number)] * 2, "the neighbour was recorded and announced"
    (parked,) = table.parked()
    assert (parked["Record"], bool(parked["Error"])) == (broken, True)


def test_a_parked_record_is_announced_once_however_often_it_is_parked_and_redriven(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    flag(stack, number)
    alerts(1)
    table.quiet()
    late = {**table.insertion(number), "eventID": str(uuid4())}
    account = target.embedded(TEST_DIRECTORY)
    table.park({"Record": late, "Error": {"Error": "Test"}, "Execution": "the one that failed"})
    table.park({"Record": late, "Error": {"Error": "Test"}, "Execution": "another delivery, which failed too"})
    assert redrive.redrive(account).started == 2
    alerts(2)
    table.quiet()
    assert len(alerts(2)) == 2, "once for the flag, once for the record that was parked"
    assert redrive.redrive(account).started == 0, "what was run again is gone from the queue"


def test_a_place_in_the_stream_that_the_pipe_gave_up_is_read_back(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    """The pipe's own dead letters hold no records: only where they are in the stream."""
    flag(stack, number)
    alerts(1)
    table.quiet()
    sequence = table.insertion(number)["dynamodb"]["SequenceNumber"]
    place = {"startSequenceNumber": sequence, "endSequenceNumber": sequence, "batchSize": 1}
    table.park({"DDBStreamBatchInfo": {**table.stream(), **place}})
    executions = table.quiet()
    assert redrive.redrive(target.embedded(TEST_DIRECTORY)).started == 1
    assert table.quiet() == executions + 1
    assert table.records_of_the_latest() == [table.insertion(number)]
    assert table.events(number) == ["flagged"], "what was recorded before is not recorded again"


def test_what_is_not_a_parked_record_is_kept_and_named(
    stack: Stack, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    table.park({"hello": "world"})
    count = redrive.redrive(target.embedded(TEST_DIRECTORY))
    assert (count.started, count.kept) == (0, 1)
    assert "no message of the workflow" in capsys.readouterr().out


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_any_event_gets_a_flat_answer_of_strings(stack: Stack, path: Path) -> None:
    event = json.loads(path.read_text())
    for name in ("CheckNumberArn", "AddNumberArn"):
        answer = stack.invoke(stack.outputs[name], event)
        assert all(isinstance(value, str) and value for value in answer.values())
        assert answer["Success"] in ("true", "false")


@pytest.mark.parametrize(
    "address",
    [None, "", "anonymous", "+266696687", "a" * 300, "+1206\x00555\x1b0142", "sip:eve@example.com", "911", [], {}, 7],
)
def test_what_cannot_be_denied_is_refused_and_nothing_is_stored(stack: Stack, table: Table, address: object) -> None:
    before = table.size()
    data = {"Channel": "VOICE", "ContactId": str(uuid4()), "CustomerEndpoint": {"Address": address}}
    answer = stack.invoke(stack.outputs["AddNumberArn"], {"Details": {"ContactData": data}})
    assert (answer["Success"], answer["Result"] in ("refused", "no_number")) == ("false", True)
    assert table.size() == before
    assert check(stack, address)["Success"] == "false"


@pytest.mark.parametrize("term", ["permanent", "forever", "31d", "30D"])
def test_a_term_that_is_not_an_agents_to_give_stores_nothing(
    stack: Stack, table: Table, number: str, term: str
) -> None:
    assert flag(stack, number, Term=term) == {"Success": "false", "Result": "refused", "Why": "unknown_term"}
    assert table.entry(number) == {}


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL"])
def test_other_channels_are_not_flagged(stack: Stack, table: Table, number: str, channel: str) -> None:
    data = {"Channel": channel, "ContactId": str(uuid4()), "CustomerEndpoint": {"Address": number}}
    answer = stack.invoke(stack.outputs["AddNumberArn"], {"Details": {"ContactData": data}})
    assert (answer["Success"], answer["Result"]) == ("false", "not_voice")
    assert table.entry(number) == {}


def test_no_log_holds_a_full_number_or_a_reason(stack: Stack, table: Table, alerts: Alerts, number: str) -> None:
    canary = f"canary-{uuid4()}"
    flag(stack, number, Reason=canary)
    check(stack, number)
    alerts(1)
    table.quiet()
    logs = table.logs()
    assert "denied" in logs, "the logs are there to be read"
    assert number not in logs
    assert number[1:] not in logs
    assert canary not in logs
