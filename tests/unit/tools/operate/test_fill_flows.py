"""Flows for import have no placeholders left, and none is written that Connect would refuse."""

import json
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.connect.project import FLOW_TYPES, VIEWS
from tools.operate.fill_flows import fill

ARNS = {
    "CheckNumberArn": "arn:aws:lambda:us-east-1:123456789012:function:check:live",
    "AddNumberArn": "arn:aws:lambda:us-east-1:123456789012:function:add:live",
    "QueueArn": "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q",
}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_flows_are_written_without_placeholders(tmp_path: Path, language: str) -> None:
    views = dict.fromkeys(VIEWS.values(), "arn:aws:connect:us-east-1:123456789012:instance/i/view/v")
    written = fill({**ARNS, **views}, language, tmp_path / "build" / "flows")
    assert [path.stem for path in written] == list(FLOW_TYPES)
    for path in written:
        text = path.read_text(encoding="utf-8")
        assert "${" not in text
        assert json.loads(text)["Version"] == "2019-10-30"


def test_flow_without_its_view_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {path.stem for path in fill(ARNS, "en", tmp_path)} == set(FLOW_TYPES) - set(VIEWS)
    assert "after_call.json is left out: it needs AfterCallViewArn" in capsys.readouterr().out


def test_missing_arn_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="QueueArn"):
        fill({**ARNS, "QueueArn": ""}, "en", tmp_path)


def test_flows_are_filled_with_the_whisper_and_the_flow_log_that_were_asked_for(tmp_path: Path) -> None:
    whisper = "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/w"
    fill({**ARNS, "AgentWhisperFlowArn": whisper, "FlowLogs": "off"}, "en", tmp_path)
    inbound = (tmp_path / "inbound.json").read_text(encoding="utf-8")
    assert whisper in inbound
    assert '"FlowLoggingBehavior": "Disabled"' in inbound


def test_flows_leave_the_flow_log_alone_unless_told(tmp_path: Path) -> None:
    assert all("FlowLogging" not in path.read_text(encoding="utf-8") for path in fill(ARNS, "en", tmp_path))
