"""A contact flow as a flowchart."""

from collections.abc import Mapping
from typing import Any

from tools.draw.flow_ways import HANDS_OVER, ways
from tools.draw.flow_words import details
from tools.draw.mermaid import AMBER, BLUE, GREEN, GREY, RED, VIOLET, Chart

COLOURS = {
    "Compare": AMBER,
    "GetParticipantInput": AMBER,
    "ShowView": AMBER,
    "InvokeLambdaFunction": BLUE,
    "MessageParticipant": VIOLET,
    "DisconnectParticipant": RED,
    "TransferContactToQueue": GREEN,
    "EndFlowExecution": GREEN,
    "EndFlowModuleExecution": GREEN,
}


def flow_chart(flow: Mapping[str, Any], prompts: Mapping[str, str]) -> str:
    """Every block of a flow, with its prompts filled in, and every way from one block to another."""
    chart = Chart()
    chart.add_start(flow["StartAction"])
    for block in flow["Actions"]:
        name, kind = block["Identifier"], block["Type"]
        is_end = not block["Transitions"] or kind in HANDS_OVER
        chart.add_node(
            name, [name, kind, *details(block, prompts)], "round" if is_end else "box", COLOURS.get(kind, GREY)
        )
    for way in ways(flow["Actions"]):
        chart.add_way(way.source, way.target, way.words, is_failure=way.is_failure)
    return str(chart)
