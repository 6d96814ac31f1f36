"""What is known about a number, as a file: for the person it is about, or as a record of what was erased."""

import base64
import json
import os
from pathlib import Path

from denylist.text import iso
from tools.common.errors import LocalError
from tools.operate.forget.known import Known


def write(path: Path, known: Known, place: str, now: float) -> None:
    """Everything, as the tables and the queue hold it, for its owner's eyes; no file is ever overwritten.

    Raises:
        LocalError: the file is there already, or cannot be written.
    """
    text = json.dumps(content(known, place, now), indent=2, ensure_ascii=False, default=_encode) + "\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as exc:
        raise LocalError(f"{path} is there already; nothing was written and nothing erased; name another") from exc
    except OSError as exc:
        raise LocalError(f"{path} cannot be written ({exc.strerror}); nothing was erased") from exc
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def content(known: Known, place: str, now: float) -> dict[str, object]:
    """The export: items in DynamoDB's own JSON, so that nothing of them is lost."""
    return {
        "number": known.wanted.number,
        "stack": place,
        "exported_at": iso(now),
        "entry": known.entry,
        "spellings": list(known.spellings),
        "changes": list(known.changes),
        "denied_calls": list(known.counters),
        "to_be_mailed": list(known.waiting),
        "dead_letters": list(known.letters.bodies),
        "executions": sorted(known.executions),
    }


def _encode(value: object) -> str:
    """Bytes, which only a hand-typed attribute can be, as DynamoDB's JSON has them."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(type(value).__name__)
