"""What is shipped, as it was built: a copy, because another command may build anew while the functions run."""

import os
import shutil
from pathlib import Path

from local.errors import LocalError
from local.lock import locked
from local.paths import BUILD, BUILD_LOCK

LAYERS = ("DependenciesLayer", "ConsoleLayer")


class Artefacts:
    """The built functions and layers below a folder of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def copy(cls, directory: Path) -> "Artefacts":
        """Link what the build has now; a later build replaces its files and writes into none of them."""
        with locked(BUILD_LOCK):
            if not (BUILD / LAYERS[0]).is_dir():
                raise LocalError("Nothing is built yet; build it with: make build")
            shutil.rmtree(directory, ignore_errors=True)
            for folder in (path for path in BUILD.iterdir() if path.is_dir()):
                shutil.copytree(folder, directory / folder.name, copy_function=os.link)
        return cls(directory)

    def folders(self, function: str) -> list[str]:
        """Where the function finds its modules: what Lambda puts on its path."""
        own = "".join(word.title() for word in function.split("_")) + "Function"
        return [str(self.directory / own), *(str(self.directory / layer / "python") for layer in LAYERS)]

    def remove(self) -> None:
        """Take the copy away."""
        shutil.rmtree(self.directory, ignore_errors=True)
