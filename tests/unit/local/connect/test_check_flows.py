"""The command people run: `python -m local.check_flows`."""

import json
import shutil
from pathlib import Path

import pytest

from local import check_flows
from local.check_flows import check_file, declared_type, main
from local.connect.project import FLOW_TYPES, FLOWS, VIEWS

EXAMPLES = Path(__file__).parents[3] / "flows"


def _main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr("sys.argv", ["check_flows", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_project_is_ok(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _main(monkeypatch) == 0
    expected = [f"{name}.json: ok" for name in FLOW_TYPES] + [f"views/{name}.json: ok" for name in VIEWS]
    assert capsys.readouterr().out.splitlines() == expected


def test_finding_is_printed_and_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = str(EXAMPLES / "target" / "good.json"), str(EXAMPLES / "target" / "bad.json")
    assert _main(monkeypatch, good, bad) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{good}: ok"
    assert second.startswith(f"{bad}: Say hello: branch NextAction leads to 'Say goodbye', which is no action; name")
    assert second.endswith(" [target]")


def test_type_can_be_given(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _main(monkeypatch, "--type", "AGENT_WHISPER", str(EXAMPLES / "target" / "good.json")) == 1
    assert "DisconnectParticipant may not stand in a AGENT_WHISPER flow" in capsys.readouterr().out


def test_absent_file_is_a_sentence(tmp_path: Path) -> None:
    (sentence,) = check_file(tmp_path / "gone.json")
    assert "gone.json: file: cannot be read" in sentence


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"type": "queueTransfer"}, "QUEUE_TRANSFER"),
        ({"type": "contactFlow"}, "CONTACT_FLOW"),
        ({"type": "module"}, "MODULE"),
        ({"type": "nonsense"}, "nonsense"),
        ({"type": 1}, "CONTACT_FLOW"),
        ({}, "CONTACT_FLOW"),
        (None, "CONTACT_FLOW"),
    ],
)
def test_export_names_its_type(metadata: object, expected: str) -> None:
    assert declared_type(json.dumps({"Metadata": metadata})) == expected


@pytest.mark.parametrize("text", ["", "[]", "1", "null"])
def test_text_without_a_type_is_taken_for_inbound(text: str) -> None:
    assert declared_type(text) == "CONTACT_FLOW"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"Template": 1, "Actions": 2}'])
def test_file_that_is_no_view_is_found(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(FLOWS, tmp_path, dirs_exist_ok=True)
    view = next(iter(VIEWS))
    (tmp_path / "views" / f"{view}.json").write_text(text)
    monkeypatch.setattr(check_flows, "FLOWS", tmp_path)
    found = check_flows.check_project()
    assert len(found[f"views/{view}.json"]) == 1
    assert [line for lines in found.values() for line in lines if "view_not_found" in line]


def test_fault_in_a_flow_of_the_project_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "views").mkdir()
    for name in FLOW_TYPES:
        text = (FLOWS / f"{name}.json").read_text(encoding="utf-8")
        (tmp_path / f"{name}.json").write_text(text.replace('"Disconnect', '"Disconect'), encoding="utf-8")
    for name in VIEWS:
        text = (FLOWS / "views" / f"{name}.json").read_text(encoding="utf-8")
        (tmp_path / "views" / f"{name}.json").write_text(text.replace("${", "${Gone", 1), encoding="utf-8")
    monkeypatch.setattr(check_flows, "FLOWS", tmp_path)
    found = check_flows.check_project()
    assert "[action-type]" in found["flag_number.json"][0]
    assert all("[placeholder]" in found[f"views/{name}.json"][0] for name in VIEWS)
