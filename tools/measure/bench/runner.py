"""One handler as Lambda runs it, from the folders it is given and nothing else of this machine.

`python -I -S -B runner.py check_number.app FOLDER…` loads it, then does what each line of its standard input says
(`{"event": …, "times": 1}`), and says on a line each how long that took: wall-clock time as two readings of the clock
that all processes share, processor time as a difference.
"""

import importlib
import json
import os
import sys
import time

STARTED = time.monotonic()

# Lambda's own client has these already when it loads a handler (awslambdaric: bootstrap.py, lambda_runtime_client.py).
import concurrent.futures.thread  # noqa: E402, F401
import decimal  # noqa: E402, F401
import enum  # noqa: E402, F401
import logging  # noqa: E402, F401
import traceback  # noqa: E402, F401
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from types import SimpleNamespace  # noqa: E402
from typing import Any, TextIO  # noqa: E402

CONTEXT = SimpleNamespace(
    function_name="bench",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:bench",
    aws_request_id="request-1",
)


class Imports:
    """When modules are loaded that the handler's own needs; one within another counts as a part of that."""

    def __init__(self, module: str) -> None:
        self.spans: list[tuple[float, float]] = []
        self._own = {module, module.partition(".")[0]}
        self._is_within = False
        bootstrap: Any = sys.modules["_frozen_importlib"]
        self._load: Callable[[str, Any], Any] = bootstrap._find_and_load  # noqa: SLF001
        bootstrap._find_and_load = self._watched  # noqa: SLF001 - the interpreter calls it for modules that are new

    def _watched(self, name: str, import_: Any) -> Any:  # noqa: ANN401
        if self._is_within or name in self._own:
            return self._load(name, import_)
        self._is_within, began = True, time.monotonic()
        try:
            return self._load(name, import_)
        finally:
            self._is_within = False
            self.spans.append((began, time.monotonic()))


def main() -> None:
    """Load the handler; then run it as often as is wanted."""
    module, *folders = sys.argv[1:]
    sys.path[:0] = folders
    replies, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115 - its log, for as long as it lives
    imports = Imports(module)
    began = time.monotonic()
    handler = importlib.import_module(module).lambda_handler
    ended = time.monotonic()
    _tell(replies, {"started": STARTED, "began": began, "ended": ended})
    for line in sys.stdin:
        _tell(replies, _run(handler, imports, **json.loads(line)))


def _run(handler: Callable[[Any, Any], Any], imports: Imports, event: object, times: int) -> dict[str, Any]:
    cpu, began = time.process_time(), time.monotonic()
    for _ in range(times):
        answer = handler(event, CONTEXT)
    ended, cpu = time.monotonic(), time.process_time() - cpu
    known = {"imports": imports.spans, "modules": len(sys.modules), "peak_kb": _peak_kb()}
    return {"began": began, "ended": ended, "cpu": cpu, "answer": answer, **known}


def _peak_kb() -> int:
    """Most memory that was in use at a time. `getrusage` would tell of whoever started this process, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _tell(replies: TextIO, outcome: dict[str, Any]) -> None:
    print(json.dumps(outcome), file=replies, flush=True)


if __name__ == "__main__":
    main()
