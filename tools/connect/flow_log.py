"""Switches Amazon Connect's flow log, which holds full numbers and reasons, only if a setting says so.

Flow files have no block that does it. It is added before a flow's first block, but not to modules, because those run in
other people's flows.
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
    """A flow file with marks for what is added, and the file's own first block."""
    first = _START.findall(text)[0]
    text = text.replace(f'"StartAction": "{first}"', f'"StartAction": "${{{START}}}"', 1)
    for before, mark in (('"ActionMetadata": {', PLACE), ('"Actions": [', BLOCK)):
        text = text.replace(before, f"{before}${{{mark}}}", 1)
    return text, first


def block(behaviour: str, first: str) -> str:
    """The block as JSON, with a comma to separate it from the next."""
    return (
        f'{{"Identifier": "{NAME}", "Type": "UpdateFlowLoggingBehavior", '
        f'"Parameters": {{"FlowLoggingBehavior": "{behaviour}"}}, "Transitions": {{"NextAction": "{first}"}}}},'
    )


def switched(text: str, setting: str) -> str:
    """A flow file that switches the flow log as the setting says; unchanged if the setting leaves the log alone."""
    if setting == AS_IS:
        return text
    begun, first = marked(text)
    for mark, filler in ((START, NAME), (PLACE, POSITION), (BLOCK, block(BEHAVIOURS[setting], first))):
        begun = begun.replace(f"${{{mark}}}", filler, 1)
    return begun
