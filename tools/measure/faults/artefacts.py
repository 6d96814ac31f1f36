"""A copy of what was built, because another command may build again while the functions run."""

import os
import shutil
from pathlib import Path
from typing import Any

import yaml

from tools.common.errors import LocalError
from tools.common.lock import locked
from tools.common.paths import BUILD, BUILD_LOCK, BUILT_TEMPLATE


class Artefacts:
    """The built template, functions and layers below a folder of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        # Read here, because callers ask from many threads.
        self._template: dict[str, Any] = yaml.safe_load((directory / BUILT_TEMPLATE.name).read_text())

    @classmethod
    def copy(cls, directory: Path) -> "Artefacts":
        """Make hard links to what the build has now. A later build replaces these files and never writes into one."""
        with locked(BUILD_LOCK):
            if not BUILT_TEMPLATE.is_file():
                raise LocalError("Nothing is built yet; build it with: make build")
            shutil.rmtree(directory, ignore_errors=True)
            for folder in (path for path in BUILD.iterdir() if path.is_dir()):
                shutil.copytree(folder, directory / folder.name, copy_function=os.link)
            shutil.copy(BUILT_TEMPLATE, directory)
        return cls(directory)

    def folders(self, function: str) -> list[Path]:
        """The folders that Lambda puts on the function's path: its package, then its layers."""
        own = self._properties(function)
        layers = [*self._template["Globals"]["Function"]["Layers"], *own.get("Layers", ())]
        return [self.directory / own["CodeUri"], *(self.directory / layer["Ref"] / "python" for layer in layers)]

    def settings(self, function: str) -> dict[str, Any]:
        """Settings, in Lambda's form, of a function that is not deployed, with its variables that are plain text."""
        own, common = self._properties(function), self._template["Globals"]["Function"]
        given = {**common["Environment"]["Variables"], **own["Environment"]["Variables"]}
        texts = {name: value for name, value in given.items() if isinstance(value, str)}
        return {"Timeout": own.get("Timeout", common["Timeout"]), "Environment": {"Variables": texts}}

    def _properties(self, function: str) -> dict[str, Any]:
        logical_id = "".join(word.title() for word in function.split("_")) + "Function"
        found: dict[str, Any] = self._template["Resources"][logical_id]["Properties"]
        return found

    def remove(self) -> None:
        """Delete the copy."""
        shutil.rmtree(self.directory, ignore_errors=True)
