"""Errors of the commands, and how a command ends with one."""

import sys
from collections.abc import Callable
from typing import NoReturn


class LocalError(Exception):
    """A command cannot go on; the text says what happened and what to do."""


class ChangeRefusedError(LocalError):
    """CloudFormation refused a change before it touched anything: the stack is as it was."""


def exit_on_error(run: Callable[[], None], *, names_files: bool = False) -> None:
    """Run a command; a `LocalError` becomes its text on stderr and exit status 1, Ctrl-C becomes status 130.

    What the system refuses, such as a file that cannot be read, ends the command in the same way. An argument that is
    not valid text is refused first, unless the command `names_files`, because names of files may be any bytes.
    """
    if not names_files and (odd := next((word for word in sys.argv[1:] if not _is_text(word)), "")):
        _fail(f"{odd!a} is no text in UTF-8, and nothing was done; type it in a terminal that sends UTF-8")
    try:
        run()
    except LocalError as exc:
        _fail(str(exc))
    except OSError as exc:
        _fail(f"{exc.filename}: {exc.strerror}" if exc.filename else str(exc))
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        sys.exit(130)


def _fail(text: str) -> NoReturn:
    print(f"\nerror: {text}", file=sys.stderr)
    sys.exit(1)


def _is_text(word: str) -> bool:
    """Whether it is valid text. Python keeps each byte that is not UTF-8 as half a character (a surrogate)."""
    return not any("\ud800" <= character <= "\udfff" for character in word)
