"""`write_alert`: puts a change into words, for the supervisors' mail and for programs that read the topic."""

import json
import os
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import alerts
from denylist.history import Summary
from denylist.metrics import stack_metrics

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

LANGUAGE = os.environ["LANGUAGE"]
CONSOLE_URL = os.environ["CONSOLE_URL"]


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """`Subject` (ASCII, one line, under 100 characters) and `Message`, which SNS splits by protocol.

    `Message` is for `MessageStructure: json`: e-mail gets the text, and protocols for programs get JSON.
    """
    summary = Summary(**event["Change"])
    subject, body = alerts.subject(summary), alerts.body(summary, LANGUAGE, CONSOLE_URL)
    link = alerts.link(summary, CONSOLE_URL)
    machine = json.dumps({**summary.as_json(), "subject": subject, "body": body, "link": link}, ensure_ascii=False)
    metrics.add_metric(name="AlertWritten", unit=MetricUnit.Count, value=1)
    message = {"default": body, "email": body, **dict.fromkeys(("sqs", "lambda", "http", "https", "firehose"), machine)}
    return {"Subject": subject, "Message": json.dumps(message, ensure_ascii=False)}
