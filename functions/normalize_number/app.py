"""`normalize_number`: which number does this record name, and could it be denied? The workflow's first step.

It applies the number rules and reads no table. Whether the number is protected may change until the record is run
again, so `record_change` finds that out as a condition of its write.
"""

import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import stream
from denylist.keys import judge_key
from denylist.metrics import stack_metrics
from denylist.numbers import Number
from denylist.refusals import Refusal
from denylist.text import mask

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Judge the `Record`'s key: `Outcome` `deniable` with `Number`, `Country`, `NumberType`, or `refused` with `Why`.

    All five are always present, because a state's ResultSelector fails if one is missing.

    Raises:
        MalformedRecordError: not a stream record.
    """
    typed = stream.parse(event["Record"]).entry.number
    judged = judge_key(typed, REGION)
    if isinstance(judged, Number) and judged.doubt:
        # As for an agent's flag, it is kept for a reviewer, who may deny the number.
        judged = judged.doubt
    outcome = "Refused" if isinstance(judged, Refusal) else "Deniable"
    metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=1)
    if isinstance(judged, Refusal):
        logger.info("refused", why=judged, number=mask(typed))
        return {"Outcome": "refused", "Why": judged, "Number": "", "Country": "", "NumberType": ""}
    found = {"Number": judged.e164, "Country": judged.country, "NumberType": judged.type}
    return {"Outcome": "deniable", "Why": "", **found}
