"""The article's design as `sam build` ships it, once with Lambda's boto3, and once with its own.

`sam build` unpacks packages and compiles nothing. Whether Lambda's own SDK is compiled is not documented. Here it is,
which is to the article's advantage.
"""

import compileall
import py_compile
import shutil
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from tools.common.paths import ROOT

MEASURED = ROOT / "tests" / "performance"
SDK = ("boto3", "botocore", "s3transfer", "jmespath", "urllib3", "python-dateutil", "six")
"""boto3 and its dependencies, in the locked versions that ours are built with."""


@dataclass(frozen=True)
class Article:
    """The folders that `pack` makes below one of ours."""

    directory: Path

    @property
    def code(self) -> Path:
        """The package with only the two handlers."""
        return self.directory / "code"

    @property
    def runtime(self) -> Path:
        """The folder in which Lambda's runtime has boto3, compiled."""
        return self.directory / "runtime"

    @property
    def bundled(self) -> Path:
        """The package of a project that lists boto3 in its requirements."""
        return self.directory / "bundled"


def pack(directory: Path) -> Article:
    """Make the folders again from nothing."""
    shutil.rmtree(directory, ignore_errors=True)
    article = Article(directory)
    for folder in (article.code, article.bundled):
        copy_sources(MEASURED / "article", folder)
    for folder in (article.runtime, article.bundled):
        _unpack_sdk(folder)
    compileall.compile_dir(article.runtime, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return article


def copy_sources(source: Path, target: Path) -> None:
    """Copy a tree without the bytecode that a test run may have left in it."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))


def _unpack_sdk(target: Path) -> None:
    """Unpack the packages as they are in their wheels."""
    for package in SDK:
        for file in files(package) or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                copy = target / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), copy)
