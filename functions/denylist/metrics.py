"""The functions' metrics. The stack is a dimension, so that one stack cannot ring another stack's alarms."""

import os

from aws_lambda_powertools import Metrics

DIMENSION = "stack"
"""A dimension besides Powertools' own `service`. For CloudWatch, metrics with other dimensions are other metrics, so
every alarm and widget names both. `check_number` writes its metrics itself, with the same two."""


def stack_metrics() -> Metrics:
    """Powertools' metrics, with the function and the stack as dimensions."""
    metrics = Metrics()
    metrics.set_default_dimensions(**{DIMENSION: os.environ["STACK_NAME"]})
    return metrics
