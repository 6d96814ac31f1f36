"""A build holds nothing of older sources, and the same source gives the same bytecode."""

import importlib.util
import marshal
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.common.template import read_template
from tools.embedded import build as built
from tools.embedded.build import compile_folder, fingerprint


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
    """A build copies the source anew, and removes the former copy with its bytecode. This test does the same."""
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


# ── A build of the same files is kept ───────────────────────────────────────────────────────────


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "functions"
    write(folder, "x = 1\n")
    (folder / "data.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "data.json").write_text("[]"),
        lambda folder: (folder / "data.json").rename(folder / "date.json"),
        lambda folder: (folder / "check_number" / "new.py").touch(),
        lambda folder: (folder / "check_number" / "app.py").unlink(),
        lambda folder: (folder / ".npmrc").write_text("x"),
    ],
    ids=["content", "name", "new", "gone", "hidden"],
)
def test_any_change_of_a_source_shows(sources: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint([sources])
    assert fingerprint([sources]) == before
    change(sources)
    assert fingerprint([sources]) != before


def test_what_tools_leave_beside_sources_does_not_show(sources: Path) -> None:
    before = fingerprint([sources])
    for name in ("__pycache__", "node_modules"):
        (sources / name).mkdir()
        (sources / name / "left.bin").write_text("x")
    assert fingerprint([sources]) == before


def test_build_is_left_until_a_source_changes_and_one_that_failed_is_none(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "build"
    runs: list[bool] = []

    def sam(*, works: bool = True) -> None:
        runs.append(works)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        if not works:
            raise LocalError("sam build failed")

    for name, value in {
        "SAM": tmp_path,
        "SOURCES": [sources],
        "BUILD": target,
        "BUILD_LOG": tmp_path / "log" / "build.log",
        "MADE_OF": target / "made_of.sha256",
        "_sam_build": sam,
    }.items():
        monkeypatch.setattr(built, name, value)
    built.build()
    built.build()
    assert runs == [True]
    (sources / "data.json").write_text("[]")
    monkeypatch.setattr(built, "_sam_build", lambda: sam(works=False))
    with pytest.raises(LocalError):
        built.build()
    monkeypatch.setattr(built, "_sam_build", sam)
    built.build()
    assert runs == [True, False, True]


def test_everything_that_the_template_is_built_from_counts() -> None:
    template = read_template()
    resources = template["Resources"].values()
    keys = ("CodeUri", "ContentUri", "TemplateURL")
    places = {r["Properties"][key] for r in resources for key in keys if key in r["Properties"]}
    places.add(template["Globals"]["Function"]["CodeUri"])
    counted = {str(source.relative_to(ROOT)) for source in built.SOURCES}
    assert {place.removeprefix("./").rstrip("/") for place in places} <= counted
