"""What the dashboard and the alarms look at is what a function counts; a misspelt metric would show nothing."""

import json
from itertools import combinations
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from local.paths import ROOT
from tests.policies import CONTENT

NAMESPACE = "DenyList"
_DASHBOARD = cfn_yaml.load(str(ROOT / "dashboard.yaml"))["Resources"]["Dashboard"]["Properties"]
WIDGETS: list[dict[str, Any]] = json.loads(_DASHBOARD["DashboardBody"]["Fn::Sub"])["widgets"]
SHOWN = {
    (metric[1], metric[3])
    for widget in WIDGETS
    for metric in widget["properties"]["metrics"]
    if metric[0] == NAMESPACE
}  # fmt: skip
WATCHED = {
    (alarm["Properties"]["MetricName"], alarm["Properties"]["Dimensions"][0]["Value"])
    for alarm in CONTENT["Resources"].values()
    if alarm["Type"] == "AWS::CloudWatch::Alarm" and alarm["Properties"].get("Namespace") == NAMESPACE
}


@pytest.mark.parametrize(("metric", "service"), sorted(SHOWN | WATCHED))
def test_metric_is_one_that_the_function_counts(metric: str, service: str) -> None:
    code = "".join(path.read_text() for path in (ROOT / "functions" / service).rglob("*.py"))
    one_of_many = f'f"{metric.partition("_")[0]}_{{'  # as in f"Flag_{result}"
    assert f'"{metric}"' in code or one_of_many in code


def test_what_alarms_watch_is_shown() -> None:
    assert WATCHED <= SHOWN


def test_widgets_do_not_cover_each_other() -> None:
    for one, other in combinations(WIDGETS, 2):
        beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        below = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        assert beside or below, (one["properties"]["title"], other["properties"]["title"])
