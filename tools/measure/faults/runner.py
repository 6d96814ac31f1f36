"""One function as Lambda runs it, from the folders it is given and nothing else of this machine.

`python -I -S runner.py add_number FOLDER…` reads an event per line and writes what came of it per line: how long the
handler took, by a clock that is read in this process, its answer or its exception, and what it logged meanwhile.
"""

import importlib
import io
import json
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TextIO

CONTEXT = SimpleNamespace(
    function_name="faults",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:faults",
    aws_request_id="request-1",
)


def main() -> None:
    """Load the function and say how that went; then answer events until there are no more."""
    name, *folders = sys.argv[1:]
    sys.path[:0] = folders
    replies, sys.stdout = sys.stdout, io.StringIO()  # before anything keeps the stream that it logs to
    loaded = _measured(lambda: importlib.import_module(f"{name}.app") and None)
    _tell(replies, loaded)
    if "kinds" in loaded:
        return
    handler = sys.modules[f"{name}.app"].lambda_handler
    for line in sys.stdin:
        event = json.loads(line)
        _tell(replies, _measured(lambda e=event: handler(e, CONTEXT)))  # type: ignore[misc]


def _measured(run: Callable[[], Any]) -> dict[str, Any]:
    began = time.monotonic()
    try:
        answer = run()
    except Exception as exc:  # noqa: BLE001 - whatever it raises is what is looked for
        kinds = [kind.__name__ for kind in type(exc).__mro__]
        return {"seconds": time.monotonic() - began, "kinds": kinds, "message": str(exc)}
    return {"seconds": time.monotonic() - began, "answer": answer}


def _tell(replies: TextIO, outcome: dict[str, Any]) -> None:
    """One line, with what was logged since the last."""
    log: Any = sys.stdout
    print(json.dumps({**outcome, "log": log.getvalue()}), file=replies, flush=True)
    log.seek(0)
    log.truncate()


if __name__ == "__main__":
    main()
