"""Each quota in the table says where and when it was read, and what one sees when it is used up."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest

from denylist import clients
from tools.common import paths
from tools.common.template import read_template
from tools.measure.reckon import quotas
from tools.measure.reckon.costs import WORKFLOW
from tools.measure.reckon.load import ORDINARY
from tools.measure.reckon.quotas import QUOTAS, Quota

ALARMS = {n for n, r in read_template(paths.ALARMS)["Resources"].items()}


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_quota_says_where_and_when_it_was_read(quota: Quota) -> None:
    source = urlsplit(quota.source)
    assert source.scheme == "https"
    assert source.netloc in {"docs.aws.amazon.com", "repost.aws"} or source.path.startswith("/awsdocs/")
    assert date.fromisoformat(quota.seen)


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.name)
def test_alarm_of_a_quota_is_the_templates(quota: Quota) -> None:
    assert not quota.alarm or quota.alarm in ALARMS


def test_quota_is_adjustable_where_one_may_ask() -> None:
    assert quotas.CALLS.adjustable
    assert not quotas.MAIL.adjustable


def test_every_quota_is_reckoned_with() -> None:
    assert set(ORDINARY.uses()) == set(QUOTAS)
    assert set(QUOTAS) == {value for value in vars(quotas).values() if isinstance(value, Quota)}


def test_a_flag_waits_about_a_minute_for_its_agents_name() -> None:
    """That is the longest wait, because full jitter can make each pause shorter."""
    states = json.loads(WORKFLOW.read_text())["States"]["For every record"]["ItemProcessor"]["States"]
    [retry] = states["Identify agent"]["Retry"]
    config: Any = clients.connect().meta.config
    between_attempts = [
        min(retry["MaxDelaySeconds"], retry["IntervalSeconds"] * retry["BackoffRate"] ** n)
        for n in range(retry["MaxAttempts"])
    ]
    within_one = [2**n for n in range(config.retries["total_max_attempts"] - 1)]
    longest = sum(between_attempts) + (retry["MaxAttempts"] + 1) * sum(within_one)
    assert round(longest / 60) == 1
    assert "up to about a minute" in quotas.NAMES.beyond
