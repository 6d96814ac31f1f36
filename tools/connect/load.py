"""Read a flow file: check it, fill it, parse it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.connect.check.file import file_findings, json_findings
from tools.connect.errors import FlowError
from tools.connect.flow import Flow
from tools.connect.render import render


def load(path: Path, flow_type: str, values: Mapping[str, str]) -> Flow:
    """Read one flow for one flow type, with its placeholders filled.

    Raises FlowError, one sentence that names file, action or line, and the fix, for the first thing Amazon Connect
    would refuse or this interpreter does not know.
    """
    return load_text(read(path), path.name, flow_type, values)


def load_text(text: str, file: str, flow_type: str, values: Mapping[str, str]) -> Flow:
    """The same of a flow's text."""
    for finding in file_findings(text, file, flow_type, values):
        raise finding.error(file)
    return Flow.parse(file, flow_type, json.loads(render(text, values, file)))


def read(path: Path) -> str:
    """Read a file as UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise FlowError(
            path.name, "file", f"cannot be read as UTF-8 text ({type(exc).__name__}); check its path"
        ) from exc


def parse(text: str, file: str) -> Any:  # noqa: ANN401 - any JSON may come out; the checks narrow it
    """Parse JSON, refusing a key given twice: the second would silently win."""
    for finding in json_findings(text):
        raise finding.error(file)
    return json.loads(text)
