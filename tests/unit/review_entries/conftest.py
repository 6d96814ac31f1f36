"""`review_entries` in this process, with a page of two files instead of the built one."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.unit.conftest import Load
from tests.unit.records import flagged
from tests.unit.review_entries.caller import ORIGIN, Caller
from tests.unit.tables import Tables

VARIABLES = {
    "CONSOLE_URL": f"{ORIGIN}/",
    "OIDC_DISCOVERY": "https://issuer.example/pool/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "client-1",
    "SIGN_IN_ORIGIN": "https://sign-in.example",
    "CONNECT_URL": "",
    "AGENT_CLAIM": "",
    "FRAME_ORIGIN": "",
    "PANEL_ORIGINS": "",
}

type LoadApi = Callable[..., ModuleType]


@pytest.fixture(scope="session", autouse=True)
def _page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package in the console's layer."""
    root = tmp_path_factory.mktemp("layer")
    package = root / "console_page"
    titles = {"index": "거부 목록", "agent": "상담원 패널", "relay": "로그인"}
    _write(package, {f"{name}.html": f"<!doctype html><title>{it}</title>".encode() for name, it in titles.items()})
    _write(package / "assets", {"console-AB12.js": b"'use strict';", "font-CD34.woff2": b"wOF2\xff\x00"})
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    yield
    sys.path.remove(str(root))
    sys.modules.pop("console_page", None)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


@pytest.fixture
def load_api(load: Load) -> LoadApi:
    """The function's module as Lambda starts it; `load_api(FRAME_ORIGIN=…)` configures it otherwise."""

    def load_with(**variables: str) -> ModuleType:
        return load("review_entries", **{**VARIABLES, **variables})

    return load_with


@pytest.fixture
def api(load_api: LoadApi) -> Caller:
    """The API as rita, who reviews."""
    return Caller(load_api())


@pytest.fixture
def adam(api: Caller, tables: Tables) -> Caller:
    """The API as adam, who may do everything, with a flagged number in the table."""
    tables.put(flagged())
    return api.as_("adam")


@pytest.fixture
def clock(api: Caller, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`clock(NOW + 1)`: sets the function's clock."""

    def set_to(seconds: float) -> None:
        monkeypatch.setattr(api.app, "time", SimpleNamespace(time=lambda: seconds))

    return set_to
