"""What the local tools say when they cannot go on."""

import sys
from collections.abc import Callable


class LocalError(Exception):
    """A step of the embedded stack failed; the text says what happened and what to do."""


class ChangeRefusedError(LocalError):
    """CloudFormation refused a change before it touched anything: the stack is as it was."""


def exit_on_error(run: Callable[[], None]) -> None:
    """Run a command; a `LocalError` becomes its text on stderr and exit status 1, Ctrl-C becomes status 130."""
    try:
        run()
    except LocalError as exc:
        print(f"\nerror: {exc}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        sys.exit(130)
