"""`make growth`: measure growth on this machine, write docs/growth.json and draw docs/images/growth.svg.

The check and the page against a table that grows up to a million entries; flags through the workflow, in batches.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say, step
from tools.measure.bench.machine import Machine
from tools.measure.growth.chart import DATA, write_chart
from tools.measure.growth.store import Store, running

ENTRIES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
BATCHES = (1, 3, 10, 30, 100)
# What the template gives the functions, with its defaults.
VARIABLES = {
    "DENYLIST_TABLE": "Denylist",
    "HISTORY_TABLE": "History",
    "HISTORY_RETENTION_DAYS": "400",
    "DEFAULT_REGION": "US",
    "CONSOLE_URL": "https://denylist.example.com/",
    "CONNECT_URL": "",
    "FRAME_ORIGIN": "",
    "OIDC_DISCOVERY": "https://issuer.example/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "client-1",
    "SIGN_IN_ORIGIN": "https://sign-in.example",
    "POWERTOOLS_METRICS_NAMESPACE": "DenyList",
    "STACK_NAME": "connect-deny-list",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def main() -> None:
    """Measure, write and draw."""
    parser = argparse.ArgumentParser(prog="python -m tools.measure.growth", description=__doc__)
    parser.add_argument("--most", type=int, default=ENTRIES[-1], help="the most entries in the table")
    sizes = [size for size in ENTRIES if size <= parser.parse_args().most]
    machine = Machine.here()
    if not machine.is_quiet:
        say("This machine is not quiet: times will be too long, and spread")
    found = {"machine": asdict(machine), **_of_table(sizes), "workflow": _of_batches()}
    DATA.write_text(json.dumps(found, indent=2) + "\n")
    say(f"{DATA.relative_to(ROOT)} has what was measured")
    write_chart()


def _of_table(sizes: Iterable[int]) -> dict[str, Any]:
    """The check and the page, at each size of the table."""
    check, page = {}, {}
    with running() as store, tempfile.TemporaryDirectory() as folder:
        store.create()
        for size in sizes:
            with step(f"{size:,} entries: filling the table"):
                store.fill(size)
            with step(f"{size:,} entries: the check, and the console's first page"):
                check[str(size)] = _measured("check", store, _page_files(Path(folder)), str(size))
                page[str(size)] = _measured("page", store, _page_files(Path(folder)))
    return {"check": check, "page": page}


def _of_batches() -> Any:  # noqa: ANN401 - JSON
    with step("Flags through the workflow, in batches"):
        return _run("flags", os.environ, *map(str, BATCHES))


def _page_files(folder: Path) -> Path:
    """A folder with a page of one file, in place of the layer that has the console's."""
    package = folder / "console_page"
    (package / "assets").mkdir(parents=True, exist_ok=True)
    (package / "index.html").write_text("<!doctype html><title>Deny list</title>")
    return folder


def _measured(what: str, store: Store, page: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """What a function's own process says of itself; nothing of the user's AWS set-up is in its environment."""
    path = {"PATH": os.environ["PATH"], "PYTHONPATH": str(page)}
    return _run(what, {**VARIABLES, **path, "AWS_ENDPOINT_URL": store.url, "POWERTOOLS_SERVICE_NAME": what}, *arguments)


def _run(what: str, environment: Mapping[str, str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    command = [sys.executable, "-m", f"tools.measure.growth.{what}", *arguments]
    ended = subprocess.run(command, env=dict(environment), cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise LocalError(f"Measuring failed ({what}):\n{ended.stderr[-2000:]}")
    return json.loads(ended.stdout)


if __name__ == "__main__":
    exit_on_error(main)
