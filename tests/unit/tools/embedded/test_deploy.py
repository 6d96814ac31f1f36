"""What `sam deploy` is told on the emulator."""

import json
import subprocess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml

from tools.embedded import deploy as module
from tools.embedded.deploy import deploy
from tools.embedded.emulator import Emulator
from tools.embedded.overlay import api_id, console_address

EMULATOR = Emulator(4567, "token", {})
TEMPLATE = {"Parameters": {"ConsoleAddress": {"Default": ""}, "Language": {"Default": "en"}}, "Resources": {}}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a built template. Commands are kept and not run."""
    built = tmp_path / "template.yaml"
    built.write_text(yaml.safe_dump(TEMPLATE))
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> CompletedProcess[str]:
        commands.append(command)
        (tmp_path / "command.json").write_text(json.dumps(command))
        return CompletedProcess(command, 0)

    class S3:
        def create_bucket(self, **_: Any) -> None:  # noqa: ANN401
            """Do nothing."""

    monkeypatch.setattr(module, "BUILT_TEMPLATE", built)
    monkeypatch.setattr(module, "client", lambda *_: S3())
    monkeypatch.setattr(subprocess, "run", run)
    return tmp_path


def test_console_is_where_the_emulator_serves_the_api(deployed: Path) -> None:
    deploy(deployed, EMULATOR, {"Language": "ko"})
    given = json.loads((deployed / "parameters.yaml").read_text())
    assert given == {"ConsoleAddress": console_address(4567, api_id("token")), "Language": "ko"}


def test_address_that_the_user_gives_is_kept(deployed: Path) -> None:
    deploy(deployed, EMULATOR, {"ConsoleAddress": "http://127.0.0.1:8000/"})
    given = json.loads((deployed / "parameters.yaml").read_text())
    assert given["ConsoleAddress"] == "http://127.0.0.1:8000/"


def test_changed_template_is_what_is_deployed(deployed: Path) -> None:
    deploy(deployed, EMULATOR, {})
    command = json.loads((deployed / "command.json").read_text())
    assert command[command.index("--template-file") + 1] == str(deployed / "embedded.yaml")
    assert (deployed / "embedded.yaml").exists()
