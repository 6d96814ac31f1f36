"""`python -m local.check_flows [FILES]`: would Amazon Connect take these flows? Says so without an instance.

Without FILES, every flow of this project in every language, and two more checkers' opinions of it. With FILES, any
exported or written flow; its type is the one its Metadata names, or --type.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from local.connect.action_rule import CONTACT_FLOW, EVERY_FLOW
from local.connect.check_file import file_findings, json_findings, placeholder_findings
from local.connect.check_rules import Finding
from local.connect.check_second import second_opinions, view_opinions
from local.connect.errors import FlowError
from local.connect.load import read
from local.connect.project import FLOW_TYPES, FLOWS, VIEWS, languages, values
from local.connect.render import render
from local.connect_resources import PARAMETERS
from local.errors import exit_on_error

_SAMPLE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"


def check_project() -> Mapping[str, list[str]]:
    """Check every flow and view of this project: file name -> what to mend, in sentences."""
    flows = {f"{name}.json": list(dict.fromkeys(_in_every_language(name))) for name in FLOW_TYPES}
    return flows | {f"views/{name}.json": list(_in_view(name)) for name in VIEWS}


def check_file(path: Path, flow_type: str | None = None) -> list[str]:
    """Check any flow file as it is; a placeholder in it is a finding, as nothing will fill it."""
    try:
        text = read(path)
        found = file_findings(text, str(path), flow_type or declared_type(text), {})
        if not found:
            found = second_opinions(path.stem, text, None)
        return list(_sentences(str(path), found))
    except FlowError as exc:
        return [str(exc)]


def declared_type(text: str) -> str:
    """Read the type an exported flow names in its Metadata: `queueTransfer` is QUEUE_TRANSFER; none is inbound."""
    if any(json_findings(text)):
        return CONTACT_FLOW
    document = json.loads(text)
    metadata = document.get("Metadata") if isinstance(document, dict) else None
    declared = metadata.get("type") if isinstance(metadata, dict) else None
    known = {name.replace("_", "").lower(): name for name in EVERY_FLOW}
    return known.get(declared.lower(), declared) if isinstance(declared, str) else CONTACT_FLOW


def filled_by_deployment() -> dict[str, str]:
    """List what the deployment fills besides prompts and settings: its parameters, and the views it makes."""
    views = {placeholder: f"<<View:{name}>>" for name, placeholder in VIEWS.items()}  # connect-flow's way to name one
    return {name: f"{_SAMPLE}/{name}" for name in PARAMETERS} | views


def _in_every_language(name: str) -> Iterator[str]:
    file = f"{name}.json"
    for language in languages():
        try:
            text, filled = read(FLOWS / file), values(filled_by_deployment(), language)
            found = file_findings(text, file, FLOW_TYPES[name], filled)
            if not found:
                found = second_opinions(name, render(text, filled, file), _views())
            yield from _sentences(file, found)
        except FlowError as exc:
            yield str(exc)


def _in_view(name: str) -> Iterator[str]:
    file = f"views/{name}.json"
    try:
        text, filled = read(FLOWS / file), values(filled_by_deployment(), languages()[0])
        found = list(json_findings(text)) or list(placeholder_findings(text, filled)) or view_opinions(text)
        yield from _sentences(file, found)
    except FlowError as exc:
        yield str(exc)


def _views() -> dict[str, str]:
    """List the views a flow can be held against: one with findings of its own must be mended first."""
    return {name: read(FLOWS / "views" / f"{name}.json") for name in VIEWS if not any(_in_view(name))}


def _sentences(file: str, found: list[Finding]) -> Iterator[str]:
    return (f"{finding.error(file)} [{finding.rule}]" for finding in found)


def main() -> None:
    """Check, print `ok` or the findings of each flow, and exit with 1 if there is any finding."""
    parser = argparse.ArgumentParser(prog="python -m local.check_flows", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="flow files; every flow here if none")
    parser.add_argument("--type", choices=sorted(EVERY_FLOW), help="flow type of FILES")
    arguments = parser.parse_args()
    results = {str(path): check_file(path, arguments.type) for path in arguments.files} or check_project()
    for file, sentences in results.items():
        print(f"{file}: ok" if not sentences else "\n".join(sentences))
    sys.exit(1 if any(results.values()) else 0)


if __name__ == "__main__":
    exit_on_error(main)
