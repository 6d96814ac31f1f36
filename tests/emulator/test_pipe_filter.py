"""The pipe's filter saves executions and loses nothing: the template's patterns, put to EventBridge's own matcher.

The emulator's pipe ignores them (test_emulator_gaps.py), so they are asked of `events:TestEventPattern`.
"""

import json
from typing import Any

import pytest

from denylist import stream
from local.stack import Stack
from tests.unit.workflow.pipe import PATTERNS
from tests.unit.workflow.test_routes import END, ROUTES, image, record

KEPT_OVER_A_LAPSED_FLAG = record(image("FLAGGED", ExpiresAt=END, FlagCount="1"), image("REFUSED", FlagCount="2"))
RECORDS = {**{name: delivered for name, (delivered, _) in ROUTES.items()}, "kept for review": KEPT_OVER_A_LAPSED_FLAG}


def passes(stack: Stack, delivered: dict[str, Any]) -> bool:
    events = stack.client("events")
    envelope = {"source": "test", "detail-type": "test", "account": "1", "region": "r", "time": "t", "id": "i"}
    event = json.dumps({**envelope, **delivered})
    return any(events.test_event_pattern(EventPattern=p, Event=event)["Result"] for p in PATTERNS)


@pytest.mark.parametrize("name", RECORDS)
def test_no_record_with_news_is_filtered_out(stack: Stack, name: str) -> None:
    parsed = stream.parse(RECORDS[name])
    if stream.change_of(parsed) or stream.is_claim(parsed):
        assert passes(stack, RECORDS[name])


def test_the_workflows_own_completions_are_filtered_out(stack: Stack) -> None:
    assert not passes(stack, RECORDS["own completion"])
    assert passes(stack, RECORDS["expired"]), "while a decision is not"
