"""All addresses of a name share one deadline."""

import socket
from types import SimpleNamespace

import pytest

from denylist.wire import deadlines


class World:
    """Time that passes only while a connection is awaited."""

    def __init__(self, *takes_after: float) -> None:
        self.now = 0.0
        self.asked: list[int] = []
        self.takes_after = takes_after
        self.closed = 0

    def addresses(self, *_: object, **__: object) -> list[tuple[int, int, int, str, int]]:
        return [(2, 1, 6, "", which) for which in range(len(self.takes_after))]

    def socket(self, *_: object) -> "Dialling":
        return Dialling(self)


class Dialling:
    """A socket that connects after a while, or times out before."""

    def __init__(self, world: World) -> None:
        self.world, self.timeout = world, 0.0

    def settimeout(self, seconds: float) -> None:
        self.timeout = seconds

    def connect(self, which: int) -> None:
        self.world.asked.append(which)
        needs = self.world.takes_after[which]
        self.world.now += min(needs, self.timeout)
        if needs > self.timeout:
            raise TimeoutError

    def close(self) -> None:
        self.world.closed += 1


def dial(monkeypatch: pytest.MonkeyPatch, world: World, deadline: float) -> object:
    parts = SimpleNamespace(getaddrinfo=world.addresses, socket=world.socket, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(deadlines, "socket", parts)
    monkeypatch.setattr(deadlines, "time", SimpleNamespace(monotonic=lambda: world.now))
    return deadlines.dial("dynamodb.us-east-1.amazonaws.com", 443, deadline)


def test_addresses_that_do_not_answer_are_given_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(*[60.0] * 6)
    with pytest.raises(TimeoutError):
        dial(monkeypatch, world, 0.3)
    assert (world.now, world.asked, world.closed) == (0.3, [0], 6)


def test_address_after_one_that_refuses_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(0.1, 0.1)
    refused = iter([ConnectionRefusedError, None])
    connect = Dialling.connect

    def once(self: Dialling, which: int) -> None:
        connect(self, which)
        if reason := next(refused):
            raise reason

    monkeypatch.setattr(Dialling, "connect", once)
    assert dial(monkeypatch, world, 0.3)
    assert (world.asked, world.closed) == ([0, 1], 1)


def test_name_without_an_address_is_an_error_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="no address"):
        dial(monkeypatch, World(), 0.3)
