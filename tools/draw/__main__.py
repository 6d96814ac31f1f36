"""`make diagrams`: draws the workflow into both READMEs, and each contact flow into both guides, as Mermaid."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tools.common.errors import exit_on_error
from tools.common.marks import between
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.connect.project import FLOW_TYPES, FLOWS, prompts
from tools.draw.flow import flow_chart
from tools.draw.workflow import workflow_chart

WORKFLOW = ROOT / "statemachine" / "denylist.asl.json"
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
GUIDES = {"en": ROOT / "docs" / "connect.md", "ko": ROOT / "docs" / "connect.ko.md"}


def drawn() -> Iterator[tuple[Path, str]]:
    """Each document that holds drawings, with the drawings brought up to date."""
    workflow = workflow_chart(json.loads(WORKFLOW.read_text("utf-8")))
    for readme in READMES:
        yield readme, between(readme.read_text("utf-8"), "workflow", workflow)
    for language, guide in GUIDES.items():
        text = guide.read_text("utf-8")
        for name in FLOW_TYPES:
            flow = json.loads((FLOWS / f"{name}.json").read_text("utf-8"))
            text = between(text, f"flow {name}", flow_chart(flow, prompts(language)))
        yield guide, text


def main() -> None:
    """Draw the workflow and the flows again."""
    argparse.ArgumentParser(prog="python -m tools.draw", description=__doc__).parse_args()
    for document, text in drawn():
        document.write_text(text, "utf-8")
        say(f"{document.relative_to(ROOT)} has its drawings")


if __name__ == "__main__":
    exit_on_error(main)
