"""The dashboard and the alarms look at metrics that a function of this stack counts.

A misspelt metric would show nothing. One without the stack's name would show, and ring for, every stack of the account.
"""

import ast
import json
import re
from itertools import combinations
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml  # type: ignore[import-untyped]

from tests.alarms import ALARMS
from tests.policies import CONTENT
from tools.common.paths import ROOT

NAMESPACE = "DenyList"
DASHBOARD = cfn_yaml.load(str(ROOT / "dashboard.yaml"))
_DASHBOARD = DASHBOARD["Resources"]["Dashboard"]["Properties"]
WIDGETS: list[dict[str, Any]] = json.loads(_DASHBOARD["DashboardBody"]["Fn::Sub"])["widgets"]
type Metric = tuple[str, str, dict[str, Any]]
"""Namespace, name and dimensions."""


def _shown(metric: list[Any]) -> Metric:
    dimensions = [part for part in metric[2:] if isinstance(part, str)]
    return metric[0], metric[1], dict(zip(dimensions[::2], dimensions[1::2], strict=True))


def _watched(alarm: dict[str, Any]) -> Metric:
    return alarm["Namespace"], alarm["MetricName"], {d["Name"]: d["Value"] for d in alarm["Dimensions"]}


ON_DASHBOARD = [_shown(metric) for widget in WIDGETS for metric in widget["properties"]["metrics"]]
IN_ALARMS = [_watched(alarm["Properties"]) for alarm in ALARMS.values()]
SHOWN = {(name, dimensions["service"]) for space, name, dimensions in ON_DASHBOARD if space == NAMESPACE}
WATCHED = {(name, dimensions["service"]) for space, name, dimensions in IN_ALARMS if space == NAMESPACE}
PYTHON = {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "functions").rglob("*.py"))}


def _calls(name: str) -> set[str]:
    """The files below functions/ that call a function of this name."""
    return {
        str(path.relative_to(ROOT / "functions"))
        for path, tree in PYTHON.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name
    }


def test_whatever_a_function_counts_names_its_stack() -> None:
    """Powertools' metrics are made in one place. check_number writes its own (tests/unit/test_check_number.py)."""
    assert _calls("Metrics") == _calls("set_default_dimensions") == {"denylist/metrics.py"}
    apart = _calls("add_metric") - _calls("stack_metrics")
    assert apart == {f"review_entries/{name}.py" for name in ("deciding", "instead", "panel")}, (
        "which are given the app's"
    )
    lines = {str(path.relative_to(ROOT / "functions")) for path in PYTHON if "CloudWatchMetrics" in path.read_text()}
    assert lines == {"check_number/app.py"}
    assert CONTENT["Globals"]["Function"]["Environment"]["Variables"]["STACK_NAME"] == {"Ref": "AWS::StackName"}


@pytest.mark.parametrize(("namespace", "name", "dimensions"), IN_ALARMS)
def test_alarm_watches_this_stack_alone(namespace: str, name: str, dimensions: dict[str, Any]) -> None:
    if namespace == NAMESPACE:
        assert dimensions == {"stack": {"Ref": "AWS::StackName"}, "service": dimensions["service"]}
    else:
        names = set(re.findall(r"\w+", json.dumps(dimensions)))
        assert names & set(CONTENT["Resources"]), f"{name}: of nothing that this stack made"


@pytest.mark.parametrize(("namespace", "name", "dimensions"), ON_DASHBOARD)
def test_widget_shows_this_stack_alone(namespace: str, name: str, dimensions: dict[str, Any]) -> None:
    if namespace == NAMESPACE:
        assert dimensions == {"stack": "${Stack}", "service": dimensions["service"]}
    else:
        assert any(value.startswith("${") for value in dimensions.values()), name


def test_dashboard_is_told_what_it_shows() -> None:
    """The outer stack passes its name, because `AWS::StackName` is the nested stack's."""
    given = CONTENT["Resources"]["Dashboard"]["Properties"]["Parameters"]
    assert given.keys() == DASHBOARD["Parameters"].keys()
    assert given["Stack"] == {"Ref": "AWS::StackName"}
    assert "AWS::StackName" not in _DASHBOARD["DashboardBody"]["Fn::Sub"]


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
