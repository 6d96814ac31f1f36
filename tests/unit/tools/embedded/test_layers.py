"""To a function's process, a layer that points to an unpacked one is the same as the layer itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.embedded.layers import point_to

RUNTIME = "python3.13"
# What the emulator does with a layer before it imports the handler.
LOOK = "import site, sys; site.addsitedir(sys.argv[1]); import carried; print(carried.SAYS)"


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    """A built layer with one module."""
    package = tmp_path / "built" / "python" / "carried"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("SAYS = 'from the layer'\n")
    return tmp_path / "built"


def test_process_imports_what_is_in_the_layer_before_what_is_installed(layer: Path, tmp_path: Path) -> None:
    (tmp_path / "carried.py").write_text("SAYS = 'installed'\n")
    packages = point_to(layer, tmp_path / "layers", RUNTIME) / "python" / "lib" / RUNTIME / "site-packages"
    said = subprocess.run(
        [sys.executable, "-c", LOOK, packages],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "from the layer\n"


def test_layer_has_one_file_and_the_unpacked_one_all(layer: Path, tmp_path: Path) -> None:
    pointing = point_to(layer, tmp_path / "layers", RUNTIME)
    assert [path.name for path in pointing.rglob("*") if path.is_file()] == ["unpacked.pth"]
    assert (pointing.with_suffix("") / "python" / "carried" / "__init__.py").is_file()


def test_same_layer_is_unpacked_once_and_a_changed_one_is_another(layer: Path, tmp_path: Path) -> None:
    first = point_to(layer, tmp_path / "layers", RUNTIME)
    assert point_to(layer, tmp_path / "layers", RUNTIME) == first
    (layer / "python" / "carried" / "__init__.py").write_text("SAYS = 'a newer one'\n")
    assert point_to(layer, tmp_path / "layers", RUNTIME) != first


def test_unpacking_that_was_cut_short_is_done_again(layer: Path, tmp_path: Path) -> None:
    unpacked = point_to(layer, tmp_path / "layers", RUNTIME).with_suffix("")
    unpacked.rename(unpacked.with_suffix(".partial"))
    (unpacked.with_suffix(".partial") / "python" / "carried" / "__init__.py").unlink()
    point_to(layer, tmp_path / "layers", RUNTIME)
    assert (unpacked / "python" / "carried" / "__init__.py").is_file()
