"""`normalize_number`: which number does this record name, and may it be denied? The workflow's first step."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import aws, entries, stream
from denylist.numbers import Number, Refusal, judge
from denylist.store import Store
from denylist.text import mask

logger = Logger()
metrics = Metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]
STORE = Store(aws.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Judge the `Record`'s key: `Outcome` `deniable` with `Number`, `Country`, `NumberType`, or `refused` with `Why`.

    All five are always there, because a state's ResultSelector fails on what is not.

    Raises:
        MalformedRecordError: not a stream record.
        StoreError: DynamoDB did not answer whether the number is protected.
    """
    typed = stream.parse(event["Record"]).entry.number
    judged = _judge(typed)
    outcome = "Refused" if isinstance(judged, Refusal) else "Deniable"
    metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=1)
    if isinstance(judged, Refusal):
        logger.info("refused", why=judged, number=mask(typed))
        return {"Outcome": "refused", "Why": judged, "Number": "", "Country": "", "NumberType": ""}
    found = {"Number": judged.e164, "Country": judged.country, "NumberType": judged.type}
    return {"Outcome": "deniable", "Why": "", **found}


def _judge(typed: str) -> Number | Refusal:
    """The number rules, and for another spelling also what is known of the number it spells."""
    judged = judge(typed, REGION)
    if isinstance(judged, Refusal) or judged.e164 == typed:
        return judged
    entry = STORE.get(judged.e164)
    return Refusal.PROTECTED if entry and entry.status == entries.PROTECTED else judged
