"""What is wrong with a flow file: its JSON, its placeholders, its length, and then the flow in it."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tools.connect.check.action import action_findings
from tools.connect.check.envelope import ENVELOPE_STAGES
from tools.connect.check.ways import ways_findings
from tools.connect.finding import Finding
from tools.connect.render import render

MOST_CHARACTERS = 256_000
_MARK = re.compile(r"\$\{(?P<name>[^}\s\"]*)(?P<closing>\}?)")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class _TwiceError(Exception):
    """A key stands twice in one object."""


def file_findings(text: str, file: str, flow_type: str, values: Mapping[str, str]) -> list[Finding]:
    """Find what is wrong with a file's text, filled with these values; the first kind of fault hides the later ones."""
    found = list(_length(text)) or list(json_findings(text)) or list(placeholder_findings(text, values))
    if found:
        return found
    content = render(text, values, file)
    return list(_length(content)) or findings(json.loads(content), flow_type)


def findings(document: Any, flow_type: str) -> list[Finding]:  # noqa: ANN401 - any JSON may be offered
    """Find what is wrong with a parsed flow: the first stage with findings, as later ones rely on it."""
    for stage in ENVELOPE_STAGES:
        if found := list(stage(document)):
            return found
    return list(_of_actions(document, flow_type)) or list(ways_findings(document, flow_type))


def _of_actions(document: dict[str, Any], flow_type: str) -> Iterator[Finding]:
    names = frozenset(action["Identifier"] for action in document["Actions"])
    return chain.from_iterable(action_findings(action, flow_type, names) for action in document["Actions"])


def json_findings(text: str) -> Iterator[Finding]:
    """Find why a text is not JSON, or holds a key twice: the second would silently win."""
    try:
        json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as exc:
        what = f"is not JSON ({exc.msg}); fix it there or just before"
        yield Finding("json", "file", what, f"{exc.lineno}:{exc.colno}")
    except _TwiceError as exc:
        yield Finding("key-once", f"key {exc.args[0]!r}", "stands twice in one object; remove one of them")
    except RecursionError:
        yield Finding("json", "file", "is nested too deeply to be a flow; export it again")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [name for name, _ in pairs]
    twice = next((name for name in keys if keys.count(name) > 1), None)
    if twice is not None:
        raise _TwiceError(twice)
    return dict(pairs)


def placeholder_findings(text: str, values: Mapping[str, str]) -> Iterator[Finding]:
    """Find every placeholder that is malformed or that none of the values fills."""
    for number, line in enumerate(text.splitlines(), start=1):
        for mark in _MARK.finditer(line):
            where, at = f"placeholder {mark.group()}", f"{number}:{mark.start() + 1}"
            if not mark["closing"] or not _NAME.fullmatch(mark["name"]):
                what = "is malformed; write ${Name} with letters and digits only"
                yield Finding("placeholder", where, what, at)
            elif mark["name"] not in values:
                what = "nobody fills it; pass a value of that name or remove it"
                yield Finding("placeholder", where, what, at)


def _length(content: str) -> Iterator[Finding]:
    if len(content) > MOST_CHARACTERS:
        what = f"has {len(content)} characters; Connect takes {MOST_CHARACTERS}, so split it"
        yield Finding("file-length", "file", what)
