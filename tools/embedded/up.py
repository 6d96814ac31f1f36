"""`make up`: starts the embedded stack or brings it up to date, and leaves it running."""

import argparse
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tools.common.errors import ChangeRefusedError, LocalError, exit_on_error
from tools.common.lock import locked
from tools.common.parameters import Wishes, parse, settle
from tools.common.paths import BUILD_LOCK, DEFAULT_DIRECTORY
from tools.common.progress import say, step
from tools.common.template import read_template
from tools.embedded import emulator
from tools.embedded.build import build
from tools.embedded.deploy import deploy, read_outputs, read_parameters, subscribe_queue
from tools.embedded.emulator import Emulator
from tools.embedded.overlay import Beside
from tools.embedded.session import refuse_beside_another
from tools.embedded.stack import REGION, Stack, User, forget, load, save
from tools.embedded.users import console_lines, make_users


def bring_up(
    directory: Path, wishes: Wishes, settings: Mapping[str, str] | None = None, beside: Beside | None = None
) -> Stack:
    """Build, start the emulator unless it runs, deploy, and write `stack.json`.

    `wishes` are for template parameters; one that is not named keeps what it has in a running stack. `settings` are the
    emulator's own variables (`{"SFN_WAIT_SCALE": "0"}` skips waits). `beside` is what runs beside the emulator, if
    anything does.
    A failed build or a refused change leaves a running stack as it was; any other failure leaves nothing running.
    """
    directory, settings = directory.resolve(), settings or {}
    with locked(directory / "lock"), locked(BUILD_LOCK):
        running = emulator.find(directory, settings)
        values = settle(read_template(), wishes, read_parameters(running) if running else {})
        build()
        try:
            stack = (running and _update(running, directory, values, beside)) or _create(
                directory, values, settings, beside
            )
        except BaseException as exc:
            if not (running and isinstance(exc, ChangeRefusedError)):
                _end(directory)
            raise
        save(stack, directory)
    return stack


def _update(running: Emulator, directory: Path, values: Mapping[str, str], beside: Beside | None) -> Stack | None:
    """The running stack, brought up to date, or `None` if the emulator cannot do that."""
    try:
        return _deploy(running, directory, values, beside)
    except ChangeRefusedError:
        raise
    except LocalError as exc:
        say(f"The running stack cannot be updated, so it is replaced. {exc}")
        return None


def _create(directory: Path, values: Mapping[str, str], settings: Mapping[str, str], beside: Beside | None) -> Stack:
    forget(directory)
    with step("Starting the emulator on a free port of 127.0.0.1"):
        started = emulator.start(directory, settings)
    return _deploy(started, directory, values, beside)


def _end(directory: Path) -> None:
    emulator.stop(directory)
    forget(directory)


def _deploy(running: Emulator, directory: Path, values: Mapping[str, str], beside: Beside | None) -> Stack:
    with step(f"Deploying the stack to {running.url}"):
        deploy(directory, running, values, beside)
        outputs = read_outputs(running.url)
        queue = subscribe_queue(running.url, outputs["SupervisorTopicArn"])
        described = Stack(running.url, REGION, outputs, queue)
        return replace(described, users=sample_users(described, directory))


def sample_users(stack: Stack, directory: Path) -> list[User]:
    """The sample people of the stack's own pool, with the passwords they had. None if people sign in elsewhere."""
    if not (pool := stack.outputs.get("UserPoolId")):
        return []
    try:
        former = load(directory)
    except LocalError:
        former = stack
    known = former.users if former.outputs.get("UserPoolId") == pool else []
    return make_users(stack.client("cognito-idp"), pool, known)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.embedded.up", description=__doc__)
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="where its state goes (default: .local)")
    parser.add_argument("--params", default="", help='template parameters, "Name=Value Empty= -BackToItsDefault"')
    return parser.parse_args()


def main() -> None:
    """Bring it up, and say where it answers."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    arguments, started = _arguments(), time.monotonic()
    refuse_beside_another(arguments.dir.resolve())
    stack = bring_up(arguments.dir, parse(arguments.params))
    seconds, described = time.monotonic() - started, arguments.dir / "stack.json"
    say(f"The stack is up at {stack.endpoint_url} after {seconds:.1f} s; {described} describes it; make down ends it")
    console, *people = console_lines(stack)
    say(f"Reviewers' console: {console}")
    for person in people:
        print(f"    {person}")


if __name__ == "__main__":
    exit_on_error(main)
