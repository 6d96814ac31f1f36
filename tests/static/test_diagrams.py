"""The picture of the workflow is drawn from the file that is deployed."""

import json

import pytest

from local.draw import PICTURE, WORKFLOW, draw
from local.layout import PLACES
from local.paths import ROOT

DEFINITION = json.loads(WORKFLOW.read_text())


def test_picture_is_that_of_the_workflow() -> None:
    assert PICTURE.read_text() == draw(DEFINITION), "the workflow has changed; run: make diagrams"


def test_places_are_those_of_states_that_there_are() -> None:
    inside = DEFINITION["States"]["For every record"]["ItemProcessor"]["States"]
    assert PLACES.keys() <= DEFINITION["States"].keys() | inside.keys()


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_readme_shows_it(readme: str) -> None:
    assert f"]({PICTURE.relative_to(ROOT)})" in (ROOT / readme).read_text()
