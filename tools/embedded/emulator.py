"""The emulator's process. It is started detached, found by its command line and token, and ended with its workers."""

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.common import guard
from tools.common.errors import LocalError
from tools.common.paths import EMULATOR_BIN
from tools.common.processes import command_lines
from tools.common.progress import wait_until

HOST = "127.0.0.1"
GUARD = Path(guard.__file__)
"""What is run: the emulator behind `guard`, which refuses requests of other websites' pages."""
ATTEMPTS = 5
START_SECONDS = 60.0
END_SECONDS = 3.0
"""Seconds until it is killed if it has not ended. That does no harm, because it saves nothing that is read later."""
LOG_LINES = 20
LAYERS = "layers"
"""The subfolder of the emulator's folder that holds the functions' unpacked layers."""


@dataclass(frozen=True)
class Emulator:
    """An emulator: its port, the token that its health page must echo, and the settings that it was started with."""

    port: int
    token: str
    settings: dict[str, str]

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://{HOST}:{self.port}"

    def answers(self) -> bool:
        """Whether this emulator answers at the port, and not another process that has taken it since."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            health = json.loads(connection.getresponse().read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()
        return isinstance(health, dict) and health.get("edition") == self.token


def find(directory: Path, settings: Mapping[str, str]) -> Emulator | None:
    """The emulator that runs for this folder with these settings, if there is one."""
    try:
        emulator = Emulator(**json.loads(_record(directory).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return emulator if emulator.settings == dict(settings) and emulator.answers() else None


def start(directory: Path, settings: Mapping[str, str]) -> Emulator:
    """Start an emulator on a free loopback port. One that ran for this folder before is ended first."""
    for _ in range(ATTEMPTS):
        stop(directory)
        emulator = Emulator(free_port(), secrets.token_hex(16), dict(settings))
        if launch(directory, emulator):
            _record(directory).write_text(json.dumps(asdict(emulator)))
            return emulator
    raise LocalError(f"The emulator does not start. {log(directory)} ends:\n{log_tail(directory)}")


def launch(directory: Path, emulator: Emulator) -> bool:
    """Start this emulator, if none runs for the folder. The answer is false if it ended before it answered."""
    _spawn(directory, emulator)
    wait_until(lambda: emulator.answers() or not pids(directory), START_SECONDS, "the emulator")
    return emulator.answers()


def stop(directory: Path) -> None:
    """End the emulator of this folder and its workers, and nothing else. Does nothing if none runs."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids(directory):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        with suppress(LocalError):
            wait_until(lambda: not pids(directory), END_SECONDS, "the emulator's end")
            break
    _record(directory).unlink(missing_ok=True)
    for name in ("tmp", "home", LAYERS):
        shutil.rmtree(directory / name, ignore_errors=True)


def pids(directory: Path) -> list[int]:
    """The processes that were started for this folder: the emulator, its workers, an interrupted deployment."""
    path = re.escape(str(directory))
    worker = rf"{path}/tmp/ministack-lambda-\S+/_worker\.py"  # noqa: S108 - `path` comes before it
    deployment = rf"\S*/sam deploy .* file://{path}/parameters\.yaml"
    # The second form is from a release without the guard. Such a process is ended, too.
    leader = rf"-P -X deny-list={path} .*/{GUARD.name}|-X deny-list={path} -m ministack"
    ours = re.compile(rf".*[Pp]ython\S* ({leader}|{worker}|{deployment})")
    return [pid for pid, arguments in command_lines() if ours.fullmatch(arguments)]


def log(directory: Path) -> Path:
    """The emulator's log, with the functions' tracebacks."""
    return directory / "emulator.log"


def log_tail(directory: Path) -> str:
    """The last lines of the emulator's log, for an error message."""
    return "\n".join(log(directory).read_text(errors="replace").splitlines()[-LOG_LINES:])


def _record(directory: Path) -> Path:
    return directory / "guarded-emulator.json"


def free_port() -> int:
    """A port that is free now. Another program may still take it before we do."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _spawn(directory: Path, emulator: Emulator) -> None:
    """Start it detached: a shell starts it in the background, in a session of its own, and ends."""
    python = str(EMULATOR_BIN / "python")
    # -P keeps it from importing our modules in place of others with the same name.
    command = [python, "-P", "-X", f"deny-list={directory}", str(GUARD)]
    with log(directory).open("w") as output:
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", *command],
            env=_environment(directory, emulator),
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            check=True,
        )


def _environment(directory: Path, emulator: Emulator) -> dict[str, str]:
    """The emulator's environment. The functions inherit it, so it holds none of the user's variables."""
    for name in ("tmp", "home"):
        (directory / name).mkdir(parents=True, exist_ok=True)
    return {
        "PATH": f"{EMULATOR_BIN}:/usr/bin:/bin",
        "HOME": str(directory / "home"),
        "TMPDIR": str(directory / "tmp"),
        "STATE_DIR": str(directory / "tmp" / "state"),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(emulator.port),
        "MINISTACK_EDITION": emulator.token,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        **emulator.settings,
    }
