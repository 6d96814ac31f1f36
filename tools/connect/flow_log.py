"""The flow log, which holds full numbers and reasons, is the owner's: a flow switches it only where a setting says so.

A flow file holds no such block. It is put before the flow's first block; not in modules, which run in others' flows.
"""

import re

AS_IS = "as_is"
BEHAVIOURS = {"on": "Enabled", "off": "Disabled"}
NAME = "Set logging"
START, BLOCK, PLACE = "FlowStart", "FlowLogBlock", "FlowLogPlace"
"""Marks in a flow file: its first block, and where the block and its place on the designer's canvas stand."""
POSITION = f'"{NAME}": {{"position": {{"x": 20, "y": 240}}, "isFriendlyName": true}},'
_START = re.compile(r'"StartAction": "([^"]+)"')


def marked(text: str) -> tuple[str, str]:
    """A flow file with its marks, and the first block that it names itself."""
    first = _START.findall(text)[0]
    text = text.replace(f'"StartAction": "{first}"', f'"StartAction": "${{{START}}}"', 1)
    for before, mark in (('"ActionMetadata": {', PLACE), ('"Actions": [', BLOCK)):
        text = text.replace(before, f"{before}${{{mark}}}", 1)
    return text, first


def block(behaviour: str, first: str) -> str:
    """The block as JSON, with what separates it from the next."""
    return (
        f'{{"Identifier": "{NAME}", "Type": "UpdateFlowLoggingBehavior", '
        f'"Parameters": {{"FlowLoggingBehavior": "{behaviour}"}}, "Transitions": {{"NextAction": "{first}"}}}},'
    )


def switched(text: str, setting: str) -> str:
    """A flow file that switches the flow log as the setting says; as it is where that leaves the log alone."""
    if setting == AS_IS:
        return text
    begun, first = marked(text)
    for mark, filler in ((START, NAME), (PLACE, POSITION), (BLOCK, block(BEHAVIOURS[setting], first))):
        begun = begun.replace(f"${{{mark}}}", filler, 1)
    return begun
