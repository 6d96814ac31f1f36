"""`count_subscribers`: how many people have confirmed that they want the alerts, once an hour, as a metric.

A topic that nobody reads takes every alert and says nothing. The metric's absence is an alarm too.
"""

import os
from typing import Any

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from denylist import aws

metrics = Metrics()

TOPIC = os.environ["TOPIC_ARN"]
SNS = aws.sns()


@metrics.log_metrics
def lambda_handler(event: object, context: object) -> dict[str, Any]:
    """Answer `Subscribers`, whoever asks.

    Raises:
        ClientError, BotoCoreError: SNS did not answer; the metric is missing, which the alarm takes for none.
    """
    confirmed = int(SNS.get_topic_attributes(TopicArn=TOPIC)["Attributes"]["SubscriptionsConfirmed"])
    metrics.add_metric(name="Subscribers", unit=MetricUnit.Count, value=confirmed)
    return {"Subscribers": confirmed}
