"""The flows of this project: the list of them, what fills each, and the texts of each language."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.connect.block_rule import MODULE
from tools.connect.check.flow_file import load_text
from tools.connect.errors import FlowError
from tools.connect.flow import Flow
from tools.connect.flow_log import AS_IS, switched
from tools.connect.json_text import parse, read
from tools.connect.render import placeholders, static_flaw

FLOWS = Path(__file__).parents[2] / "flows"
_LIST: Mapping[str, Mapping[str, Any]] = tomllib.loads((FLOWS / "flows.toml").read_text("utf-8"))
FLOW_TYPES: Mapping[str, str] = _LIST["flows"]
VIEWS: Mapping[str, str] = _LIST["views"]
LINKS: Mapping[str, str] = _LIST["links"]
SETTINGS: Mapping[str, tuple[str, ...]] = {name: tuple(words) for name, words in _LIST["settings"].items()}
"""What flows/flows.toml lists. That file explains each of the four."""
FLOW_LOGS = "FlowLogs"
NO_LINK = "none"


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
    """The value of each placeholder: the one that is given, else the language's catalogue's, else the default.

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
    """One flow's text, which switches the flow log as the setting says. A module does not switch it."""
    text = read(FLOWS / f"{name}.json")
    return text if FLOW_TYPES[name] == MODULE else switched(text, flow_logs)


def missing_views(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """The ARNs of views that a flow needs and that are missing. Connect publishes no flow with an unknown view."""
    wanted = placeholders(read(FLOWS / f"{name}.json")) & set(VIEWS.values())
    return tuple(sorted(wanted - set(given)))
