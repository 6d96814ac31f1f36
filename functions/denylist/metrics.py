"""What the functions count, by stack: two stacks of one account must not ring each other's alarms."""

import os

from aws_lambda_powertools import Metrics

DIMENSION = "stack"
"""Beside Powertools' own `service`. CloudWatch takes metrics of other dimensions for other metrics, so every alarm and
widget names both; check_number, which writes its lines itself, does so too."""


def stack_metrics() -> Metrics:
    """Powertools' metrics, each of which names the function and the stack."""
    metrics = Metrics()
    metrics.set_default_dimensions(**{DIMENSION: os.environ["STACK_NAME"]})
    return metrics
