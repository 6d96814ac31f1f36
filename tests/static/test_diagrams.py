"""The workflow in both READMEs and the flows in both guides are drawn from the files that are deployed."""

import json
import re
from pathlib import Path

import pytest

from tools.connect.project import FLOW_TYPES, FLOWS
from tools.draw.__main__ import GUIDES, READMES, drawn

DRAWN = dict(drawn())


@pytest.mark.parametrize("document", [*READMES, *GUIDES.values()], ids=lambda path: path.name)
def test_drawings_are_those_of_the_files(document: Path) -> None:
    assert document.read_text("utf-8") == DRAWN[document], "a file has changed; run: make diagrams"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda path: path.name)
@pytest.mark.parametrize("name", FLOW_TYPES)
def test_every_block_of_the_flow_is_drawn_once(name: str, guide: Path) -> None:
    drawing = guide.read_text("utf-8").partition(f"<!-- flow {name} -->")[2].partition("<!-- /flow")[0]
    shown = re.findall(r'^  n\d+[\[({]+"(.+?)<br>(\w+)', drawing, re.MULTILINE)
    blocks = json.loads((FLOWS / f"{name}.json").read_text("utf-8"))["Actions"]
    assert sorted(shown) == sorted((block["Identifier"], block["Type"]) for block in blocks)
