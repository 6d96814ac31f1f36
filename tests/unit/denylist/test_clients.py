"""Clients give up before their callers time out."""

from typing import Any

import pytest

from denylist import clients
from tests.unit.tables import properties


def worst_case(client: Any) -> float:  # noqa: ANN401
    """Seconds until a client gives up on a call, not counting the waits between attempts."""
    config = client.meta.config
    return float(config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout))


@pytest.mark.usefixtures("environment")
def test_dynamodb_gives_up_within_a_flows_eight_seconds() -> None:
    client = clients.dynamodb()
    assert client.meta.service_model.service_name == "dynamodb"
    assert worst_case(client) <= 6


@pytest.mark.usefixtures("environment")
def test_connect_gives_up_before_its_function_is_ended() -> None:
    client: Any = clients.connect()
    assert client.meta.service_model.service_name == "connect"
    assert client.meta.config.retries["mode"] == "standard"
    assert worst_case(client) < properties("IdentifyAgentFunction")["Timeout"]
