"""`identify_agent`: finds who made a flag, and whether the number was dialled or called in.

What the flow passed counts first, then what Amazon Connect says, else the agent is `unknown`.
"""

import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, instance, stream
from denylist.entries import Entry
from denylist.errors import ConnectError
from denylist.metrics import stack_metrics

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

# The last part of arn:aws:connect:REGION:ACCOUNT:instance/ID; without an instance, Connect is not asked.
INSTANCE_ID = os.environ["CONNECT_INSTANCE_ARN"].rpartition("/")[2]
CONNECT = clients.connect() if INSTANCE_ID else None


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """`{"Record": …}` to `{"FlaggedBy": "maria", "Dialled": "no"}`.

    Raises:
        MalformedRecordError: not a stream record.
        ConnectError: the agent is not known and Connect did not answer. The workflow tries again, and then goes on
            with `unknown`. Each such attempt counts as an unknown agent.
    """
    entry = stream.parse(event["Record"]).entry
    try:
        found = _find(entry)
    except ConnectError:
        if not entry.flagged_by:
            _count(instance.UNKNOWN)
            raise
        # The agent is known. Whether the number was dialled is worth one request, but no retry.
        found = {"FlaggedBy": entry.flagged_by, "Dialled": entry.dialled}
    _count(found["FlaggedBy"])
    return found


def _count(agent: str) -> None:
    name = "AgentUnknown" if agent == instance.UNKNOWN else "AgentKnown"
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)


def _find(entry: Entry) -> dict[str, str]:
    """Who flagged, and whether the number was dialled: from the entry, else from Connect's record of the call."""
    if not CONNECT or not entry.contact_id or (entry.flagged_by and entry.dialled):
        return {"FlaggedBy": entry.flagged_by or instance.UNKNOWN, "Dialled": entry.dialled}
    contact = instance.contact_of(CONNECT, INSTANCE_ID, entry.contact_id)
    return {
        "FlaggedBy": entry.flagged_by or instance.agent_of(CONNECT, INSTANCE_ID, contact),
        "Dialled": entry.dialled or instance.dialled_in(CONNECT, INSTANCE_ID, contact),
    }
