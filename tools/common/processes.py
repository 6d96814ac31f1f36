"""Finds this user's processes by their command line, so that an emulator is found again after a crash.

A process id alone can be reused by another process, and a file with the id may not have been written when a command is
killed. A command line that names its folder exists exactly as long as the process.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def command_lines() -> Iterator[tuple[int, str]]:
    """Process id and command line, joined by spaces, of each of this user's processes. Zombies have no command line."""
    return _from_proc() if (PROC / "self" / "cmdline").exists() else _from_ps()


def _from_proc() -> Iterator[tuple[int, str]]:
    for entry in PROC.glob("[0-9]*"):
        try:
            mine = entry.stat().st_uid == os.getuid()
            arguments = (entry / "cmdline").read_bytes() if mine else b""
        except OSError:  # it ended meanwhile
            continue
        if arguments:
            yield int(entry.name), arguments.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")


def _from_ps() -> Iterator[tuple[int, str]]:
    command = ["ps", "-ww", "-U", str(os.getuid()), "-o", "pid=,args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        pid, _, arguments = line.strip().partition(" ")
        yield int(pid), arguments.strip()
