"""A stand-in of Amazon Connect behind microburst, which knows one agent and a call that this agent took."""

from typing import Any

from tools.connect.standin import Instance, StandIn

AGENT, CALL, NAME = "bbbbbbbb-0000-4000-8000-000000000001", "call-1", "noah"


class Connect(StandIn):
    """Skips the empty chunked body that microburst adds to a GET; otherwise it would be read as the next request."""

    def __init__(self) -> None:
        contact = {"Id": CALL, "AgentInfo": {"Id": AGENT}}
        super().__init__(Instance(contacts={CALL: contact}, users={AGENT: {"Id": AGENT, "Username": NAME}}))
        plain: Any = self._server.RequestHandlerClass

        class Handler(plain):  # type: ignore[misc]
            def parse_request(self) -> bool:
                parsed: bool = plain.parse_request(self)
                if parsed and self.headers.get("Transfer-Encoding") == "chunked":
                    while self.rfile.readline() not in {b"\r\n", b""}:
                        pass
                return parsed

        self._server.RequestHandlerClass = Handler
