"""What tests of the store share."""

import threading
from typing import Any

import pytest
from moto.dynamodb.responses import DynamoHandler

from denylist.tables.recorder import Recorder
from denylist.tables.store import Store
from tests.unit.denylist.stores import recorder_on, store_on
from tests.unit.tables import Tables


@pytest.fixture
def store(tables: Tables) -> Store:
    return store_on(tables.client)


@pytest.fixture
def recorder(tables: Tables) -> Recorder:
    return recorder_on(tables.client)


@pytest.fixture
def atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one call at a time, because moto reads an item, writes it and copies it for its answer in three steps."""
    lock, call = threading.Lock(), DynamoHandler.call_action

    def one_at_a_time(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        with lock:
            return call(*arguments, **named)

    monkeypatch.setattr(DynamoHandler, "call_action", one_at_a_time)
