"""Values at their limits, and one step beyond."""

from typing import Any

import pytest

from tools.connect import parameter_checks as value
from tools.connect.parameter_checks import Check

SIX = {f"key{number}": "value" for number in range(6)}

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
VIEW = f"{INSTANCE}/view/99999999-0000-4000-8000-000000000001"

RIGHT: list[tuple[Check, Any]] = [
    (value.whole_seconds(8), "1"),
    (value.whole_seconds(8), "8"),
    (value.tags, SIX),
    (value.tags, {"k" * 128: "v" * 256}),
    (value.tags, {"denied": "$.Attributes.Denied"}),
    (value.event_hook, {"DisconnectAgentUI": "$.Attributes.Guide"}),
    (value.view_resource, {"Id": VIEW, "Version": "1"}),
    (value.view_resource, {"Id": "arn:aws:connect:us-east-1:aws:view/form:1"}),
    (value.resource("queue"), f"{INSTANCE}/queue/99999999-0000-4000-8000-000000000001"),
    (value.resource("queue"), "99999999-0000-4000-8000-000000000001"),
    (value.resource("queue"), "$.Attributes.Queue"),
    (value.function, "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:check-1_a:$LATEST"),
    (value.spoken, "x" * 6_000),
    (value.json_object, {"Sections": [{"Value": 1}]}),
]
WRONG: list[tuple[Check, Any]] = [
    (value.resource("queue"), VIEW),
    (value.resource("queue"), "Support"),
    (value.function, "check"),
    (value.function, f"{INSTANCE}/queue/q"),
    (value.spoken, "x" * 6_001),
    (value.whole_seconds(8), "0"),
    (value.whole_seconds(8), "9"),
    (value.whole_seconds(8), "08"),
    (value.whole_seconds(8), "1.5"),
    (value.whole_seconds(8), "٣"),
    (value.whole_seconds(8), 5),
    (value.whole_seconds(8), "$.Attributes.Seconds"),
    (value.tags, {}),
    (value.tags, {**SIX, "key6": "value"}),
    (value.tags, {"": "value"}),
    (value.tags, {"k" * 129: "value"}),
    (value.tags, {"aws:connect": "value"}),
    (value.tags, {"key": "v" * 257}),
    (value.tags, {"key": 1}),
    (value.event_hook, {"Disconnect": "flow"}),
    (value.event_hook, {"AgentHold": "flow", "CustomerHold": "flow"}),
    (value.event_hook, {"AgentHold": ""}),
    (value.event_hook, {}),
    (value.view_resource, {"Version": "1"}),
    (value.view_resource, {"Id": ""}),
    (value.view_resource, "view"),
    (value.static_or_path, "arn:$.Attributes.Name"),
    (value.json_object, []),
]


@pytest.mark.parametrize(("check", "offered"), RIGHT)
def test_value_within_its_limits_is_accepted(check: Check, offered: object) -> None:
    assert check(offered) is None


@pytest.mark.parametrize(("check", "offered"), WRONG)
def test_value_beyond_its_limits_is_refused_with_what_it_must_be(check: Check, offered: object) -> None:
    assert str(check(offered)).startswith("must ")
