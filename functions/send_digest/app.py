"""`send_digest`: one mail for all changes since the last one, once in each window.

It publishes first and deletes afterwards, so that a fault in between can repeat some changes but loses none. The
function exists only if `AlertDigestMinutes` is not 0.
"""

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, digest
from denylist.history import Summary
from denylist.metrics import stack_metrics
from denylist.tables.digests import Waiting

logger = Logger()
metrics = stack_metrics()

TOPIC = os.environ["TOPIC_ARN"]
LANGUAGE = os.environ["LANGUAGE"]
CONSOLE_URL = os.environ["CONSOLE_URL"]
SNS = clients.sns()
WAITING = Waiting(clients.patient_dynamodb(), os.environ["HISTORY_TABLE"])
# As many as can be deleted well within the function's time limit; the next window takes the rest.
MOST = 10_000


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: object, context: object) -> dict[str, Any]:
    """Send the digest; answer how many changes it told of (`Told`), and whether more wait (`Further`).

    Raises:
        StoreError: DynamoDB did not answer; changes that were not deleted are in the next digest again.
        ClientError, BotoCoreError, ResponseParserError: SNS did not answer, or not legibly; nothing was deleted.
    """
    items, further = WAITING.oldest(MOST)
    if items:
        _publish([digest.read(item) for item in items], further=further)
        WAITING.remove(items)
    metrics.add_metric(name="ChangesDigested", unit=MetricUnit.Count, value=len(items))
    logger.info("digest", told=len(items), further=further)
    return {"Told": len(items), "Further": further}


def _publish(changes: list[Summary], *, further: bool) -> None:
    SNS.publish(
        TopicArn=TOPIC,
        Subject=digest.subject(len(changes)),
        Message=digest.message(changes, further=further, language=LANGUAGE, console_url=CONSOLE_URL),
        MessageStructure="json",
        MessageAttributes={"event": {"DataType": "String", "StringValue": digest.EVENT}},
    )
