"""Only the owner can read what the tools write."""

from pathlib import Path

import pytest

from tools.common import paths


def rights(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "DEFAULT_DIRECTORY", tmp_path / ".local")
    return tmp_path / ".local"


def test_nobody_else_can_look_into_what_is_new(ours: Path) -> None:
    assert rights(paths.private(ours / "test" / "tmp")) == rights(ours / "test") == rights(ours) == 0o700


def test_what_was_open_before_is_closed(ours: Path) -> None:
    for folder in (ours, ours / "test"):
        folder.mkdir(mode=0o755)
    paths.private(ours / "test")
    assert rights(ours / "test") == rights(ours) == 0o700


def test_folder_of_the_users_own_keeps_its_rights(ours: Path, tmp_path: Path) -> None:
    own = tmp_path / "shared"
    own.mkdir(mode=0o755)
    assert rights(paths.private(own)) == 0o755
    assert rights(paths.private(own / "new")) == 0o700
