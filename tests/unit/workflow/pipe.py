"""What the pipe lets through, by its filter in the template and moto's matcher of EventBridge's patterns."""

import json
from typing import Any

from moto.events.models import EventPattern

from tests.unit.tables import properties

PATTERNS = [f["Pattern"] for f in properties("Pipe")["SourceParameters"]["FilterCriteria"]["Filters"]]
_LOADED = [EventPattern.load(json.dumps(json.loads(pattern))) for pattern in PATTERNS]


def passes(record: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether one of the patterns takes this stream record."""
    return any(pattern.matches_event(record) for pattern in _LOADED)
