"""Everything that would make Amazon Connect refuse a flow, or this interpreter guess: found before a run.

Each problem is (where, what to mend). Later stages rely on what earlier ones found, so the first stage with
problems is the last one tried.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from local.connect.actions import ACTIONS, EVERY_FLOW
from local.connect.check_action import action_problems

VERSION = "2019-10-30"
MOST_ACTIONS = 250
LONGEST_IDENTIFIER = 50
FORBIDDEN_CHARACTERS = frozenset(r"%:(\/)=$,;[]{}")
# Names JavaScript objects already have: "Actions in the Amazon Connect Flow language" forbids them.
FORBIDDEN_IDENTIFIERS = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)

type Problems = Iterator[tuple[str, str]]


def problems(document: Any, flow_type: str) -> Problems:  # noqa: ANN401 - any JSON may be offered
    """Find what is wrong with a parsed flow file, in the order a person would mend it."""
    for stage in (_envelope, _actions, _identifiers, _types, _metadata):
        found = list(stage(document))
        if found:
            yield from found
            return
    yield from _flow_type(document, flow_type)
    names = frozenset(action["Identifier"] for action in document["Actions"])
    yield from chain.from_iterable(action_problems(action, flow_type, names) for action in document["Actions"])


def _envelope(document: Any) -> Problems:  # noqa: ANN401
    if not isinstance(document, dict) or set(document) != {"Version", "StartAction", "Metadata", "Actions"}:
        yield "flow", "must be an object of Version, StartAction, Metadata and Actions; export it again as a new flow"
    elif document["Version"] != VERSION:
        yield "Version", f"must be {VERSION}, the only version of the Flow language"
    elif not isinstance(document["Actions"], list) or not 1 <= len(document["Actions"]) <= MOST_ACTIONS:
        yield "Actions", f"must be a list of 1 to {MOST_ACTIONS} actions"


def _actions(document: dict[str, Any]) -> Problems:
    wanted = {"Identifier": str, "Type": str, "Parameters": dict, "Transitions": dict}
    for number, action in enumerate(document["Actions"], start=1):
        shaped = isinstance(action, dict) and set(action) == set(wanted)
        if not shaped or not all(isinstance(action[key], kind) for key, kind in wanted.items()):
            yield f"action {number}", "must hold Identifier and Type (texts), Parameters and Transitions (objects)"


def _identifiers(document: dict[str, Any]) -> Problems:
    names = [action["Identifier"] for action in document["Actions"]]
    for name in dict.fromkeys(names):
        if not 1 <= len(name) <= LONGEST_IDENTIFIER:
            yield name, f"must have an identifier of 1 to {LONGEST_IDENTIFIER} characters; shorten it"
        if FORBIDDEN_CHARACTERS & set(name) or name in FORBIDDEN_IDENTIFIERS:
            yield name, "has a forbidden character or word in its identifier; rename it"
        if names.count(name) > 1:
            yield name, "is the identifier of several actions; rename all but one"
    if document["StartAction"] not in names:
        yield "StartAction", f"names {document['StartAction']!r}, which is no action; name the first action"


def _types(document: dict[str, Any]) -> Problems:
    for action in document["Actions"]:
        if action["Type"] not in ACTIONS:
            known = ", ".join(sorted(ACTIONS))
            yield action["Identifier"], f"has type {action['Type']}, which this interpreter does not run; use {known}"


def _metadata(document: dict[str, Any]) -> Problems:
    metadata = document["Metadata"]
    placed = metadata.get("ActionMetadata") if isinstance(metadata, dict) else None
    if not isinstance(placed, dict) or "entryPointPosition" not in metadata:
        yield "Metadata", "must hold entryPointPosition and ActionMetadata, or the designer shows one heap"
        return
    names = {action["Identifier"] for action in document["Actions"]}
    for name in sorted(names ^ set(placed)):
        yield name, "stands in only one of Actions and ActionMetadata; add it to, or remove it from, the other"


def _flow_type(_: dict[str, Any], flow_type: str) -> Problems:
    if flow_type not in EVERY_FLOW:
        yield "flow type", f"{flow_type} is unknown; use {', '.join(sorted(EVERY_FLOW))}"
