"""Fill the `${Placeholder}` marks of a flow file with ARNs and prompts."""

import json
import re
from collections.abc import Mapping

from tools.connect.errors import FlowError

_MARK = re.compile(r"\$\{([^}\s]*)(\}?)")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def placeholders(template: str) -> frozenset[str]:
    """List the names a template wants filled."""
    return frozenset(name for name, _ in _MARK.findall(template))


def render(template: str, values: Mapping[str, str], file: str) -> str:
    """Fill every placeholder, escaped for the JSON string it stands in.

    Raises FlowError for a placeholder nobody fills, a malformed one, or a value that could change what the flow
    does: values are static, so neither a JSONPath nor another placeholder may hide in them.
    """

    def fill(mark: re.Match[str]) -> str:
        name, closing = mark.groups()
        return json.dumps(_value(name if closing else "", values, file), ensure_ascii=False)[1:-1]

    return _MARK.sub(fill, template)


def _value(name: str, values: Mapping[str, str], file: str) -> str:
    if not _NAME.fullmatch(name):
        raise FlowError(file, "placeholder", f"${{{name} is malformed; write ${{Name}} with letters and digits only")
    if name not in values:
        raise FlowError(file, f"placeholder ${{{name}}}", "nobody fills it; pass a value of that name or remove it")
    if flaw := static_flaw(values[name]):
        raise FlowError(file, f"value of ${{{name}}}", f"{flaw}; give one line of plain text")
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
