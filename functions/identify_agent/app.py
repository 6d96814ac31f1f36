"""`identify_agent`: who flagged? The flow's own word, else Amazon Connect's, else `unknown`."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import agents, aws, stream
from denylist.entries import Entry
from denylist.errors import ConnectError
from denylist.metrics import stack_metrics

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

# The last part of arn:aws:connect:REGION:ACCOUNT:instance/ID; without an instance there is nobody to ask.
INSTANCE_ID = os.environ["CONNECT_INSTANCE_ARN"].rpartition("/")[2]
CONNECT = aws.connect() if INSTANCE_ID else None


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """`{"Record": …}` to `{"FlaggedBy": "maria"}`.

    Raises:
        MalformedRecordError: not a stream record.
        ConnectError: Connect did not answer; the workflow tries again and then goes on with `unknown`.
            Each such attempt counts as an unknown agent.
    """
    entry = stream.parse(event["Record"]).entry
    try:
        found = _flagged_by(entry)
    except ConnectError:
        _count(agents.UNKNOWN)
        raise
    _count(found)
    return {"FlaggedBy": found}


def _count(found: str) -> None:
    name = "AgentUnknown" if found == agents.UNKNOWN else "AgentKnown"
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)


def _flagged_by(entry: Entry) -> str:
    if entry.flagged_by:
        return entry.flagged_by
    if not CONNECT or not entry.contact_id:
        return agents.UNKNOWN
    return agents.agent_of(CONNECT, INSTANCE_ID, entry.contact_id)
