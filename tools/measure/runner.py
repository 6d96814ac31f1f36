"""One handler as Lambda runs it, from the folders it is given and nothing else of this machine.

`python -I -S -B runner.py check_number.app FOLDER…` loads it, then does what each line of its standard input says
(`{"event": …, "times": 1}`). Of the loading and of each line it tells what came of it, on a line each: the answer or
the exception, what was logged, and how long it took: wall-clock time as two readings of the clock that all processes
share, processor time as a difference.
"""

import importlib
import io
import json
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
    function_name="measured",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:measured",
    aws_request_id="request-1",
)


class Imports:
    """When the modules that the handler needs are loaded. One that another imports counts as part of that one."""

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
    """Load the handler, and say how that went; then run it as often as is wanted."""
    module, *folders = sys.argv[1:]
    sys.path[:0] = folders
    replies, sys.stdout = sys.stdout, io.StringIO()  # before a module keeps the stream to log to
    imports = Imports(module)
    loaded = _measured(lambda: importlib.import_module(module) and None)
    _tell(replies, {**loaded, "started": STARTED})
    if "kinds" in loaded:
        return
    handler = sys.modules[module].lambda_handler
    for line in sys.stdin:
        wanted = json.loads(line)
        came = _measured(lambda wanted=wanted: _run(handler, **wanted))  # type: ignore[misc]
        _tell(replies, {**came, "imports": imports.spans, "modules": len(sys.modules), "peak_kb": _peak_kb()})


def _run(handler: Callable[[Any, Any], Any], event: object, times: int) -> Any:  # noqa: ANN401 - any function's answer
    for _ in range(times):
        answer = handler(event, CONTEXT)
    return answer


def _measured(run: Callable[[], Any]) -> dict[str, Any]:
    came: dict[str, Any] = {}
    cpu, began = time.process_time(), time.monotonic()
    try:
        came["answer"] = run()
    except Exception as exc:  # noqa: BLE001 - which exception it is is the question
        came |= {"kinds": [kind.__name__ for kind in type(exc).__mro__], "message": str(exc)}
    ended = time.monotonic()
    return {**came, "began": began, "ended": ended, "cpu": time.process_time() - cpu}


def _peak_kb() -> int:
    """The most memory that was in use at a time. `getrusage` would include the process that started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _tell(replies: TextIO, came: dict[str, Any]) -> None:
    """One line, with what was logged since the last."""
    log: Any = sys.stdout
    print(json.dumps({**came, "log": log.getvalue()}), file=replies, flush=True)
    log.seek(0)
    log.truncate()


if __name__ == "__main__":
    main()
