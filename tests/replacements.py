"""What a change of each parameter does to the resources, worked out from the template and CloudFormation's schemas.

A schema names the properties that can be set only on creation (`createOnlyProperties`): changing one of them replaces
the resource, and with it every resource that refers to it by such a property. cfn-lint ships the schemas.
`python -m tests.replacements` prints the table of docs/deploying.md.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER  # type: ignore[import-untyped]

from tests.transformed import transformed
from tools.common.paths import ROOT
from tools.common.template import read_template

REGION = "us-east-1"
STACK = "AWS::CloudFormation::Stack"
VERSION = "AWS::Lambda::Version"

type Template = dict[str, Any]
type Path = tuple[str, ...]


@cache
def schema(kind: str) -> Template:
    """CloudFormation's schema of a type of resource."""
    found: Template = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    return found


def made_once(kind: str) -> list[Path]:
    """The properties that can be set only on creation, including those for which that depends on a condition."""
    named = [*schema(kind).get("createOnlyProperties", []), *schema(kind).get("conditionalCreateOnlyProperties", [])]
    return [tuple(name.split("/")[2:]) for name in named]


def replaced(template: Template, parameter: str) -> set[str]:
    """The resources that are replaced when the parameter changes."""
    changed = {parameter, *_conditions(template, parameter)}
    found: set[str] = set()
    while more := {n for n, r in template["Resources"].items() if n not in found and _is_replaced(r, changed | found)}:
        found |= more
    return found


def made_or_deleted(template: Template, parameter: str) -> set[str]:
    """The resources that exist only for some values of the parameter."""
    conditions = _conditions(template, parameter)
    return {name for name, one in template["Resources"].items() if one.get("Condition") in conditions}


def _is_replaced(resource: Template, changed: set[str]) -> bool:
    kind = resource["Type"]
    return any(named & changed for path in made_once(kind) for named in _at(resource.get("Properties", {}), path))


def _at(part: Any, path: Path) -> Iterator[set[str]]:  # noqa: ANN401 - any part of a template
    """The names that the value at a path depends on, found through lists and functions."""
    if not path:
        yield set(names(part))
    elif isinstance(part, list):
        for one in part:
            yield from _at(one, path[1:] if path[0] == "*" else path)
    elif isinstance(part, dict):
        if "Fn::If" in part:
            yield from _at(part["Fn::If"][1:], path)
        elif path[0] in part:
            yield from _at(part[path[0]], path[1:])


def names(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a template
    """Every parameter, condition and resource that a part of the template names."""
    if isinstance(part, list):
        for one in part:
            yield from names(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in {"Ref", "Condition"} and isinstance(value, str):
                yield value
            elif key == "Fn::GetAtt":
                yield value.split(".")[0] if isinstance(value, str) else value[0]
            else:
                if key == "Fn::If":
                    yield value[0]
                if key == "Fn::Sub":
                    text = value if isinstance(value, str) else value[0]
                    yield from (name.split(".")[0] for name in re.findall(r"\$\{([\w.:]+)\}", text))
                yield from names(value)


def _conditions(template: Template, parameter: str) -> set[str]:
    """The conditions that depend on a parameter, directly or through others."""
    conditions, found = template.get("Conditions", {}), {parameter}
    while more := {name for name, one in conditions.items() if name not in found and found & set(names(one))}:
        found |= more
    return found - {parameter}


def permissions(kind: str, *handlers: str) -> set[str]:
    """The rights that CloudFormation's own handlers of a type need."""
    known = schema(kind).get("handlers", {})
    return {right for handler in handlers for right in known.get(handler, {}).get("permissions", [])}


@cache
def ours() -> Template:
    """The template as CloudFormation gets it. It is cached, so callers must not change it."""
    return transformed(read_template())


def rows() -> Iterator[tuple[str, list[str], list[str]]]:
    """Each parameter that replaces, makes or deletes resources, with those resources (function versions left out)."""
    template = ours()
    versions = {name for name, one in template["Resources"].items() if one["Type"] == VERSION}
    for name in template["Parameters"]:
        new, there = replaced(template, name) - versions, made_or_deleted(template, name) - versions
        for stack, parameter in _passed_on(template, name):
            inside = read_template(ROOT / template["Resources"][stack]["Properties"]["TemplateURL"])
            new |= {f"{stack}: {one}" for one in replaced(inside, parameter)}
            there |= {f"{stack}: {one}" for one in made_or_deleted(inside, parameter)}
        if new | there:
            yield name, sorted(new), sorted(there)


def _passed_on(template: Template, parameter: str) -> Iterator[tuple[str, str]]:
    """The nested stacks that a parameter's value is passed to, each with the name that it has there."""
    for stack, one in template["Resources"].items():
        if one["Type"] == STACK:
            given = one["Properties"]["Parameters"]
            yield from ((stack, inside) for inside, value in given.items() if parameter in names(value))


def table() -> str:
    """The rows as the table of docs/deploying.md."""
    lines = ["| Parameter | Replaced | Made or deleted |", "|---|---|---|"]
    for name, new, there in rows():
        cells = [", ".join(f"`{one}`" for one in cell) for cell in (new, there)]
        lines.append(f"| `{name}` | {cells[0]} | {cells[1]} |".replace("|  |", "| |"))
    return "\n".join(lines)


def main() -> None:
    print(table())  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
