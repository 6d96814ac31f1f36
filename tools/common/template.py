"""template.yaml as plain data."""

from pathlib import Path
from typing import Any

import yaml

from tools.common.errors import LocalError
from tools.common.paths import TEMPLATE

PLAIN = {"Ref", "Condition"}


class _Whole(yaml.SafeLoader):
    """Reads `!Sub` and the like as CloudFormation's long forms, `{"Fn::Sub": …}`."""


def _long_form(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in PLAIN else f"Fn::{tag}"
    match node:
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {name: loader.construct_mapping(node, deep=True)}
        case yaml.ScalarNode():
            text = loader.construct_scalar(node)
            return {name: text.split(".", 1) if tag == "GetAtt" else text}
    raise yaml.YAMLError(f"{tag} is of no kind that is known")


_Whole.add_multi_constructor("!", _long_form)


def read_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """A template with its intrinsic functions in their long form.

    Raises:
        LocalError: it is not YAML.
    """
    try:
        return parse_template(path.read_text())
    except yaml.YAMLError as exc:
        raise LocalError(f"{path} is not valid YAML: {exc}") from exc


def parse_template(text: str) -> dict[str, Any]:
    """A template's text, YAML or JSON, in the same form."""
    template: dict[str, Any] = yaml.load(text, Loader=_Whole)  # noqa: S506 - a kind of SafeLoader
    return template
