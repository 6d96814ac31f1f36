"""What is wrong with a flow as a whole: its envelope, the shape of its blocks, their names and places."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tools.connect.block_rules import BLOCK_RULES
from tools.connect.blocks import part
from tools.connect.finding import Finding

VERSION = "2019-10-30"
MOST_BLOCKS = 250
LONGEST_IDENTIFIER = 50
FORBIDDEN_CHARACTERS = frozenset(r"%:(\/)=$,;[]{}")
# Names that every JavaScript object has. "Actions in the Amazon Connect Flow language" forbids them.
_TAKEN = re.compile(
    "__(define|lookup)[GS]etter__|__proto__|constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|"
    "to(Locale)?String|valueOf"
)

type Findings = Iterator[Finding]


def _envelope(document: Any) -> Findings:  # noqa: ANN401
    if not isinstance(document, dict) or set(document) != {"Version", "StartAction", "Metadata", "Actions"}:
        what = "must be an object of Version, StartAction, Metadata and Actions; export it again as a new flow"
        yield Finding("envelope", "flow", what)
    elif document["Version"] != VERSION:
        yield Finding("version", "Version", f"must be {VERSION}, the only version of the Flow language")
    elif not isinstance(document["Actions"], list) or not 1 <= len(document["Actions"]) <= MOST_BLOCKS:
        what = f"must be a list of 1 to {MOST_BLOCKS} blocks; move some into a module or a second flow"
        yield Finding("block-count", "Actions", what)


def _shapes(document: dict[str, Any]) -> Findings:
    wanted = {"Identifier": str, "Type": str, "Parameters": dict, "Transitions": dict}
    for number, block in enumerate(document["Actions"], start=1):
        shaped = isinstance(block, dict) and set(block) == set(wanted)
        if not shaped or not all(isinstance(block[key], kind) for key, kind in wanted.items()):
            what = "must hold Identifier and Type (texts), Parameters and Transitions (objects)"
            yield Finding("block-shape", f"block {number}", what)


def _identifiers(document: dict[str, Any]) -> Findings:
    names = [block["Identifier"] for block in document["Actions"]]
    for name in dict.fromkeys(names):
        if not 1 <= len(name) <= LONGEST_IDENTIFIER:
            what = f"must have an identifier of 1 to {LONGEST_IDENTIFIER} characters; shorten it"
            yield Finding("identifier-length", name, what)
        if FORBIDDEN_CHARACTERS & set(name) or _TAKEN.fullmatch(name):
            what = "has a forbidden character or word in its identifier; rename it"
            yield Finding("identifier-characters", name, what)
        if names.count(name) > 1:
            yield Finding("identifier-unique", name, "is the identifier of several blocks; rename all but one")
    if document["StartAction"] not in names:
        what = f"names {document['StartAction']!r}, which is no block; name the first block"
        yield Finding("start-block", "StartAction", what)


def _types(document: dict[str, Any]) -> Findings:
    for block in document["Actions"]:
        if block["Type"] not in BLOCK_RULES:
            known = ", ".join(sorted(BLOCK_RULES))
            what = f"has type {block['Type']}, which this interpreter does not run; use {known}"
            yield Finding("block-type", block["Identifier"], what)


def _metadata(document: dict[str, Any]) -> Findings:
    metadata = document["Metadata"]
    placed = metadata.get("ActionMetadata") if isinstance(metadata, dict) else None
    if not isinstance(placed, dict) or "entryPointPosition" not in metadata:
        what = "must hold entryPointPosition and ActionMetadata, or the designer shows one heap"
        yield Finding("metadata", "Metadata", what)
        return
    places = {"entryPointPosition": metadata["entryPointPosition"]}
    places |= {name: part(part({"at": each}, "at"), "position") for name, each in placed.items()}
    for name, place in places.items():
        if not isinstance(place, dict) or not all(isinstance(place.get(axis), int | float) for axis in "xy"):
            yield Finding("metadata", name, "has no position in Metadata; give x and y, both numbers")
    names = {block["Identifier"] for block in document["Actions"]}
    for name in sorted(names ^ set(placed)):
        what = "stands in only one of Actions and ActionMetadata; add it to, or remove it from, the other"
        yield Finding("metadata", name, what)


ENVELOPE_STAGES: tuple[Callable[[Any], Findings], ...] = (
    _envelope,
    _shapes,
    _identifiers,
    _types,
    _metadata,
)
