"""The flows of this project: which file is of which type, and the prompts of each language."""

from collections.abc import Mapping
from pathlib import Path

from local.connect.actions import CONTACT_FLOW, QUEUE_TRANSFER
from local.connect.errors import FlowError
from local.connect.flow import Flow
from local.connect.load import load, parse, read
from local.connect.render import static_flaw

FLOWS = Path(__file__).parents[2] / "flows"

# The one registry of flows; whatever deploys them reads it too. Flow types as CloudFormation spells them.
FLOW_TYPES: Mapping[str, str] = {
    "inbound": CONTACT_FLOW,
    "flag_number": QUEUE_TRANSFER,
}


def languages() -> tuple[str, ...]:
    """List the languages there are prompts for; a new one is one more file."""
    return tuple(sorted(path.stem for path in (FLOWS / "prompts").glob("*.json")))


def prompts(language: str) -> dict[str, str]:
    """Read one language's prompt catalogue: placeholder name -> text."""
    path = FLOWS / "prompts" / f"{language}.json"
    if language not in languages():
        raise FlowError(path.name, "language", f"has no prompts; use {', '.join(languages())} or add the file")
    catalogue = parse(read(path), path.name)
    if not isinstance(catalogue, dict):
        raise FlowError(path.name, "catalogue", "must be an object of prompt name and text")
    for name, text in catalogue.items():
        if flaw := static_flaw(text):
            raise FlowError(path.name, name, f"{flaw}; give one line of plain text")
    return catalogue


def open_flow(name: str, arns: Mapping[str, str], language: str = "en") -> Flow:
    """Load one of FLOW_TYPES in a language, with the ARNs it refers to.

    `inbound` wants CheckNumberArn and QueueArn, `flag_number` wants AddNumberArn and QueueArn; more may be given.
    """
    if name not in FLOW_TYPES:
        raise FlowError(f"{name}.json", "flow", f"is not one of this project's; use {', '.join(FLOW_TYPES)}")
    return load(FLOWS / f"{name}.json", FLOW_TYPES[name], {**prompts(language), **arns})
