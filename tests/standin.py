"""The stand-in of Amazon Connect as tests start it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

from tools.connect.standin import REGION, Instance, StandIn

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "NO_PROXY": "127.0.0.1",
}


@contextmanager
def standing_in(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Run the stand-in on loopback, the only host that sockets may reach, without waits between retries."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    enable_socket()
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with StandIn(instance) as running:
        yield running
