"""Reads files as UTF-8, and parses them as JSON in which no key occurs twice."""

import json
from pathlib import Path
from typing import Any

from tools.connect.errors import FlowError


def read(path: Path) -> str:
    """The text of a file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        what = f"cannot be read as UTF-8 text ({type(exc).__name__}); check its path"
        raise FlowError(path.name, "file", what) from exc


def parse(text: str, file: str) -> Any:  # noqa: ANN401 - any JSON may come out; the checks narrow it
    """The value of a JSON text. A key given twice is refused, because the second one would silently win."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [name for name, _ in pairs]
        for name in keys:
            if keys.count(name) > 1:
                raise FlowError(file, f"key {name!r}", "stands twice in one object; remove one of them")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as exc:
        what = f"is not JSON ({exc.msg}); fix it there or just before"
        raise FlowError(f"{file}:{exc.lineno}:{exc.colno}", "file", what) from exc
    except RecursionError as exc:
        raise FlowError(file, "file", "is nested too deeply to be a flow; export it again") from exc
