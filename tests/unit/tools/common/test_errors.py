"""A command that cannot go on says why in one line, without a traceback."""

from collections.abc import Callable

import pytest

from tools.common.errors import LocalError, exit_on_error

OF_EUC_KR = "가".encode("euc-kr").decode(errors="surrogateescape")


def failing(exc: BaseException) -> Callable[[], None]:
    """A command that raises this."""

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


def test_argument_that_is_no_text_is_refused_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal in EUC-KR sends bytes that are not UTF-8; once, a person was added under such a name."""
    monkeypatch.setattr("sys.argv", ["command", f"--add={OF_EUC_KR}"])
    done: list[str] = []
    with pytest.raises(SystemExit):
        exit_on_error(lambda: done.append("anything"))
    assert "is no text in UTF-8, and nothing was done" in capsys.readouterr().err
    assert not done


def test_name_of_a_file_may_be_any_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["command", f"--files={OF_EUC_KR}.json"])
    done: list[str] = []
    exit_on_error(lambda: done.append("checked"), names_files=True)
    assert done
