"""`count_subscribers`: confirmed subscriptions, and nothing else, as a metric."""

import json

import pytest

from tests.unit.conftest import CONTEXT, Load

TOPIC = "arn:aws:sns:us-east-1:123456789012:supervisors"


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("count", [0, 2])
def test_mail_that_nobody_confirmed_does_not_count(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    app = load("count_subscribers", TOPIC_ARN=TOPIC)
    asked = {"Attributes": {"SubscriptionsConfirmed": str(count), "SubscriptionsPending": "3"}}
    monkeypatch.setattr(app.SNS, "get_topic_attributes", lambda **_: asked)
    assert app.lambda_handler({}, CONTEXT) == {"Subscribers": count}
    (printed,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed["Subscribers"] == [float(count)]
