"""`make up PARAMS=...`: what is given, and the template's defaults for the rest."""

from pathlib import Path

import pytest

from local.errors import LocalError
from local.parameters import complete, parse

TEMPLATE = """
Parameters:
  DefaultRegion: {Type: String, Default: US}
  SupervisorEmail: {Type: String, Default: ""}
  ReviewWindow: {Type: Number, Default: 72}
  Bucket: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub "${AWS::StackName}-x"}}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize(
    ("text", "parameters"),
    [
        ("", {}),
        ("DefaultRegion=KR  Language=ko", {"DefaultRegion": "KR", "Language": "ko"}),
        ("SupervisorEmail=", {"SupervisorEmail": ""}),
        ("Note='two words' Url=a=b", {"Note": "two words", "Url": "a=b"}),
    ],
)
def test_parse_reads_names_and_values(text: str, parameters: dict[str, str]) -> None:
    assert parse(text) == parameters


@pytest.mark.parametrize("text", ["DefaultRegion", "DefaultRegion KR", "Note='open"])
def test_parse_says_how_to_write_it(text: str) -> None:
    with pytest.raises(LocalError, match="Write PARAMS="):
        parse(text)


def test_complete_adds_the_defaults(template: Path) -> None:
    assert complete(template, {"DefaultRegion": "KR"}) == {
        "DefaultRegion": "KR",
        "SupervisorEmail": "",
        "ReviewWindow": "72",
    }


def test_complete_names_what_the_template_has(template: Path) -> None:
    with pytest.raises(LocalError, match=r"names Region, .* has Bucket, DefaultRegion, ReviewWindow, SupervisorEmail"):
        complete(template, {"Region": "KR"})


def test_complete_says_when_the_template_is_no_yaml(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Parameters: {")
    with pytest.raises(LocalError, match="not valid YAML"):
        complete(path, {})
