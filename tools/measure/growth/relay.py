"""A relay that counts what goes over a connection: bytes each way, and how often the direction changes."""

import socket
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread

CHUNK = 65536


@dataclass(slots=True)
class Talk:
    """Bytes in both directions, and round trips: how often a request followed an answer."""

    asked: int = 0
    answered: int = 0
    round_trips: int = 0
    answer: bytes = b""
    """The bytes of the latest answer so far."""
    _asking: bool = False

    def hear(self, content: bytes, *, asking: bool) -> None:
        """Count these bytes in this direction."""
        if asking:
            self.asked += len(content)
            self.round_trips += not self._asking
            self.answer = b""
        else:
            self.answered += len(content)
            self.answer += content
        self._asking = asking


class Relay:
    """Passes everything on, both ways. `talk` counts since it was last set."""

    def __init__(self) -> None:
        self.talk, self._lock = Talk(), Lock()

    def listen(self, host: str, port: int) -> str:
        """Listen in front of a server, and return the address to use instead of the server's."""
        listener = socket.create_server((host, 0))
        Thread(target=self._accept, args=(listener, (host, port)), daemon=True).start()
        return f"http://{host}:{listener.getsockname()[1]}"

    def _accept(self, listener: socket.socket, server: tuple[str, int]) -> None:
        while True:
            self.join(listener.accept()[0], socket.create_connection(server))

    def join(self, near: socket.socket, far: socket.socket) -> None:
        """Pass bytes on between a client and a server until one of them closes its connection."""
        Thread(target=self._pass, args=(near, far), kwargs={"asking": True}, daemon=True).start()
        Thread(target=self._pass, args=(far, near), kwargs={"asking": False}, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, *, asking: bool) -> None:
        with suppress(OSError):
            while content := source.recv(CHUNK):
                with self._lock:
                    self.talk.hear(content, asking=asking)
                target.sendall(content)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
