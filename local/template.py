"""template.yaml as plain data."""

from pathlib import Path
from typing import Any

import yaml

from local.errors import LocalError
from local.paths import TEMPLATE


class _Plain(yaml.SafeLoader):
    """Reads a template's plain parts; `!Ref` and its like are not needed by those who ask, and become null."""


_Plain.add_multi_constructor("!", lambda _loader, _tag, _node: None)


def read_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """A template without its intrinsic functions.

    Raises:
        LocalError: it is not YAML.
    """
    try:
        template: dict[str, Any] = yaml.load(path.read_text(), Loader=_Plain)  # noqa: S506 - a kind of SafeLoader
    except yaml.YAMLError as exc:
        raise LocalError(f"{path} is not valid YAML: {exc}") from exc
    return template
