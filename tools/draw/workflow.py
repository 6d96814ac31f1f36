"""The workflow as a flowchart."""

from collections.abc import Mapping
from typing import Any

from tools.draw.mermaid import AMBER, BLUE, GREEN, GREY, RED, Chart

COLOURS = {"Task": BLUE, "Choice": AMBER, "Pass": GREY, "Wait": GREY, "Succeed": GREEN, "Fail": RED}
SHAPES = {"Task": "box", "Choice": "choice"}

type States = Mapping[str, Mapping[str, Any]]


def workflow_chart(definition: Mapping[str, Any]) -> str:
    """Every state of a definition in Amazon States Language, and every way from one state to another."""
    chart = Chart()
    _add_states(chart, definition)
    _add_ways(chart, definition["States"])
    return str(chart)


def _add_states(chart: Chart, definition: Mapping[str, Any]) -> None:
    chart.add_start(definition["StartAt"])
    for name, state in definition["States"].items():
        if "ItemProcessor" in state:
            chart.begin_frame(name)
            _add_states(chart, state["ItemProcessor"])
            chart.end_frame()
        else:
            lines = [name, _called(state)] if state["Type"] == "Task" else [name]
            chart.add_node(name, lines, SHAPES.get(state["Type"], "round"), COLOURS[state["Type"]])


def _called(state: Mapping[str, Any]) -> str:
    """What a task calls: a function, or an action of another service."""
    function = str(state.get("Parameters", {}).get("FunctionName", ""))
    return f"λ {function.strip('${}').removesuffix('Arn')}" if function else state["Resource"].rpartition(":::")[2]


def _add_ways(chart: Chart, states: States) -> None:
    for name, state in states.items():
        for target, words in _targets(state).items():
            chart.add_way(name, target, words)
        for caught in state.get("Catch", ()):
            chart.add_way(name, caught["Next"], is_failure=True)
        if "ItemProcessor" in state:
            _add_ways(chart, state["ItemProcessor"]["States"])


def _targets(state: Mapping[str, Any]) -> dict[str, list[str]]:
    """Where a state leads if nothing fails, each with the reasons to go there."""
    found: dict[str, list[str]] = {state["Next"]: []} if "Next" in state else {}
    for choice in state.get("Choices", ()):
        found.setdefault(choice["Next"], []).append(choice.get("Comment") or _condition(choice))
    if "Default" in state:
        found.setdefault(state["Default"], []).append("otherwise")
    return found


def _condition(choice: Mapping[str, Any]) -> str:
    """A single comparison in words, such as `Outcome is deniable`. One of several parts needs a `Comment` instead."""
    name = choice["Variable"].rpartition(".")[2]
    ((operator, value),) = ((key, value) for key, value in choice.items() if key not in {"Variable", "Next"})
    if operator == "IsPresent":
        return f"{name} is {'there' if value else 'not there'}"
    return f"{name} is {str(value).lower() if isinstance(value, bool) else value}"
