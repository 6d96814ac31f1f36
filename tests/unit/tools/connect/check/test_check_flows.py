"""The command that people run: what it reads, what it prints, and with which status it exits."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.common.paths import ROOT
from tools.connect.check import __main__ as check_flows
from tools.connect.check import own_flows
from tools.connect.contract import ADD, CHECK, CHECK_MODULE, MODULE_NAME
from tools.connect.exports import MOST_BYTES
from tools.connect.names import title
from tools.connect.project import FLOWS, VIEWS

FLOW = json.loads((FLOWS / "inbound.json").read_text("utf-8"))
WRONG = json.loads(json.dumps(FLOW).replace('"true"', '"True"'))
NONE = {"StartAction": "End", "Actions": [{"Identifier": "End", "Type": "DisconnectParticipant"}]}
OLD: dict[str, Any] = {"start": "a", "modules": [{"id": "a", "type": "Disconnect"}], "metadata": {}}
OK = "ok, uses check_number"
NOTHING = "uses none of this stack's functions: nothing to check"


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["check_flows", *arguments])
    with pytest.raises(SystemExit) as ended:
        check_flows.main()
    return int(str(ended.value.code))


def _lines(path: Path) -> list[tuple[str, bool]]:
    return [(line.removeprefix(f"{path}: "), wrong) for line, wrong in check_flows.check_file(path, {})]


def _yaml(flow: object) -> str:
    content = f"!Sub\n        - '{json.dumps(flow)}'\n        - Queue: !GetAtt Queue.Arn"
    return f"Resources:\n  In:\n    Type: AWS::Connect::ContactFlow\n    Properties:\n      Content: {content}\n"


def _joined(flow: object) -> str:
    before, after = json.dumps(flow).split("${CheckNumberArn}")
    parts = [before, {"Fn::GetAtt": ["CheckNumberFunction", "Arn"]}, after]
    return json.dumps({"Resources": {"In": {"Properties": {"Content": {"Fn::Join": ["", parts]}}}}})


WRAPPED: dict[str, Callable[[object], str | bytes]] = {
    "export": json.dumps,
    "byte order mark": lambda flow: "\ufeff".encode() + json.dumps(flow).encode(),
    "UTF-16, as PowerShell writes": lambda flow: json.dumps(flow).encode("utf-16"),
    "describe-contact-flow": lambda flow: json.dumps({"ContactFlow": {"Name": "In", "Content": json.dumps(flow)}}),
    "describe-contact-flow-module": lambda flow: json.dumps({"ContactFlowModule": {"Content": json.dumps(flow)}}),
    "text of a text": lambda flow: json.dumps({"Content": json.dumps(json.dumps(flow))}),
    "content alone, as text": lambda flow: json.dumps(json.dumps(flow)),
    "terraform show -json": lambda flow: json.dumps({"values": {"resources": [{"content": json.dumps(flow)}]}}),
    "CloudFormation in JSON": lambda flow: json.dumps({"Resources": {"In": {"Properties": {"Content": flow}}}}),
    "CloudFormation in YAML": _yaml,
    "CloudFormation of the CDK": _joined,
}
BOMB = b"StartAction: &a0 [x]\n" + b"".join(
    b"b%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 30)
)
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is neither JSON nor YAML, see line 1; give what"),
    "no JSON": (b'{\n"StartAction": }', "is neither JSON nor YAML, see line 2"),
    "no YAML": (b"StartAction: [\n", "is neither JSON nor YAML"),
    "code": (b'const flow = {"StartAction": "a", "Actions": []};', "is neither JSON nor YAML"),
    "bytes": (b"\x89PNG\r\n\xff\xfe\x00", "is neither JSON nor YAML"),
    "JSON that is no flow": (b'{"Actions": [], "Name": "x"}', "holds no flow, which has StartAction and Actions"),
    "a number": (b"5", "holds no flow"),
    "a long number": (b"9" * 5_000, "is neither JSON nor YAML"),
    "blocks of another shape": (b'{"StartAction": "a", "Actions": {}}', "holds no flow"),
    "depth": (b"[" * 100_000 + b"]" * 100_000, "is nested too deeply to be a flow"),
    "size": (b" " * (MOST_BYTES + 1), "has more than 10 MB"),
    "endless aliases": (BOMB, "holds no flow"),
    "old": (json.dumps({**OLD, "arn": "${CheckNumberArn}"}).encode(), "is an export of before 2019; open the flow"),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize(("flow", "said"), [(FLOW, OK), (WRONG, "wrong: Is the number denied?")], ids=["ok", "wrong"])
def test_flow_is_found_in_whatever_holds_it(
    flow: object, said: str, wrap: Callable[[object], str | bytes], tmp_path: Path
) -> None:
    content = wrap(flow)
    (tmp_path / "my flow.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    ((line, wrong),) = _lines(tmp_path / "my flow.json")
    assert (said in line, wrong) == (True, said != OK)


@pytest.mark.parametrize(("content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_file_that_holds_no_flow_gets_a_line_that_says_what_to_give(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_bytes(content)
    ((line, wrong),) = check_flows.check_file(tmp_path / "odd.json", {})
    assert (line.startswith(f"{tmp_path / 'odd.json'}: "), said in line, wrong) == (True, True, True)


@pytest.mark.parametrize(
    ("name", "said"), [("", "is a folder"), ("gone.json", "is not there"), ("pipe", "no ordinary")]
)
def test_what_is_no_file_gets_a_line(name: str, said: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ((line, wrong),) = check_flows.check_file(tmp_path / name, {})
    assert (said in line, wrong) == (True, True)


@pytest.mark.parametrize("flow", [NONE, OLD, {**NONE, "Metadata": {"ActionMetadata": {"x": None}}}])
def test_flow_that_uses_none_of_ours_is_said_to(flow: object, tmp_path: Path) -> None:
    (tmp_path / "theirs.json").write_text(json.dumps(flow))
    assert _lines(tmp_path / "theirs.json") == [(NOTHING, False)]


@pytest.mark.parametrize(("flows", "status"), [([FLOW], 0), ([NONE], 0), ([WRONG], 1), ([FLOW, WRONG], 1), (["5"], 1)])
def test_exit_status_is_that_of_wrong_alone(
    flows: list[object], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{number}.json" for number in range(len(flows))]
    for file, flow in zip(files, flows, strict=True):
        file.write_text(json.dumps(flow))
    assert _run(monkeypatch, *map(str, files)) == status


def test_advice_is_printed_and_exits_with_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "slow.json").write_text(json.dumps(FLOW).replace('Seconds": "4"', 'Seconds": "8"'))
    assert _run(monkeypatch, str(tmp_path / "slow.json")) == 0
    assert ": advice: Check the number: has a time limit of 8 s" in capsys.readouterr().out


def test_ours_by_another_name_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "theirs.json").write_text(json.dumps(WRONG).replace("${CheckNumberArn}", "gate"))
    assert _run(monkeypatch, str(tmp_path / "theirs.json")) == 0
    assert "If it should, name them: CHECK=" in capsys.readouterr().out
    assert _run(monkeypatch, str(tmp_path / "theirs.json"), "--check", "gate other") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "ascii"])
def test_name_that_cannot_be_printed_is_no_accident(encoding: str, tmp_path: Path) -> None:
    odd = json.dumps(WRONG).replace("Is the number denied?", "번호 \\u001b[31m\\ud800\\u202e")
    (tmp_path / "odd.json").write_text(odd, encoding="utf-8")
    command = [sys.executable, "-m", "tools.connect.check", str(tmp_path / "odd.json")]
    given = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, check=False)
    assert (done.returncode, done.stderr, b"\x1b" in done.stdout) == (1, b"", False)
    assert b"with 'True', which check_number never answers" in done.stdout


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("my flow.json", ["my flow.json"]),
        ("a.json it's.json", ["a.json it's.json"]),
        ("a.json 'my flow.json'", ["a.json", "my flow.json"]),
        ("*.json", ["a.json", "it's.json", "my flow.json"]),
        ("gone.json", ["gone.json"]),
        ("", []),
        ("  ", []),
    ],
)
def test_files_of_make_may_have_spaces(
    given: str, read: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "it's.json", "my flow.json"):
        (tmp_path / name).write_text("")
    assert [str(path) for path in check_flows.split_files(given)] == read


def test_make_hands_names_over_as_they_are(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    recipe = next(line for line in makefile.splitlines() if "-m tools.connect.check" in line)
    (tmp_path / "Makefile").write_text(f"PYTHON := printf '<%s>'\ncheck-flows:\n{recipe}\n")
    command = ["make", "-s", "-C", str(tmp_path), "check-flows", "FILES=my 'flow'; touch bad.json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "<--files=my 'flow'; touch bad.json>" in printed
    assert not (tmp_path / "bad.json").exists()


def test_template_that_the_stack_is_made_from_has_nothing_wrong() -> None:
    lines = list(check_flows.check_file(FLOWS / "connect.yaml", {}))
    assert [line for line, wrong in lines if wrong or "advice" in line] == []
    assert [line for line, _ in lines if "InboundFlow" in line and line.endswith(OK)]


def test_without_files_ours_are_checked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch) == 0
    assert "inbound.json: ok\n" in capsys.readouterr().out


def test_fault_in_a_flow_or_view_of_ours_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(FLOWS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "inbound.json").write_text(json.dumps(WRONG))
    (tmp_path / "flag_number.json").write_text("{")
    for name in VIEWS:
        (tmp_path / "views" / f"{name}.json").write_text("{}")
    monkeypatch.setattr(own_flows, "FLOWS", tmp_path)
    monkeypatch.setattr("tools.connect.project.FLOWS", tmp_path)
    found = own_flows.check_project()
    assert "[use]" in found["inbound.json"][0]
    assert "is not JSON" in found["flag_number.json"][0]
    assert all("must be an object" in found[f"views/{name}.json"][0] for name in VIEWS)


def test_contract_is_that_of_the_functions() -> None:
    assert title("check_module") == MODULE_NAME


@pytest.mark.parametrize("ours", [CHECK, ADD])
def test_contract_is_that_of_the_readme(ours: Any) -> None:  # noqa: ANN401 - its class is no matter here
    _, _, chapter = (ROOT / "docs" / "contract.md").read_text("utf-8").partition(f"### {ours.name}\n")
    chapter, _, _ = chapter.partition("\n### ")
    words = {*ours.reads, *ours.values} - {"Source"}
    words |= {value for name, values in ours.values.items() if name not in {"Status", "Why"} for value in values or ()}
    assert [word for word in sorted(words) if f"`{word}`" not in chapter] == []


def test_contract_of_the_module_is_that_of_its_flow() -> None:
    flow = json.loads((FLOWS / "check_module.json").read_text("utf-8"))
    kept = [block["Parameters"].get("Attributes", {}) for block in flow["Actions"]]
    assert {each["DenylistDecision"] for each in kept if each} == set(CHECK_MODULE.values["DenylistDecision"] or ())
