"""Everything that leaves a function besides its answer: lines, metrics, what Lambda prints of a fault, and traces."""

import io
import json
import logging
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, cast

import botocore.client
import botocore.endpoint
import pytest
from aws_lambda_powertools import Tracer
from aws_xray_sdk import global_sdk_config
from aws_xray_sdk.core import patcher, xray_recorder
from aws_xray_sdk.core.lambda_launcher import LambdaContext
from botocore.awsrequest import AWSResponse

from tests.unit.conftest import CONTEXT

TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
_TIMES = ("id", "trace_id", "parent_id", "start_time", "end_time")
_WHEN = re.compile(r'("Timestamp": ?)\d{13}(?=,)')
"""When a metric was counted, in milliseconds. No other digits of a line change from run to run."""


@dataclass
class Emitted:
    """What was seen so far."""

    capsys: pytest.CaptureFixture[str]
    root: io.StringIO
    """What is written by the handler that Lambda's runtime gives to the root logger."""
    segments: list[dict[str, Any]] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    """Exceptions that left a handler, as Lambda's runtime prints them."""

    def send_entity(self, entity: Any) -> None:  # noqa: ANN401 - the recorder's own
        """Take the place of the recorder's emitter, which sends what `serialize` makes to the X-Ray daemon."""
        self.segments.append(_without_times(json.loads(entity.serialize())))

    def run(self, app: ModuleType, event: object) -> Any:  # noqa: ANN401 - whatever it answers
        """The handler's answer, or `None` where it raised."""
        try:
            return app.lambda_handler(event, CONTEXT)
        except Exception as exc:  # noqa: BLE001 - as Lambda's runtime
            lines = traceback.format_list(traceback.extract_tb(exc.__traceback__))
            self.crashes.append(f"[ERROR] {type(exc).__name__}: {exc}\n{''.join(lines)}")
            return None

    def take(self) -> dict[str, str]:
        """What came since the last call, by where it went, as text without the clock's digits."""
        printed = self.capsys.readouterr()
        seen = {
            "lines": _WHEN.sub(r"\1", printed.out),
            "errors": printed.err + self.root.getvalue(),
            "crashes": "\n".join(self.crashes),
            "traces": json.dumps(self.segments),
        }
        self.segments.clear()
        self.crashes.clear()
        self.root.truncate(0)
        return seen


def _without_times(entity: Any) -> Any:  # noqa: ANN401 - JSON
    """Drop ids and times, in which a number's digits might be found by chance."""
    if isinstance(entity, list):
        return [_without_times(part) for part in entity]
    if isinstance(entity, dict):
        return {name: _without_times(part) for name, part in entity.items() if name not in _TIMES}
    return entity


@contextmanager
def traced(emitted: Emitted, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """X-Ray as in Lambda with active tracing: every call of botocore is a subsegment, and all of them are sampled."""
    for name, value in {"LAMBDA_TASK_ROOT": "/var/task", "_X_AMZN_TRACE_ID": TRACE}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("POWERTOOLS_TRACE_DISABLED", raising=False)
    former = xray_recorder.context, xray_recorder.emitter, xray_recorder.streaming_threshold
    patched = _patched()
    # Of the libraries that the recorder can trace, the functions' layer has only botocore.
    monkeypatch.setattr(patcher, "NO_DOUBLE_PATCH", ("botocore",))
    monkeypatch.setattr(patcher, "_PATCHED_MODULES", set())
    _reset()
    global_sdk_config.set_sdk_enabled(True)
    xray_recorder.configure(context=LambdaContext(), emitter=cast("Any", emitted))
    handler = logging.StreamHandler(emitted.root)
    logging.root.addHandler(handler)
    try:
        yield
    finally:
        logging.root.removeHandler(handler)
        xray_recorder.configure(context=former[0], emitter=former[1], streaming_threshold=former[2])
        global_sdk_config.set_sdk_enabled(False)
        _reset()
        for owner, name, value in patched:
            setattr(owner, name, value)
        vars(botocore.client).pop("_xray_enabled", None)


def _reset() -> None:
    """Reset the tracer's configuration: a process has only one, and other tests have switched it off."""
    Tracer._reset_config()  # type: ignore[no-untyped-call]  # noqa: SLF001


def _patched() -> list[tuple[Any, str, Any]]:
    """The methods that the recorder replaces, to put them back afterwards."""
    places = (botocore.client.BaseClient, "_make_api_call"), (botocore.endpoint.Endpoint, "prepare_request")
    return [(owner, name, vars(owner)[name]) for owner, name in places]


def refuse(client: Any, status: int, body: str, **headers: str) -> Callable[[], None]:  # noqa: ANN401 - made at run time
    """Let the service answer so, on the wire, until the returned function is called."""
    raw = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Any, **_: object) -> AWSResponse:  # noqa: ANN401 - botocore's
        return _Answer(request.url, status, raw, body.encode())

    client.meta.events.register_first("before-send", answer)
    return lambda: client.meta.events.unregister("before-send", answer)


class _Answer(AWSResponse):
    """An answer that came whole."""

    def __init__(self, url: str, status: int, headers: dict[str, str], content: bytes) -> None:
        super().__init__(url, status, cast("Any", headers), None)
        self._content = content
