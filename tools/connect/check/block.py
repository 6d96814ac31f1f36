"""What is wrong with one block's type, place and parameters."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from tools.connect.block_rule import CUSTOMER_QUEUE, EVERY_FLOW, INBOUND, WHISPERS, BlockRule
from tools.connect.block_rules import BLOCK_RULES
from tools.connect.blocks import texts
from tools.connect.check.transitions import transition_findings
from tools.connect.finding import Finding
from tools.connect.jsonpath import PATH, members, unreadable

# Paths that only some flow types can read: a whisper flow knows the agent, and a view's answer needs ShowView.
_READABLE_IN = {"Agent": WHISPERS, "Views": INBOUND | CUSTOMER_QUEUE}
_AGENT = (["ARN"], ["FirstName"], ["LastName"], ["UserName"])

type Broken = Iterator[tuple[str, str]]


def block_findings(block: dict[str, Any], flow_type: str, names: frozenset[str]) -> Iterator[Finding]:
    """Find what Connect would refuse in one block of a known type; each finding names the block."""
    rule = BLOCK_RULES[block["Type"]]
    broken = chain(
        _place(block["Type"], rule, flow_type),
        _parameters(block["Parameters"], rule),
        _paths(block["Parameters"], flow_type),
        transition_findings(block["Transitions"], rule, names),
    )
    return (Finding(name, block["Identifier"], what) for name, what in broken)


def _place(kind: str, rule: BlockRule, flow_type: str) -> Broken:
    if flow_type not in rule.flow_types:
        yield "block-place", f"{kind} may not stand in a {flow_type} flow; remove it or move it to another flow"


def _parameters(parameters: dict[str, Any], rule: BlockRule) -> Broken:
    known = {**rule.required, **rule.optional}
    for name in sorted(set(rule.required) - set(parameters)):
        yield "parameter-missing", f"lacks the parameter {name}; add it"
    for name, value in parameters.items():
        if name not in known:
            yield "parameter-unknown", f"has the unknown parameter {name}; remove it or use {_list(known)}"
        elif wrong := known[name](value):
            yield "parameter-value", f"parameter {name} {wrong}"


def _list(names: dict[str, Any]) -> str:
    return ", ".join(names) or "none"


def _paths(parameters: dict[str, Any], flow_type: str) -> Broken:
    for text in texts(parameters):
        for path in PATH.findall(text):
            if not _is_readable(path, flow_type):
                what = f"reads {path}, which never has a value here; pass it as a contact attribute instead"
                yield "path", what


def _is_readable(path: str, flow_type: str) -> bool:
    root, *below = members(path)
    if flow_type not in _READABLE_IN.get(root, EVERY_FLOW):
        return False
    return below in _AGENT if root == "Agent" else not any(unreadable(path))
