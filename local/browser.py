"""`python -m local.browser`: finds or fetches the Chromium that the browser tests drive; its path is the last line.

Playwright's own comes first: its version is locked with Playwright's. Where that cannot be downloaded the system's
does as well, for the tests use nothing that is new in either. A refused download is not tried again for a day.
"""

import argparse
import os
import shutil
import subprocess
import time
from pathlib import Path

from local.errors import LocalError, exit_on_error
from local.paths import DEV_BIN, ROOT
from local.progress import say, step

# No sandbox: containers cannot make one, and Chromium refuses to run as root with one. Only our own page is opened.
# The rest keeps it from talking to anybody but the stack.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REFUSED = ROOT / ".tools" / "chromium-refused"
"""Its date is when a download was refused last."""
RETRY_AFTER = 24 * 60 * 60
DOWNLOAD_SECONDS = 240.0
INSTALL_SECONDS = 600.0
ASK_SECONDS = 30.0

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WHERE = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
_ADVICE = """No Chromium was found, and none could be fetched. Install one, then run this again:
  on Debian as root:    apt-get install chromium
  with a network:       .venvs/dev/bin/playwright install --with-deps chromium
  or any other way that puts chromium, chromium-browser or google-chrome on PATH."""


def find_chromium() -> Path:
    """The first Chromium that starts: Playwright's own, downloaded if need be, the system's, or Debian's, installed.

    Raises:
        LocalError: there is none; the text says what to do.
    """
    for way in (_playwrights_own, _downloaded, _of_system, _installed):
        if found := way():
            return found
    raise LocalError(_ADVICE)


def _playwrights_own() -> Path | None:
    asked = _run([str(DEV_BIN / "python"), "-c", _WHERE], ASK_SECONDS)
    path = Path(asked.strip() or "/nonexistent")
    return path if path.is_file() and _starts(path) else None


def _downloaded() -> Path | None:
    """Playwright's own after a download; a refusal is remembered, so that a machine without a network need not wait."""
    if _refused_lately():
        return None
    with step("Downloading Playwright's Chromium (once)"):
        _run([str(DEV_BIN / "playwright"), "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS)
    if found := _playwrights_own():
        return found
    REFUSED.parent.mkdir(exist_ok=True)
    REFUSED.touch()
    say("It cannot be had here; that is tried again in a day")
    return None


def _refused_lately() -> bool:
    return REFUSED.exists() and time.time() - REFUSED.stat().st_mtime < RETRY_AFTER


def _of_system() -> Path | None:
    candidates = (Path(path) for name in _NAMES if (path := shutil.which(name)))
    return next(filter(_starts, candidates), None)


def _installed() -> Path | None:
    """Debian's, where we may install it; a distribution may have the package without a browser in it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    with step("Installing the system's package chromium with apt-get (once)"):
        _run(["apt-get", "update"], INSTALL_SECONDS)
        _run(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], INSTALL_SECONDS)
    return _of_system()


def _starts(path: Path) -> bool:
    """Whether it runs: a download may lack the system's libraries, and a launcher what it should launch."""
    return "Chrom" in _run([str(path), "--version"], ASK_SECONDS)


def _run(command: list[str], seconds: float) -> str:
    """What a command prints; nothing where it fails or takes too long."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        ran = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if ran.returncode else ran.stdout


def main() -> None:
    """Find one, and print where it is."""
    argparse.ArgumentParser(prog="python -m local.browser", description=__doc__).parse_args()
    print(find_chromium())


if __name__ == "__main__":
    exit_on_error(main)
