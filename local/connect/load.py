"""Read a flow file: fill it, parse it, check it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.connect.check import problems
from local.connect.errors import FlowError
from local.connect.flow import Flow
from local.connect.render import render

MOST_CHARACTERS = 256_000


def load(path: Path, flow_type: str, values: Mapping[str, str]) -> Flow:
    """Read one flow for one flow type, with its placeholders filled.

    Raises FlowError, one sentence that names file, action and the mend, for the first thing Amazon Connect would
    refuse or this interpreter does not know.
    """
    file = path.name
    content = render(read(path), values, file)
    if len(content) > MOST_CHARACTERS:
        raise FlowError(file, "file", f"has {len(content)} characters; Connect takes {MOST_CHARACTERS}, so split it")
    document = parse(content, file)
    for where, what in problems(document, flow_type):
        raise FlowError(file, where, what)
    return Flow.parse(file, flow_type, document)


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

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [name for name, _ in pairs]
        twice = next((name for name in keys if keys.count(name) > 1), None)
        if twice is not None:
            raise FlowError(file, f"key {twice!r}", "stands twice in one object; remove one of them")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as exc:
        raise FlowError(file, f"line {exc.lineno}", f"is not JSON ({exc.msg}); mend it there or just before") from exc
