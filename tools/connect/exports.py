"""Finds the flows in a file: an export, an answer of the API, or a template or Terraform state that holds one."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tools.common.template import parse_template
from tools.connect.blocks import texts
from tools.connect.errors import FlowError

MOST_BYTES = 10_000_000
_PUT_BETWEEN = re.compile(r"([\[{]\s*)\$\{\w+\}")
_INSTEAD = "give what the flow designer exports, or what describe-contact-flow answers"


def flows_in(path: Path) -> dict[str, Mapping[str, Any]]:
    """The flows in a file by their place in it, which is empty if the whole file is a flow.

    Raises:
        FlowError: there is none; the text says what to give instead.
    """
    try:
        found = dict(_flows(_document(_content(path)), "", set()))
    except (ValueError, yaml.YAMLError) as exc:
        where = getattr(exc, "problem_mark", None)
        line = getattr(exc, "lineno", None) or (where.line + 1 if where else None)
        raise _refused(path, f"is neither JSON nor YAML{f', see line {line}' if line else ''}") from exc
    except RecursionError as exc:
        raise _refused(path, "is nested too deeply to be a flow") from exc
    if not found:
        raise _refused(path, "holds no flow, which has StartAction and Actions")
    return found


def _refused(path: Path, what: str) -> FlowError:
    return FlowError(str(path), "file", f"{what}; {_INSTEAD}")


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise _refused(path, "is a folder, not a file")
    try:
        if path.exists() and not path.is_file():
            raise _refused(path, "is no ordinary file")
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, f"has more than {MOST_BYTES // 1_000_000} MB, and a flow at most 256,000 characters")
        return path.read_bytes()
    except FileNotFoundError as exc:
        raise FlowError(str(path), "file", "is not there; check its path, and quote a name that has spaces") from exc
    except (OSError, ValueError) as exc:
        raise _refused(path, f"cannot be read ({type(exc).__name__})") from exc


def _document(content: bytes) -> object:
    """The content of JSON in any encoding, with or without a byte order mark, or of a YAML template."""
    text = content.decode(json.detect_encoding(content))
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError:
        if "StartAction" in text and not text.lstrip().startswith("{"):
            return parse_template(text)
        raise


def _flows(value: object, place: str, seen: set[int]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every flow in a document, as an object or as text. `seen` are objects that an alias of YAML may repeat."""
    if isinstance(value, str) and "StartAction" in value:
        yield from _flows(_parsed(value), place, set())
    elif isinstance(value, list | dict) and id(value) not in seen:
        seen.add(id(value))
        if isinstance(value, dict) and (_is_flow(value) or is_old(value)):
            yield place, value
        elif isinstance(value, dict) and "Fn::Join" in value:
            yield from _flows(_joined(value["Fn::Join"]), place, set())
        else:
            for name, member in value.items() if isinstance(value, dict) else enumerate(value, start=1):
                yield from _flows(member, f"{place}.{name}" if place else str(name), seen)


def _is_flow(value: Mapping[str, Any]) -> bool:
    return "StartAction" in value and isinstance(value.get("Actions"), list)


def is_old(value: Mapping[str, Any]) -> bool:
    """Whether this is an export of the designer of before 2019, whose content was `modules`."""
    return "start" in value and isinstance(value.get("modules"), list)


def _parsed(text: str) -> object:
    """The flow in a template's text, without what the template inserts between blocks."""
    try:
        return json.loads(_PUT_BETWEEN.sub(r"\1", text))
    except ValueError:
        return None


def _joined(parts: object) -> str:
    """The text that a template joins. Parts that are filled later stand as `${…}`, as in `Fn::Sub`."""
    match parts:
        case [str(between), [*pieces]]:
            return between.join(each if isinstance(each, str) else f"${{{' '.join(texts(each))}}}" for each in pieces)
    return ""
