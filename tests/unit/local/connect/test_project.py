"""The project's flows and catalogues, as programs open them."""

from pathlib import Path

import pytest

from local.connect import FlowError, open_flow, project
from local.connect.project import languages, prompts
from tests.unit.local.connect.scripted import ARNS


def test_flow_that_is_not_ours_is_refused() -> None:
    with pytest.raises(
        FlowError, match=r"outbound\.json: flow: is not one of this project's; use inbound, flag_number"
    ):
        open_flow("outbound", ARNS)


def test_flow_without_its_arns_is_refused() -> None:
    with pytest.raises(FlowError, match=r"inbound\.json: placeholder \$\{CheckNumberArn\}: nobody fills it"):
        open_flow("inbound", {})


def test_language_without_prompts_is_refused() -> None:
    with pytest.raises(FlowError, match=r"xx\.json: language: has no prompts; use en, ko"):
        prompts("xx")


@pytest.mark.parametrize("language", ["../en", "", "en.json", "EN"])
def test_language_is_never_a_path(language: str) -> None:
    with pytest.raises(FlowError, match="has no prompts"):
        prompts(language)


@pytest.mark.parametrize(
    ("catalogue", "sentence"),
    [
        ("[]", "catalogue: must be an object"),
        ('{"PromptA": 5}', "PromptA: it is empty or no text"),
        ('{"PromptA": "Hi $.Attributes.Name"}', "PromptA: it holds a JSONPath"),
        ('{"PromptA": "a", "PromptA": "b"}', "key 'PromptA': stands twice"),
    ],
)
def test_broken_catalogue_is_refused(
    catalogue: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "xx.json").write_text(catalogue)
    monkeypatch.setattr(project, "FLOWS", tmp_path)
    assert languages() == ("xx",)
    with pytest.raises(FlowError, match=sentence):
        prompts("xx")
