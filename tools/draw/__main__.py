"""`make diagrams`: draws the workflow into both READMEs and each contact flow into docs/connect.md, as Mermaid."""

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
GUIDE = ROOT / "docs" / "connect.md"


def drawn() -> Iterator[tuple[Path, str]]:
    """Each document that holds drawings, as it is when they are up to date."""
    workflow = workflow_chart(json.loads(WORKFLOW.read_text("utf-8")))
    for readme in READMES:
        yield readme, between(readme.read_text("utf-8"), "workflow", workflow)
    guide = GUIDE.read_text("utf-8")
    for name in FLOW_TYPES:
        flow = json.loads((FLOWS / f"{name}.json").read_text("utf-8"))
        guide = between(guide, f"flow {name}", flow_chart(flow, prompts("en")))
    yield GUIDE, guide


def main() -> None:
    """Draw them anew."""
    argparse.ArgumentParser(prog="python -m tools.draw", description=__doc__).parse_args()
    for document, text in drawn():
        document.write_text(text, "utf-8")
        say(f"{document.relative_to(ROOT)} has its drawings")


if __name__ == "__main__":
    exit_on_error(main)
