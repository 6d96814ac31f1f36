"""Puts uv into .tools/bin: a link to the one on PATH if it is new enough, else a copy from the package index.

`bootstrap.sh` runs it as a file, with whatever Python there is from 3.9 on; it needs the standard library alone,
neither venv nor pip, and takes nothing but the wheel whose digest stands here.
"""

import base64
import configparser
import hashlib
import io
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

VERSION = "0.13.8"
# The digests that PyPI shows for uv. A new version has new ones.
WHEELS = {
    "Linux x86_64 glibc": (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "e18a57b8b352eb7c8feb317b9f6f533c8f0ad9673fd6cf34bbe3cf1a9f6a8984",
    ),
    "Linux x86_64 musl": (
        "musllinux_1_1_x86_64",
        "29451c60f5e8b07403e0a175d5229efc36b0289b34143ff4aaa499a5dd52553a",
    ),
    "Linux aarch64 glibc": (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d",
    ),
    "Linux aarch64 musl": (
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "0b3e8b1a4f5e405e31e2ff33de8af4744831e9f7338539671efbd8c3c94e791d",
    ),
    "Darwin x86_64": ("macosx_10_12_x86_64", "b7124ca1956ec2e476a1003ea5715a15f0266afaec37f4dc9c6972ba8183e6d1"),
    "Darwin arm64": ("macosx_11_0_arm64", "62b6943c7fd64fac6854f780bea6e0359e5a5bc3241f83ee357bb38276afac49"),
}
SECONDS = 60
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / ".tools" / "bin" / "uv"


class FetchError(Exception):
    """uv could not be fetched. The text says why, and what to do."""


def main() -> None:
    """Make sure that .tools/bin has a uv that is new enough."""
    if _is_recent(str(TARGET)):
        return
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    partial = TARGET.with_name(f"uv.{os.getpid()}")
    found = shutil.which("uv")
    if found and _is_recent(found):
        print(f"==> Using {found}", flush=True)
        partial.symlink_to(found)
    else:
        print(f"==> Fetching uv {VERSION} into .tools/ (once)", flush=True)
        partial.write_bytes(unpack(fetch(_machine())))
        partial.chmod(0o755)
    partial.replace(TARGET)


def _is_recent(program: str) -> bool:
    try:
        said = subprocess.run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        return _numbers(said.stdout.decode().split()[1]) >= _numbers(VERSION)
    except (OSError, subprocess.CalledProcessError, IndexError):
        return False


def _numbers(version: str) -> list:  # type: ignore[type-arg]
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


def _machine() -> str:
    """The key of this machine in WHEELS."""
    words = [platform.system(), platform.machine()]
    if words[0] == "Linux":
        words.append("glibc" if platform.libc_ver()[0] == "glibc" else "musl")
    return " ".join(words)


def fetch(machine: str) -> bytes:
    """The wheel for a machine, by its digest.

    Raises:
        FetchError: there is none, the index does not answer, or it answers with something else.
    """
    if machine not in WHEELS:
        raise FetchError(f"No uv is known for {machine}. Put uv {VERSION} or later on PATH, then run this again.")
    tag, digest = WHEELS[machine]
    name = f"uv-{VERSION}-py3-none-{tag}.whl"
    index = find_index()
    try:
        wheel = _read(_address(f"{index.rstrip('/')}/uv/", name))
    except (OSError, ValueError) as exc:
        raise FetchError(
            f"{name} cannot be had from {_without_password(index)}: {exc}. If this network has an index of its own, "
            f"name it in PIP_INDEX_URL; or put uv {VERSION} or later on PATH. Then run this again."
        ) from exc
    if hashlib.sha256(wheel).hexdigest() != digest:
        raise FetchError(f"{name} as {_without_password(index)} has it is not the one that is wanted (sha256).")
    return wheel


def find_index() -> str:
    """The package index of this machine: uv's or pip's variable, pip's configuration, or the one in uv.lock."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name].rpartition("=")[2] if name == "UV_DEFAULT_INDEX" else os.environ[name]
    home = Path(os.environ.get("HOME", "/nonexistent"))
    config = Path(os.environ.get("XDG_CONFIG_HOME", str(home / ".config")))
    files = [
        *(Path(folder) / "pip" / "pip.conf" for folder in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")),
        *(Path("/etc/pip.conf"), home / ".pip" / "pip.conf", config / "pip" / "pip.conf"),
        Path(os.environ.get("PIP_CONFIG_FILE", "/nonexistent")),
    ]
    parser = configparser.RawConfigParser()
    try:
        parser.read([str(file) for file in files], encoding="utf-8")
    except (configparser.Error, OSError, ValueError):
        parser.clear()
    return parser.get("global", "index-url", fallback=_locked_index())


def _locked_index() -> str:
    """The index that the dependencies were locked from. The file is searched, because Python 3.9 cannot parse TOML."""
    return str(re.findall(r'registry = "([^"]+)"', (ROOT / "uv.lock").read_text("utf-8"))[0])


def _address(page: str, name: str) -> str:
    """The address of a file, from either form of the index's page (PEP 691, PEP 503)."""
    text = _read(page, "application/vnd.pypi.simple.v1+json, text/html;q=0.1").decode("utf-8")
    if text.lstrip().startswith("{"):
        found = [file["url"] for file in json.loads(text)["files"] if file["filename"] == name]
    else:
        found = [url for url in re.findall(r'href="([^"#]+)', text) if urllib.parse.unquote(url).endswith(name)]
    if not found:
        raise ValueError("it does not list it")
    return urllib.parse.urljoin(page, str(found[0]))


def _read(url: str, accept: str = "*/*") -> bytes:
    parts = urllib.parse.urlsplit(url)
    headers = {"Accept": accept, "User-Agent": f"connect-deny-list uv/{VERSION}"}
    if parts.username:
        login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
        url = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - whatever the machine's owner configured
    with urllib.request.urlopen(request, timeout=SECONDS, context=_trust()) as answer:  # noqa: S310 - as above
        return bytes(answer.read())


def _trust() -> ssl.SSLContext:
    """The certificates that pip is told to trust, else the system's, which some builds of Python do not find."""
    paths = ssl.get_default_verify_paths()
    named = os.environ.get("PIP_CERT")
    if not named and not paths.cafile:
        named = next((path for path in CERTIFICATES if Path(path).is_file()), None)
    return ssl.create_default_context(cafile=named)


def _without_password(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def unpack(wheel: bytes) -> bytes:
    """The program in a wheel."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(f"uv-{VERSION}.data/scripts/uv")


if __name__ == "__main__":
    try:
        main()
    except FetchError as exc:
        print(f"\nerror: {exc}", file=sys.stderr)
        sys.exit(1)
