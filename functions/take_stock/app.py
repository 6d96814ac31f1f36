"""`take_stock`: once an hour, counts what causes no error and yet must not last.

Those are flags that the workflow has not processed (a pipe that stands still reports no error), entries under a key by
which no call is looked up any more, and the topic's confirmed subscribers (a topic that has none takes every alert
without an error). If one of them cannot be counted, `Subscribers` is missing, which is an alarm too.
"""

import os
import time
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients
from denylist.metrics import stack_metrics
from denylist.tables.listing import Listing

metrics = stack_metrics()

TOPIC = os.environ["TOPIC_ARN"]
SNS = clients.sns()
LISTING = Listing(clients.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])
LATE_SECONDS = 900
"""The workflow takes seconds, and 20 more where it waits for the category: if a flag has waited this long, something is
stuck."""


@metrics.log_metrics
def lambda_handler(event: object, context: object) -> dict[str, Any]:
    """Count `FlagsWaiting`, `FormerKeys` and `Subscribers`, as metrics and as the answer.

    Raises:
        StoreError: DynamoDB did not answer.
        ClientError, BotoCoreError, ResponseParserError: SNS did not answer, or not legibly.
    """
    now = int(time.time())
    waiting = LISTING.count_waiting(now - LATE_SECONDS, now)
    metrics.add_metric(name="FlagsWaiting", unit=MetricUnit.Count, value=waiting)
    former = LISTING.count_former_keys(now)
    metrics.add_metric(name="FormerKeys", unit=MetricUnit.Count, value=former)
    confirmed = int(SNS.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["SubscriptionsConfirmed"])
    metrics.add_metric(name="Subscribers", unit=MetricUnit.Count, value=confirmed)
    return {"FlagsWaiting": waiting, "FormerKeys": former, "Subscribers": confirmed}
