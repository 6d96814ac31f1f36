"""`write_alert` writes the subject and the message for SNS."""

import json
from typing import Any

import pytest

from denylist import stream
from denylist.events import Change
from tests.unit.conftest import CONTEXT, Load
from tests.unit.records import CALLER, as_told, event, flagged, meaning, record


def change(name: str = "insert_flag") -> dict[str, Any]:
    """What `record_change` passes on for a record of tests/events."""
    parsed = stream.parse(event(f"stream_{name}"))
    found = meaning(parsed)
    assert found
    return as_told(parsed, found, CALLER, {"Country": "US"}).as_json()


def write(load: Load, told: dict[str, Any], **variables: str) -> tuple[str, dict[str, str]]:
    answer = load("write_alert", **variables).lambda_handler({"Change": told}, CONTEXT)
    assert list(answer) == ["Subject", "Message"]
    return answer["Subject"], json.loads(answer["Message"])


def test_people_get_text_and_machines_get_json(load: Load) -> None:
    subject, message = write(load, change())
    assert subject == "Deny list: ***0142 flagged"
    assert set(message) == {"default", "email", "sqs", "lambda", "http", "https", "firehose"}
    assert message["default"] == message["email"]
    assert message["email"].startswith("An agent flagged a caller.")
    assert {message[protocol] for protocol in ("lambda", "http", "https", "firehose")} == {message["sqs"]}


def test_machines_get_every_fact_and_the_text(load: Load) -> None:
    subject, message = write(load, change())
    link = f"https://denylist.example.com/#/entries/{CALLER}"
    assert json.loads(message["sqs"]) == {**change(), "subject": subject, "body": message["email"], "link": link}
    assert link in message["email"]


def test_alert_is_in_the_stacks_language(load: Load) -> None:
    _, message = write(load, change(), LANGUAGE="ko")
    assert message["email"].startswith("상담원이 발신자를 신고했습니다.")
    assert json.loads(message["sqs"])["body"] == message["email"]


def test_subject_is_ascii_in_every_language(load: Load) -> None:
    subject, _ = write(load, {**change(), "number": "전화번호 없음 12"}, LANGUAGE="ko")
    assert subject.isascii()


def test_longest_alert_fits_into_a_message(load: Load) -> None:
    long = flagged(
        "글" * 900, Reason="글" * 900, FlaggedBy="글" * 900, Note="글" * 900, Source="글" * 900, Country="글" * 900
    )
    parsed = stream.parse(record(None, long))
    told = as_told(parsed, Change.FLAGGED, "글" * 900).as_json()
    subject, message = write(load, told, LANGUAGE="ko")
    assert len(subject) < 100
    assert len(json.dumps(message, ensure_ascii=False).encode()) < 256 * 1024


def test_no_log_holds_a_number_a_reason_or_a_name(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    write(load, {**change(), "why": "CANARYREASON", "actor": "CANARYNAME"})
    said = capsys.readouterr().out
    assert "CANARY" not in said
    assert CALLER not in said
