"""The stand-in's loopback server."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, Self

from tools.common.guard import REFUSAL, is_foreign
from tools.connect.standin import model
from tools.connect.standin.faults import Fault
from tools.connect.standin.instance import OPERATIONS, Instance


class StandIn:
    """Answers for an instance on a free port of 127.0.0.1, while it is entered as a context.

    `asked` lists every request as (operation, parameters); `script` makes the next calls of an operation fail.
    """

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._faults: dict[str, list[Fault]] = {}
        self._one_at_a_time = Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if is_foreign(self.command, self.path, self.headers.items()):
                    self.send_error(403, REFUSAL.strip())
                    return
                status, answer, code = stand_in.answer(self.command, self.path, body)
                self.send_response(status)
                if code:
                    self.send_header("x-amzn-ErrorType", code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _serve  # noqa: N815 - as the library calls them

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def script(self, operation: str, fault: Fault, times: int = 1) -> None:
        """Fail the next so many calls of an operation; after them it works."""
        self._faults.setdefault(operation, []).extend([fault] * times)

    def calls(self) -> list[str]:
        """The operations asked for, in order."""
        return [operation for operation, _ in self.asked]

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes, str]:
        """Status, body and error code of one request."""
        with self._one_at_a_time:
            try:
                return 200, self._answer(method, target, body), ""
            except Fault as fault:
                return *model.write_fault(fault), fault.code

    def _answer(self, method: str, target: str, body: bytes) -> bytes:
        found = model.find(tuple(OPERATIONS), method, target)
        if not found:
            raise Fault("InvalidRequestException", Message=f"The stand-in knows no {method} {target}")
        operation, parts = found
        asked = model.read(operation, parts, target, body)
        self.asked.append((operation.name, asked))
        if self._faults.get(operation.name):
            raise self._faults[operation.name].pop(0)
        return model.write(operation, self.instance.answer(operation.name, asked))
