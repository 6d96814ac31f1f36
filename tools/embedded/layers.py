"""Unpacks each layer once for the whole embedded stack, instead of once for each process.

AWS mounts a layer below `/opt`. The emulator unpacks it again for every process of every function, with thousands of
small files, which took longer than everything else in the tests. So we deploy a layer with a single file, which leads
Python to the unpacked one. A function without its layer still fails, as on AWS.
"""

import shutil
from pathlib import Path

from tools.embedded.build import fingerprint

POINTER = "unpacked.pth"
DIGITS = 16
"""Digits of a fingerprint that tell layers apart."""


def point_to(layer: Path, directory: Path, runtime: str) -> Path:
    """Unpack the built layer below `directory`, and return the folder of a layer that leads there.

    Both are named by what is in the layer, so that a changed layer is deployed as a new one.
    """
    unpacked = directory / fingerprint([layer])[:DIGITS]
    pointing = unpacked.with_suffix(".layer")
    if not unpacked.exists():
        partial = unpacked.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(layer, partial)
        partial.rename(unpacked)
    packages = pointing / "python" / "lib" / runtime / "site-packages"
    packages.mkdir(parents=True, exist_ok=True)
    # `import`, because a plain path would come after the emulator's own packages; a layer's come first on AWS.
    (packages / POINTER).write_text(f"import sys; sys.path.insert(0, {str(unpacked / 'python')!r})\n")
    return pointing
