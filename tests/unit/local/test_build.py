"""Bytecode in the build: the same for the same source, and never that of an older one."""

import importlib.util
import marshal
import shutil
from pathlib import Path

import pytest

from local.build import compile_folder
from local.errors import LocalError


def write(folder: Path, text: str) -> Path:
    source = folder / "check_number" / "app.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text)
    return Path(importlib.util.cache_from_source(str(source)))


def test_same_source_gives_the_same_bytes_wherever_it_is_built(tmp_path: Path) -> None:
    text = 'WORDS = frozenset({"anonymous", "private"})\n\ndef check(x, *, y={"a", "b"}):\n    return x in {"c", "d"}\n'
    compiled = [write(tmp_path / place, text) for place in ("here", "there")]
    for place in ("here", "there"):
        compile_folder(tmp_path / place)
    assert compiled[0].read_bytes() == compiled[1].read_bytes()


def test_bytecode_carries_the_path_it_has_on_lambda(tmp_path: Path) -> None:
    compiled = write(tmp_path, "x = 1\n")
    compile_folder(tmp_path)
    code = marshal.loads(compiled.read_bytes()[16:])  # noqa: S302 - our own
    assert code.co_filename == "/var/task/check_number/app.py"


def test_an_edit_of_the_same_size_and_second_is_compiled(tmp_path: Path) -> None:
    """As in a build: the copy of the source is new, and what an earlier build compiled is gone with its copy."""
    compiled = write(tmp_path / "a", "x = 1\n")
    compile_folder(tmp_path / "a")
    before = compiled.read_bytes()
    shutil.rmtree(tmp_path / "a")
    write(tmp_path / "a", "x = 2\n")
    compile_folder(tmp_path / "a")
    assert compiled.read_bytes() != before


def test_a_file_that_is_no_python_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "def\n")
    with pytest.raises(LocalError, match="no valid Python"):
        compile_folder(tmp_path)
    assert "app.py" in capsys.readouterr().out
