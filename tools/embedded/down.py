"""`make down`: ends what `tools.embedded.up` started for the folder, and nothing else."""

import argparse
from pathlib import Path

from tools.common.errors import exit_on_error
from tools.common.lock import locked
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say, step
from tools.embedded import emulator
from tools.embedded.stack import forget


def bring_down(directory: Path) -> bool:
    """End the emulator and its workers, and remove `stack.json`. The answer is whether there was anything to end."""
    directory = directory.resolve()
    with locked(directory / "lock"):
        ran = bool(emulator.pids(directory))
        emulator.stop(directory)
        forget(directory)
    return ran


def main() -> None:
    """End the stack, or say that there was none."""
    parser = argparse.ArgumentParser(prog="python -m tools.embedded.down", description=__doc__)
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="where its state is (default: .local)")
    directory = parser.parse_args().dir
    with step("Ending the embedded stack"):
        ran = bring_down(directory)
    if not ran:
        say("It was not running")


if __name__ == "__main__":
    exit_on_error(main)
