"""The template's parameters: those that the user gives, the template's defaults for the rest."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import yaml

from local.errors import LocalError


class _TemplateLoader(yaml.SafeLoader):
    """Reads a template's plain parts; `!Ref` and its like are not needed here and become null."""


_TemplateLoader.add_multi_constructor("!", lambda _loader, _tag, _node: None)


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
    try:
        content = yaml.load(template.read_text(), Loader=_TemplateLoader)  # noqa: S506 - a kind of SafeLoader
    except yaml.YAMLError as exc:
        raise LocalError(f"{template} is not valid YAML: {exc}") from exc
    declared: dict[str, dict[str, object]] = content.get("Parameters", {})
    return declared
