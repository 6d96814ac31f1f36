"""The built packages hold bytecode that was made from this source, ignores dates, and has Lambda's paths."""

import importlib.util
import marshal
from pathlib import Path

import pytest

from tools.common.paths import BUILD

UNCHECKED_HASH = 1


def built_folders() -> list[Path]:
    return [folder for folder in sorted(BUILD.glob("*")) if folder.is_dir()]


def test_there_is_a_build() -> None:
    assert built_folders(), "nothing is built; run: make build"


@pytest.mark.parametrize("folder", built_folders(), ids=lambda folder: folder.name)
def test_every_source_file_has_its_bytecode(folder: Path) -> None:
    place = "/opt/python" if (folder / "python").exists() else "/var/task"
    for source in folder.rglob("*.py"):
        compiled = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        assert compiled[:4] == importlib.util.MAGIC_NUMBER, source
        assert int.from_bytes(compiled[4:8], "little") == UNCHECKED_HASH, source
        assert compiled[8:16] == importlib.util.source_hash(source.read_bytes()), source
        assert marshal.loads(compiled[16:]).co_filename.startswith(f"{place}/"), source  # noqa: S302 - our own build
