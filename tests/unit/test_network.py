"""No unit test reaches the network, whatever it calls."""

import socket

import pytest


def test_network_is_out_of_reach() -> None:
    with pytest.raises(UserWarning, match="tried to use socket"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    with pytest.raises(UserWarning, match="tried to use socket"):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def test_sockets_within_the_machine_are_allowed() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        one.send(b"here")
        assert other.recv(4) == b"here"
