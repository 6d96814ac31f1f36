"""The project's flows and catalogues, as programs open them."""

import json
import shutil
from pathlib import Path

import pytest

from tests.unit.tools.connect.scripted import ARNS, Scripted, call
from tools.connect import project
from tools.connect.project import FLOW_TYPES, FLOWS, VIEWS, languages, prompts
from tools.connect.run import FlowError, open_flow, run
from tools.connect.views import open_view


def test_flow_that_is_not_ours_is_refused() -> None:
    with pytest.raises(
        FlowError, match=r"outbound\.json: flow: is not one of this project's; use inbound, check_module"
    ):
        open_flow("outbound", ARNS)


def test_flow_without_its_arns_is_refused() -> None:
    with pytest.raises(FlowError, match=r"inbound\.json:\d+:\d+: placeholder \$\{CheckNumberArn\}: has no value"):
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


def test_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(FLOWS, tmp_path / "flows")
    french = {name: f"{name} en français." for name in prompts("en")} | {"VoiceName": "Léa", "VoiceEngine": "Neural"}
    (tmp_path / "flows" / "prompts" / "fr.json").write_text(json.dumps(french), encoding="utf-8")
    monkeypatch.setattr(project, "FLOWS", tmp_path / "flows")
    assert languages() == ("en", "fr", "ko")
    outcome = run(open_flow("inbound", ARNS, "fr"), call(), Scripted({"Success": "true"}))
    assert (outcome.heard, outcome.voice) == (("PromptCallNotTaken en français.",), ("Léa", "Neural"))
    assert [open_flow(name, ARNS, "fr").type for name in FLOW_TYPES] == list(FLOW_TYPES.values())
    assert all("en français." in str(open_view(name, "fr")) for name in VIEWS)
