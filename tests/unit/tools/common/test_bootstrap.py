"""What a machine lacks is named at once, before anything is fetched; uv from any index is checked by its digest."""

import ast
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, override

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tools.common import fetch_uv
from tools.common.fetch_uv import WHEELS, FetchError, find_index
from tools.common.paths import ROOT

MACHINE = "Linux x86_64 glibc"
LOCKED_INDEX = next(
    source["registry"]
    for package in tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))["package"]
    if "registry" in (source := package["source"])
)
NAME = f"uv-{fetch_uv.VERSION}-py3-none-{WHEELS[MACHINE][0]}.whl"


# ── What is lacking ─────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that holds only the two files, and a folder `bin` to be the whole PATH."""
    (tmp_path / "tools" / "common").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    for name in ("bootstrap.sh", "fetch_uv.py"):
        shutil.copy(ROOT / "tools" / "common" / name, tmp_path / "tools" / "common")
    for name in ("bash", "dirname", "env", "grep", "id", "uname"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    program(tmp_path, "apt-get", "exit 100")
    program(tmp_path, "ldconfig", "exit 0")
    return tmp_path


def program(clone: Path, name: str, does: str) -> None:
    path = clone / "bin" / name
    path.unlink(missing_ok=True)  # it may lead to the machine's own
    path.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    path.chmod(0o755)


def lacks(clone: Path, *goals: str, **variables: str) -> str:
    """What the script says that the machine lacks."""
    none = str(clone / "none")
    here = {"PATH": str(clone / "bin"), "SSL_CERT_FILE": none, "OS_RELEASE": none}
    environment = {**here, **variables}
    command = [str(clone / "tools" / "common" / "bootstrap.sh"), *goals]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert sorted(path.name for path in clone.iterdir()) == ["bin", "tools"], "the script made something"
    return ran.stderr


def test_everything_that_is_lacking_is_named_at_once_with_the_line_to_type(clone: Path) -> None:
    program(clone, "id", "echo 1000")
    said = lacks(clone, "test")
    assert "make test" in said
    assert said.count("  - ") == 3
    assert "\n  sudo apt-get install python3 ca-certificates chromium\n" in said
    assert said.endswith("Nothing was fetched.\n")


@pytest.mark.parametrize("goals", [[], ["demo"], ["unit"], ["setup", "build"]])
def test_a_chromium_is_asked_for_only_where_one_is_used(clone: Path, goals: list[str]) -> None:
    assert "chromium" not in lacks(clone, *goals)
    for goal in ("test", "browser", "screenshots"):
        assert "chromium" in lacks(clone, *goals, goal)


def test_a_chromium_that_starts_or_the_libraries_of_one_will_do(clone: Path) -> None:
    program(clone, "google-chrome", "echo Google Chrome 156")
    assert "Chromium" not in lacks(clone, "browser")
    program(clone, "google-chrome", "exit 1")
    assert "Chromium" in lacks(clone, "browser")
    libraries = (
        (clone / "tools" / "common" / "bootstrap.sh").read_text("utf-8").partition('LIBRARIES="')[2].partition('"')[0]
    )
    for library in libraries.split():
        with (clone / "libraries").open("a") as known:
            known.write(f"\t{library.partition(':')[0]} (libc6,x86-64) => /lib/{library}\n")
    (clone / "libraries").rename(clone / "bin" / "libraries")
    program(clone, "ldconfig", f'while read -r line; do echo "$line"; done < {clone}/bin/libraries')
    assert "Chromium" not in lacks(clone, "browser")


@pytest.mark.parametrize(("is_new", "expected"), [(0, "libasound2t64"), (1, "libasound2")])
def test_ubuntu_is_asked_for_the_libraries_of_the_chromium_that_is_fetched(
    clone: Path, is_new: int, expected: str
) -> None:
    """Ubuntu has no package of Chromium."""
    (clone / "bin" / "os-release").write_text("NAME=Ubuntu\nID=ubuntu\n", "utf-8")
    program(clone, "apt-cache", f"exit {is_new}")
    said = lacks(clone, "browser", OS_RELEASE=str(clone / "bin" / "os-release"))
    typed = said.partition("apt-get install ")[2].splitlines()[0].split()
    assert {"libnss3", expected} < set(typed)
    assert "chromium" not in typed


def test_bare_asks_for_what_makes_a_root(clone: Path) -> None:
    program(clone, "id", "echo 1000")
    said = lacks(clone, "bare")
    assert "sudo make bare" in said
    assert "git, for the committed tree" in said
    assert "python3" not in said


# ── uv ──────────────────────────────────────────────────────────────────────────────────────────


class Index(ThreadingHTTPServer):
    """A package index that serves the files below a folder; it may demand a login."""

    login = ""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Page, directory=str(folder)))
        self.url = f"http://127.0.0.1:{self.server_port}/simple"


class _Page(SimpleHTTPRequestHandler):
    server: Index

    @override
    def do_GET(self) -> None:
        if self.server.login and self.headers["Authorization"] != self.server.login:
            self.send_error(401)
        else:
            super().do_GET()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Print no log."""


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small program in place of uv, with its digest set as the expected one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"uv-{fetch_uv.VERSION}.data/scripts/uv", f"#!/bin/sh\necho uv {fetch_uv.VERSION}\n")
    monkeypatch.setitem(WHEELS, MACHINE, (WHEELS[MACHINE][0], hashlib.sha256(packed.getvalue()).hexdigest()))
    return packed.getvalue()


@pytest.fixture
def index(tmp_path: Path, wheel: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    page = tmp_path / "index" / "simple" / "uv"
    page.mkdir(parents=True)
    (page / "index.html").write_text(f'<a href="../../files/{NAME}#sha256=0">{NAME}</a>', "utf-8")
    (tmp_path / "index" / "files").mkdir()
    (tmp_path / "index" / "files" / NAME).write_bytes(wheel)
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Index(tmp_path / "index") as server:
        monkeypatch.setenv("PIP_INDEX_URL", server.url)
        thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("index")
def test_uv_is_fetched_once_and_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "bin" / "uv"
    monkeypatch.setattr(fetch_uv, "TARGET", target)
    monkeypatch.setattr(fetch_uv, "_machine", lambda: MACHINE)
    monkeypatch.setenv("PATH", "/nonexistent")
    fetch_uv.main()
    assert target.stat().st_mode & stat.S_IXUSR
    made = target.stat().st_mtime_ns
    fetch_uv.main()
    assert target.stat().st_mtime_ns == made
    assert os.listdir(target.parent) == ["uv"]  # noqa: PTH208 - all that is there


def test_index_that_speaks_json_and_wants_a_login_is_understood(
    tmp_path: Path, index: Index, wheel: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "index" / "simple" / "uv" / "index.html"
    page.write_text(json.dumps({"files": [{"filename": NAME, "url": f"../../files/{NAME}"}]}), "utf-8")
    index.login = "Basic amFuZTpwQHNz"
    with pytest.raises(FetchError, match="401"):
        fetch_uv.fetch(MACHINE)
    monkeypatch.setenv("PIP_INDEX_URL", index.url.replace("://", "://jane:p%40ss@"))
    assert fetch_uv.fetch(MACHINE) == wheel


def test_wheel_that_is_another_is_not_taken(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WHEELS, MACHINE, (WHEELS[MACHINE][0], "0" * 64))
    with pytest.raises(FetchError, match="not the one"):
        fetch_uv.fetch(MACHINE)


def test_index_without_it_and_a_machine_that_none_is_for_are_told(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/none")
    with pytest.raises(FetchError, match="PIP_INDEX_URL"):
        fetch_uv.fetch(MACHINE)
    with pytest.raises(FetchError, match="Put uv"):
        fetch_uv.fetch("Plan9 mips")


@pytest.mark.parametrize(
    ("variables", "configured", "expected"),
    [
        ({}, "", LOCKED_INDEX),
        ({}, "[global]\nindex-url = https://mirror.example/simple\n", "https://mirror.example/simple"),
        ({}, "no configuration", LOCKED_INDEX),
        ({"PIP_INDEX_URL": "https://pip.example"}, "[global]\nindex-url = https://b.example\n", "https://pip.example"),
        ({"UV_DEFAULT_INDEX": "ours=https://uv.example", "PIP_INDEX_URL": "https://a"}, "", "https://uv.example"),
    ],
)
def test_index_is_the_one_that_the_machine_is_set_up_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], configured: str, expected: str
) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pip.conf").write_text(configured, "utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert find_index() == expected


def test_what_fetches_uv_runs_on_python_3_9() -> None:
    source = (ROOT / "tools" / "common" / "fetch_uv.py").read_text("utf-8")
    assert ast.parse(source, feature_version=(3, 9))
    assert " | None" not in source, "3.9 evaluates annotations"
