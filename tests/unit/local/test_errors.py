"""What a command says when it cannot go on: one line, and no trace of the program."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local.errors import LocalError, exit_on_error


def failing(exc: BaseException) -> Callable[[], None]:
    """A command that ends so."""

    def run() -> None:
        raise exc

    return run


@pytest.mark.parametrize(
    ("exc", "told", "status"),
    [
        (LocalError("No stack is running"), "error: No stack is running", 1),
        (NotADirectoryError(20, "Not a directory", "README.md/x"), "error: README.md/x: Not a directory", 1),
        (OSError("no address"), "error: no address", 1),
        (KeyboardInterrupt(), "interrupted", 130),
    ],
)
def test_what_a_command_cannot_do_is_one_line(
    exc: BaseException, told: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        exit_on_error(failing(exc))
    assert (capsys.readouterr().err.strip(), ended.value.code) == (told, status)


def test_argument_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A terminal in EUC-KR sends bytes that are no UTF-8."""
    given = "가".encode("euc-kr").decode(errors="surrogateescape")
    monkeypatch.setattr("sys.argv", ["command", f"--stack={given}"])
    with pytest.raises(SystemExit):
        exit_on_error(lambda: Path(given.encode().decode()).touch())
    assert "is no text in UTF-8" in capsys.readouterr().err


def test_text_of_our_own_that_cannot_be_written_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["command", "--stack=deny-list"])
    with pytest.raises(UnicodeEncodeError):
        exit_on_error(lambda: Path("\ud800".encode().decode()).touch())
