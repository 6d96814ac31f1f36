"""Two commands do not work in one folder at the same time."""

import threading
from pathlib import Path

import pytest

from tools.common.lock import locked


def test_second_holder_waits_for_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path / "lock"):
            order.append("second")

    with locked(tmp_path / "lock"):
        waiter = threading.Thread(target=second)
        waiter.start()
        waiter.join(timeout=0.2)
        order.append("first")
    waiter.join(timeout=600)
    assert order == ["first", "second"]
    assert "Waiting for another command" in capsys.readouterr().out


def test_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), locked(tmp_path / "lock"):
        raise ValueError("x")
    with locked(tmp_path / "lock"):
        pass
