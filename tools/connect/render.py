"""Fill the `${Placeholder}` marks of a flow file with ARNs and prompts."""

import json
import re
from collections.abc import Mapping

from tools.connect.errors import FlowError

_MARK = re.compile(r"\$\{([^}\s]*)(\}?)")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
HOURS = "{Hours}"
"""How a catalogue writes the one part of a function's answer that a prompt says."""


def placeholders(template: str) -> frozenset[str]:
    """List the names a template wants filled."""
    return frozenset(name for name, _ in _MARK.findall(template))


def render(template: str, values: Mapping[str, str], file: str) -> str:
    """The template with every placeholder filled, escaped for the JSON string it stands in.

    Raises:
        FlowError: a placeholder is malformed or has no value, or a value could change what the flow does: values are
            static, so they may hold neither a JSONPath nor another placeholder.
    """

    def fill(mark: re.Match[str]) -> str:
        line = template.count("\n", 0, mark.start()) + 1
        column = mark.start() - template.rfind("\n", 0, mark.start())
        return escaped(_value(mark, values, f"{file}:{line}:{column}"))

    return _MARK.sub(fill, template)


def escaped(text: str) -> str:
    """A prompt or an ARN as it stands in a flow's strings, with the path of what the prompt says of an answer."""
    return json.dumps(text.replace(HOURS, "$.External.Hours"), ensure_ascii=False)[1:-1]


def _value(mark: re.Match[str], values: Mapping[str, str], place: str) -> str:
    name, closing = mark.groups()
    if not closing or not _NAME.fullmatch(name):
        raise FlowError(place, f"placeholder {mark[0]}", "is malformed; write ${Name} with letters and digits only")
    if name not in values:
        raise FlowError(place, f"placeholder {mark[0]}", "has no value; pass one of that name or remove it")
    if flaw := static_flaw(values[name]):
        raise FlowError(place, f"value of {mark[0]}", f"{flaw}; give one line of plain text")
    return values[name]


def static_flaw(value: object) -> str | None:
    """Say why a value is not plain static text, or None.

    `$LATEST` in a function's ARN is fine; `$.Attributes.x` is not.
    """
    if not isinstance(value, str) or not value.strip():
        return "it is empty or no text"
    if not value.isprintable():
        return "it holds a control character or line break"
    return "it holds a JSONPath or a placeholder" if re.search(r"\$[.\[{]", value) else None
