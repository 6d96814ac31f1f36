"""`python -m tools.embedded.browser`: finds or fetches the Chromium of the browser tests; its path is the last line.

The system's Chromium will do, because the tests use nothing new. Playwright's own is fetched only where there is none;
tools/common/bootstrap.sh has checked before that the system has the libraries for it.
"""

import argparse
import shutil
import subprocess
from pathlib import Path

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import DEV_BIN
from tools.common.progress import step

# No sandbox, because containers cannot make one, and Chromium refuses one as root. Only our own page is opened.
# The other flags keep it from sending requests of its own.
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
DOWNLOAD_SECONDS = 240.0
ASK_SECONDS = 30.0

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WHERE = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
_ADVICE = """No Chromium was found that starts, and none could be fetched. Install one, then run this again:
  on Debian:    sudo apt-get install chromium
  elsewhere:    in any way that puts chromium, chromium-browser or google-chrome on PATH.
Playwright said: """


def find_chromium() -> Path:
    """The first Chromium that starts: the system's, or Playwright's, which is fetched if it is not there yet.

    Raises:
        LocalError: there is none; the text says what to do.
    """
    for name in _NAMES:
        if (path := shutil.which(name)) and _starts(Path(path)):
            return Path(path)
    if found := _playwrights_own():
        return found
    with step("Fetching Playwright's Chromium into .tools (once)"):
        _, said = _run([str(DEV_BIN / "playwright"), "install", "--no-shell", "chromium"], DOWNLOAD_SECONDS)
    if found := _playwrights_own():
        return found
    raise LocalError(_ADVICE + (said.strip() or "nothing"))


def _playwrights_own() -> Path | None:
    works, said = _run([str(DEV_BIN / "python"), "-c", _WHERE], ASK_SECONDS)
    path = Path(said.strip())
    return path if works and path.is_file() and _starts(path) else None


def _starts(path: Path) -> bool:
    """Whether it starts. A download may lack system libraries, and a launcher script may find no browser."""
    works, said = _run([str(path), "--version"], ASK_SECONDS)
    return works and "Chrom" in said


def _run(command: list[str], seconds: float) -> tuple[bool, str]:
    """Whether a command succeeded, and what it printed, or why it did not start or end."""
    try:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return False, str(exc)
    return not ran.returncode, ran.stdout


def main() -> None:
    """Find one, and print where it is."""
    argparse.ArgumentParser(prog="python -m tools.embedded.browser", description=__doc__).parse_args()
    print(find_chromium())


if __name__ == "__main__":
    exit_on_error(main)
