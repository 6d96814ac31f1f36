"""`make build`: the real build, `sam build`, and bytecode in what it ships.

A cold import without `.pyc` files takes 2.4 times as long, and Lambda cannot keep those that it would write. Ours are
not checked against dates and carry the path that they have on Lambda, so the same source always gives the same archive,
and an unchanged function is not uploaded again. They are compiled from the copy that `sam build` makes each time, so
they cannot be out of date. If no source has changed, nothing is built.
"""

import argparse
import compileall
import hashlib
import os
import py_compile
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools.common.errors import LocalError, exit_on_error
from tools.common.lock import locked
from tools.common.paths import BUILD, BUILD_LOCK, BUILD_LOG, DEV_BIN, NESTED, ROOT, SAM, TEMPLATE, TOOLS_BIN
from tools.common.progress import step

LOG_LINES = 25
TASK_ROOT = "/var/task"  # where Lambda unpacks a function
# All inputs of a build. uv.lock also fixes the tools, node and npm.
SOURCES = [
    *(ROOT / name for name in ("functions", "layer", "console")),
    *(TEMPLATE, *NESTED, ROOT / "uv.lock", Path(__file__)),
]
NO_SOURCES = {"__pycache__", "node_modules"}
# Inside the build folder, so that `sam build` deletes it when it starts again.
MADE_OF = BUILD / "made_of.sha256"


def build() -> None:
    """Build the template into `.aws-sam/build`, which the caller has locked."""
    if not SAM.exists():
        raise LocalError("The tools are not installed yet; fetch them with: make setup")
    sources = fingerprint(SOURCES)
    if MADE_OF.is_file() and MADE_OF.read_text() == sources:
        return
    BUILD_LOG.parent.mkdir(exist_ok=True)
    with step("Building functions and layers"):
        MADE_OF.unlink(missing_ok=True)
        _sam_build()
        for folder in _function_folders():
            compile_folder(folder)
        MADE_OF.write_text(sources)


def fingerprint(sources: Iterable[Path]) -> str:
    """A digest of every file's name and content, in these folders and what is below them."""
    files = (file for source in sources for file in [source, *source.rglob("*")] if file.is_file())
    digest = hashlib.sha256()
    for file in sorted(file for file in files if not NO_SOURCES & {*file.parts}):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(file.anchor)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _sam_build() -> None:
    command = [str(SAM), "build", "--cached", "--template-file", str(TEMPLATE)]
    with BUILD_LOG.open("w") as output:
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        tail = "\n".join(BUILD_LOG.read_text(errors="replace").splitlines()[-LOG_LINES:])
        raise LocalError(f"sam build failed. {BUILD_LOG} ends:\n{tail}")


def _environment() -> dict[str, str]:
    """The user's environment, for caches and proxies, with our tools first and without the outer make's flags."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "SAM_CLI_"))}
    tools = f"{TOOLS_BIN}:{DEV_BIN}:{os.environ.get('PATH', os.defpath)}"
    return kept | {"PATH": tools, "SAM_CLI_TELEMETRY": "0", "__SAM_CLI_APP_DIR": str(BUILD_LOG.parent / "home")}


def _function_folders() -> list[Path]:
    """The folders that `sam build` made, without the layers, which have their bytecode already."""
    return [folder for folder in sorted(BUILD.iterdir()) if folder.is_dir() and not (folder / "python").exists()]


def compile_folder(folder: Path) -> None:
    """Put bytecode beside the sources of a built function."""
    complete = compileall.compile_dir(
        folder,
        quiet=1,
        stripdir=str(folder),
        prependdir=TASK_ROOT,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not complete:
        raise LocalError(f"A file in {folder} is no valid Python; the message above names it.")


def main() -> None:
    """Build, and say so."""
    argparse.ArgumentParser(prog="python -m tools.embedded.build", description=__doc__).parse_args()
    with locked(BUILD_LOCK):
        build()


if __name__ == "__main__":
    exit_on_error(main)
