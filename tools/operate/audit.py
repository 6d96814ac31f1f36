"""`make audit`: asks the advisory services about every locked Python and npm package.

Exit status 0: all were asked about, and nothing is open. 1: something could not be asked about, which is no good news.
2: vulnerabilities were found. It needs the internet, and is no part of `make test`: an advisory of tomorrow must not
break a commit of today.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import DEV_BIN, ROOT, TOOLS_BIN
from tools.common.progress import say, step

NOT_ASKED = 1
FOUND = 2
SECONDS = 300.0
PIP_AUDIT = DEV_BIN / "pip-audit"
_REASON = 200


@dataclass(frozen=True)
class Accepted:
    """An advisory that somebody has looked at and that may stay for a while."""

    id: str
    """Any of its names: `GHSA-…`, `PYSEC-…`, `CVE-…`."""
    reason: str
    """Why it does not concern this project."""
    until: date
    """The last day; from the next on it is found again."""


ACCEPTED: tuple[Accepted, ...] = ()
"""The reviewed list. Whoever adds to it says why, and for how long."""


@dataclass(frozen=True)
class Advisory:
    """A known vulnerability of a package that is locked."""

    package: str
    """With its version, or the range that is concerned."""
    names: tuple[str, ...]
    """Its id, and the ids of others for the same."""
    fix: str


@dataclass(frozen=True)
class Report:
    """What a service knows of the packages."""

    packages: int = 0
    advisories: tuple[Advisory, ...] = ()
    unasked: tuple[str, ...] = ()
    """What there is no answer about, and why."""


def read_pip(text: str) -> Report:
    """The JSON of pip-audit. A package that it skipped is one that nobody was asked about, though it exits with 0."""
    dependencies = _json(text).get("dependencies")
    if not dependencies:
        return Report(unasked=("pip-audit told of no packages",))
    skipped = [d for d in dependencies if "skip_reason" in d]
    advisories = tuple(
        Advisory(
            f"{package['name']} {package['version']}",
            (vuln["id"], *vuln.get("aliases", ())),
            f"fixed in {', '.join(vuln['fix_versions'])}" if vuln.get("fix_versions") else "no fix yet",
        )
        for package in dependencies
        for vuln in package.get("vulns", ())
    )
    unasked = tuple(f"{d['name']}: {_short(d['skip_reason'])}" for d in skipped)
    return Report(len(dependencies) - len(skipped), advisories, unasked)


def read_npm(text: str) -> Report:
    """The JSON of npm audit. A package that is only concerned through another one is not told twice."""
    report = _json(text)
    packages = report.get("metadata", {}).get("dependencies", {}).get("total", 0)
    if "vulnerabilities" not in report or not packages:
        error = report.get("error") or {}
        said = report.get("message") or error.get("summary") or error.get("detail") or "npm audit told of no packages"
        return Report(unasked=(_short(said),))
    found = {
        (via["name"], via.get("url") or via.get("source")): (via, package)
        for package in report["vulnerabilities"].values()
        for via in package["via"]
        if isinstance(via, dict)
    }
    return Report(packages, tuple(_of_npm(via, package) for via, package in found.values()))


def _of_npm(via: dict[str, Any], package: dict[str, Any]) -> Advisory:
    name = str(via.get("url") or via.get("source")).rpartition("/")[2]
    fix = package.get("fixAvailable")
    to = f"fixed by {fix['name']} {fix['version']}" if isinstance(fix, dict) else ""
    return Advisory(f"{via['name']} {via['range']}", (name,), to or ("a fix is there" if fix else "no fix yet"))


def _json(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _short(text: str) -> str:
    return " ".join(str(text).split())[:_REASON]


def judge(advisory: Advisory, accepted: Iterable[Accepted], today: date) -> tuple[bool, str]:
    """Whether an advisory is open, and what the reviewed list says of it."""
    for one in accepted:
        if one.id in advisory.names:
            lasts = today <= one.until
            return not lasts, f"{'accepted' if lasts else 'was accepted'} until {one.until}: {one.reason}"
    return True, ""


def idle(reports: Iterable[Report], accepted: Iterable[Accepted]) -> list[str]:
    """Accepted advisories that no package has any more."""
    names = {name for report in reports for advisory in report.advisories for name in advisory.names}
    return [one.id for one in accepted if one.id not in names]


def ask_pip(group: str) -> Report:
    """Ask about a group of `uv.lock`: each has an environment of its own.

    The service is OSV, because the other one answers for a mirror that knows no advisories as if all were well.
    """
    exported = _run(["uv", "export", "--quiet", "--frozen", "--no-header", "--no-annotate", "--only-group", group])
    options = "--require-hashes --disable-pip --vulnerability-service osv --format json --aliases on --desc off"
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(exported)
        command = [PIP_AUDIT, *options.split(), "--progress-spinner", "off", "--requirement", requirements]
        return read_pip(_run([str(word) for word in command], json_expected=True))


def ask_npm(folder: str) -> Report:
    """Ask about a folder's `package-lock.json`: all of it, installed or not."""
    kinds = [f"--include={kind}" for kind in ("prod", "dev", "optional", "peer")]
    command = [str(DEV_BIN / "npm"), "audit", "--package-lock-only", "--json", *kinds]
    return read_npm(_run(command, cwd=ROOT / folder, json_expected=True))


def _run(command: Sequence[str], cwd: Path = ROOT, *, json_expected: bool = False) -> str:
    """What a tool prints. Those that audit also fail when they found something, so JSON counts, and not their status.

    Raises:
        LocalError: it is missing, takes too long, or failed; the text is its last word.
    """
    path = f"{DEV_BIN}:{TOOLS_BIN}:{os.environ.get('PATH', os.defpath)}"
    try:
        ran = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError as exc:
        raise LocalError(f"{Path(command[0]).name} or its packages are missing; run make setup") from exc
    except subprocess.TimeoutExpired as exc:
        raise LocalError(f"{Path(command[0]).name} took longer than {SECONDS:g} s") from exc
    if ran.returncode and not (json_expected and _json(ran.stdout)):
        raise LocalError(_last_word(ran.stderr) or f"{Path(command[0]).name} failed with status {ran.returncode}")
    return ran.stdout


def _last_word(text: str) -> str:
    """The last line of a tool's complaint: of a long chain of causes, the last one."""
    lines = [line for line in text.splitlines() if line.strip()]
    return _short(re.sub(r".*Caused by ", "", lines[-1])) if lines else ""


# `dev` includes what ships to AWS.
GROUPS = ("dev", "emulator", "sam", "policy")
FOLDERS = ("console", "tools/measure/growth")
SERVICES: dict[str, Callable[[], Report]] = {
    **{f"Python, {group}": partial(ask_pip, group) for group in GROUPS},
    **{f"npm, {folder}": partial(ask_npm, folder) for folder in FOLDERS},
}


def audit(today: date, accepted: Sequence[Accepted] = ACCEPTED) -> int:
    """Ask every service, tell what it knows; the exit status."""
    reports = {name: _ask(name, ask) for name, ask in SERVICES.items()}
    found = sum(_tell(name, report, accepted, today) for name, report in reports.items())
    unasked = sum(len(report.unasked) for report in reports.values())
    if found:
        say(f"Vulnerabilities found: {found}")
        return FOUND
    if unasked:
        say("Not everything could be asked about: this is NO clean result")
        return NOT_ASKED
    for name in idle(reports.values(), accepted):
        say(f"{name} need not be accepted any more: no package has it")
    say("Every package was asked about, and none has an open vulnerability")
    return 0


def _ask(name: str, ask: Callable[[], Report]) -> Report:
    try:
        with step(f"Asking about packages: {name}"):
            return ask()
    except LocalError as exc:
        return Report(unasked=(str(exc),))


def _tell(name: str, report: Report, accepted: Sequence[Accepted], today: date) -> int:
    """Say what is known of one kind of packages; how many advisories are open."""
    say(f"{name}: {report.packages} packages asked about, advisories: {len(report.advisories)}")
    for reason in report.unasked:
        print(f"  could not be asked: {reason}")
    judged = [(advisory, *judge(advisory, accepted, today)) for advisory in report.advisories]
    for advisory, is_open, why in judged:
        print(
            f"  {'FOUND' if is_open else 'accepted'}  {advisory.package}: {', '.join(advisory.names)}; {advisory.fix}"
        )
        if why:
            print(f"            {why}")
    return sum(is_open for _, is_open, _ in judged)


def main() -> None:
    """Ask, and leave with the status that says what came of it."""
    argparse.ArgumentParser(prog="python -m tools.operate.audit", description=__doc__).parse_args()
    sys.exit(audit(datetime.now(UTC).date()))


if __name__ == "__main__":
    exit_on_error(main)
