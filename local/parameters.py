"""The template's parameters: those that the user gives, the template's defaults for the rest."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from local.errors import LocalError
from local.template import read_template


def parse(text: str) -> dict[str, str]:
    """`"DefaultRegion=KR Language=ko"` as a mapping; a value with blanks is quoted as in a shell."""
    try:
        words = [word.partition("=") for word in shlex.split(text)]
    except ValueError as exc:
        raise LocalError(f"PARAMS cannot be read ({exc}). Write PARAMS=\"Name=Value Other='two words'\".") from exc
    for name, equals, _ in words:
        if not equals:
            raise LocalError(f'PARAMS has "{name}" without a value. Write PARAMS="Name=Value Other=Value".')
    return {name: value for name, _, value in words}


def complete(template: Path, given: Mapping[str, str]) -> dict[str, str]:
    """A value for each parameter, so that a stack never keeps one of an earlier `make up`."""
    declared = _declared(template)
    for name in given:
        if name not in declared:
            raise LocalError(
                f"PARAMS names {name}, which the template does not have. It has {', '.join(sorted(declared))}."
            )
    defaults = {name: str(parameter["Default"]) for name, parameter in declared.items() if "Default" in parameter}
    return defaults | dict(given)


def _declared(template: Path) -> dict[str, dict[str, object]]:
    declared: dict[str, dict[str, object]] = read_template(template).get("Parameters", {})
    return declared
