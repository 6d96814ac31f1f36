"""`take_stock`: once an hour, what no fault would tell: who gets the alerts, and which flags nobody has processed.

And which entries lie under a key that no call is looked up by any more.
A topic that nobody reads takes every alert, and a pipe that stands still fails at nothing. If either cannot be counted,
`Subscribers` is missing, and that is an alarm too.
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
"""The workflow takes seconds; what it has not done by then, something holds up."""


@metrics.log_metrics
def lambda_handler(event: object, context: object) -> dict[str, Any]:
    """Answer `FlagsWaiting`, `FormerKeys` and `Subscribers`, whoever asks.

    Raises:
        StoreError: DynamoDB did not answer.
        ClientError, BotoCoreError, ResponseParserError: SNS did not, or not in words that botocore knows.
    """
    now = int(time.time())
    waiting = LISTING.count_waiting(now - LATE_SECONDS, now)
    metrics.add_metric(name="FlagsWaiting", unit=MetricUnit.Count, value=waiting)
    former = LISTING.count_former_keys(now)
    metrics.add_metric(name="FormerKeys", unit=MetricUnit.Count, value=former)
    confirmed = int(SNS.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["SubscriptionsConfirmed"])
    metrics.add_metric(name="Subscribers", unit=MetricUnit.Count, value=confirmed)
    return {"FlagsWaiting": waiting, "FormerKeys": former, "Subscribers": confirmed}
