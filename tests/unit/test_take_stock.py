"""`take_stock` counts confirmed subscriptions, flags left unprocessed, and entries under former keys, as metrics."""

import json
from typing import Any

import pytest

from denylist.errors import StoreError
from denylist.text import iso
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.records import NOW, flagged
from tests.unit.tables import Tables

TOPIC = "arn:aws:sns:us-east-1:123456789012:supervisors"
LATE = iso(NOW - 901)


@pytest.fixture
def app(load: Load, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a module
    app = load("take_stock", TOPIC_ARN=TOPIC)
    asked = {"Attributes": {"SubscriptionsConfirmed": "2", "SubscriptionsPending": "3"}}
    monkeypatch.setattr(app.SNS, "get_topic_attributes", lambda **_: asked)
    return app


def test_mail_that_nobody_confirmed_does_not_count(app: Any) -> None:  # noqa: ANN401
    assert app.lambda_handler({}, CONTEXT)["Subscribers"] == 2


def test_flags_in_force_that_nobody_processes_are_counted(app: Any, tables: Tables) -> None:  # noqa: ANN401
    tables.put(*(flagged(f"+120655501{n}", Status="FLAGGED", FlaggedAt=LATE) for n in range(10, 13)))
    tables.put(
        flagged("+12065550120", Status="FLAGGED", FlaggedAt=iso(NOW - 899)),
        flagged("+12065550121", Status="FLAGGED", FlaggedAt=LATE, ExpiresAt=NOW),
        flagged("+12065550122", Status="PENDING", FlaggedAt=LATE),
    )
    assert app.lambda_handler({}, CONTEXT)["FlagsWaiting"] == 3


def test_entries_under_a_former_key_that_stand_are_counted(app: Any, tables: Tables) -> None:  # noqa: ANN401
    former = ["+5491123456789", "+5215512345678", "+390549886377", "+33590274812"]
    statuses = ["PENDING", "APPROVED", "PROTECTED", "FLAGGED"]
    tables.put(*(flagged(number, Status=status) for number, status in zip(former, statuses, strict=True)))
    tables.put(
        flagged("+541123456788", Status="PENDING"),
        flagged("+54911234567", Status="PENDING"),
        flagged("+5491123456788", Status="PENDING", ExpiresAt=NOW),
        flagged("+5491123456787", Status="EXPIRED"),
    )
    assert app.lambda_handler({}, CONTEXT)["FormerKeys"] == 4


def test_all_are_metrics(app: Any, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ANN401
    app.lambda_handler({}, CONTEXT)
    (printed,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (printed["FlagsWaiting"], printed["FormerKeys"], printed["Subscribers"]) == ([0.0], [0.0], [2.0])


@AFTER_A_FAULT
def test_flags_are_told_of_though_the_topic_does_not_answer(
    app: Any,  # noqa: ANN401
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silence(**_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(app.SNS, "get_topic_attributes", silence)
    with pytest.raises(TimeoutError):
        app.lambda_handler({}, CONTEXT)
    assert '"FlagsWaiting":[0.0]' in capsys.readouterr().out


@AFTER_A_FAULT
def test_table_that_does_not_answer_is_an_error(app: Any, tables: Tables) -> None:  # noqa: ANN401
    tables.client.delete_table(TableName="Denylist")
    with pytest.raises(StoreError):
        app.lambda_handler({}, CONTEXT)
