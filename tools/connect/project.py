"""The flows of this project: which file is of which type, what fills it, and the texts of each language."""

from collections.abc import Mapping
from pathlib import Path

from tools.connect.action_rule import CONTACT_FLOW, MODULE, QUEUE_TRANSFER
from tools.connect.check.flow_file import load_text
from tools.connect.errors import FlowError
from tools.connect.flow import Flow
from tools.connect.flow_log import AS_IS, BEHAVIOURS, switched
from tools.connect.json_text import parse, read
from tools.connect.render import placeholders, static_flaw

FLOWS = Path(__file__).parents[2] / "flows"

# The one registry of flows; whatever deploys them reads it too. Types as `AWS::Connect::ContactFlow` spells them;
# MODULE is a resource of its own, `AWS::Connect::ContactFlowModule`.
FLOW_TYPES: Mapping[str, str] = {
    "inbound": CONTACT_FLOW,
    "check_module": MODULE,
    "flag_number": QUEUE_TRANSFER,
    "after_call": CONTACT_FLOW,
    "agent_whisper": "AGENT_WHISPER",
    "outbound_check": "OUTBOUND_WHISPER",
    "outbound_notice": CONTACT_FLOW,
}
# File below flows/views/ -> placeholder for the ARN of its `AWS::Connect::View`.
VIEWS: Mapping[str, str] = {"after_call": "AfterCallViewArn", "outbound_notice": "OutboundNoticeViewArn"}
# Placeholder for the ARN of a flow that another flow hangs on an event -> that flow. Without it nothing is hung.
LINKS: Mapping[str, str] = {
    "AfterCallFlowArn": "after_call",
    "AgentWhisperFlowArn": "agent_whisper",
    "OutboundNoticeFlowArn": "outbound_notice",
}
NO_LINK = "none"
FLOW_LOGS = "FlowLogs"
# Setting -> what it may be, the default first. FLOW_LOGS adds a block; each other one is a placeholder.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "DeniedMessage": ("reference", "silent"),
    "OutboundNotice": ("show", "silent"),
    FLOW_LOGS: (AS_IS, *BEHAVIOURS),
}


def languages() -> tuple[str, ...]:
    """List the languages there are prompts for; a new one is one more file."""
    return tuple(sorted(path.stem for path in (FLOWS / "prompts").glob("*.json")))


def prompts(language: str) -> dict[str, str]:
    """Read one language's catalogue: placeholder name -> voice, prompt or label of a view."""
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


def values(given: Mapping[str, str], language: str) -> dict[str, str]:
    """Say what fills each placeholder: what is given, else the language's catalogue, else the default.

    Raises FlowError for a setting that is not one of its words.
    """
    defaults = {**dict.fromkeys(LINKS, NO_LINK), **{name: words[0] for name, words in SETTINGS.items()}}
    filled = {**defaults, **prompts(language), **given}
    for name, words in SETTINGS.items():
        if filled[name] not in words:
            raise FlowError("flows", f"setting {name}", f"cannot be {filled[name]!r}; use {' or '.join(words)}")
    return filled


def open_flow(name: str, given: Mapping[str, str], language: str = "en") -> Flow:
    """Load one of FLOW_TYPES in a language, with the ARNs it refers to and, if wanted, SETTINGS and LINKS.

    Which ARNs a flow wants is in flows/README.md; more may be given.
    """
    if name not in FLOW_TYPES:
        raise FlowError(f"{name}.json", "flow", f"is not one of this project's; use {', '.join(FLOW_TYPES)}")
    filled = values(given, language)
    return load_text(text_of(name, filled[FLOW_LOGS]), f"{name}.json", FLOW_TYPES[name], filled)


def text_of(name: str, flow_logs: str = AS_IS) -> str:
    """One flow's text, which switches the flow log as the setting says; a module leaves that to the flow around it."""
    text = read(FLOWS / f"{name}.json")
    return text if FLOW_TYPES[name] == MODULE else switched(text, flow_logs)


def missing_views(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """Name the view ARNs a flow wants and nobody gives: Connect publishes no flow that shows an unknown view."""
    wanted = placeholders(read(FLOWS / f"{name}.json")) & set(VIEWS.values())
    return tuple(sorted(wanted - set(given)))
