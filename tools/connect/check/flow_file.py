"""Whether Amazon Connect would accept a flow file of ours: its JSON, placeholders, length and flow."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tools.connect.check.block import block_findings
from tools.connect.check.envelope import ENVELOPE_STAGES
from tools.connect.errors import FlowError
from tools.connect.finding import Finding
from tools.connect.flow import Flow
from tools.connect.json_text import parse
from tools.connect.render import render

MOST_CHARACTERS = 256_000


def load_text(text: str, file: str, flow_type: str, values: Mapping[str, str]) -> Flow:
    """The flow in a file's text, with its placeholders filled.

    Raises:
        FlowError: Amazon Connect would refuse it, or this interpreter does not know a block of it.
    """
    document = filled(text, file, values)
    for finding in findings(document, flow_type):
        raise finding.error(file)
    return Flow.parse(file, flow_type, document)


def filled(text: str, file: str, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON; `findings` narrows it
    """The JSON of a file with its placeholders filled.

    Raises:
        FlowError: it is no JSON, too long, or has a placeholder that cannot be filled.
    """
    _refuse_length(text, file)
    parse(text, file)  # before placeholders are filled, so that line numbers are those of the file
    content = render(text, values, file)
    _refuse_length(content, file)
    return parse(content, file)


def _refuse_length(text: str, file: str) -> None:
    if len(text) > MOST_CHARACTERS:
        what = f"has {len(text)} characters; Connect takes {MOST_CHARACTERS}, so split it"
        raise FlowError(file, "file", what)


def findings(document: Any, flow_type: str) -> list[Finding]:  # noqa: ANN401 - any JSON may be offered
    """The findings of the first stage that has any. Later stages rely on the earlier ones."""
    for stage in ENVELOPE_STAGES:
        if found := list(stage(document)):
            return found
    return list(_of_blocks(document, flow_type))


def _of_blocks(document: dict[str, Any], flow_type: str) -> Iterator[Finding]:
    names = frozenset(block["Identifier"] for block in document["Actions"])
    return chain.from_iterable(block_findings(block, flow_type, names) for block in document["Actions"])
